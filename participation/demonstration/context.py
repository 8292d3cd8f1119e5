"""The context of every page of a demonstration: the accounts to look round as."""

from typing import Any

from django.http import HttpRequest

from participation.councils.models import Council
from participation.demonstration.queries import demo_accounts


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """The `demo_accounts` that anybody may look round as; none but in a demonstration."""
    council: Council | None = getattr(request, "council", None)
    return {"demo_accounts": demo_accounts(council) if council else []}

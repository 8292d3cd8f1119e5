"""What every page says of its own language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from coopservices.languages import language_now
from participation.languages.queries import is_confirmed


def translation(request: HttpRequest) -> dict[str, Any]:
    """Whether the page is in a language that nobody at the council has read yet."""
    language = language_now()
    is_first = language == settings.LANGUAGE_CODE
    council = getattr(request, "council", None)
    return {"awaits_translator": not is_first and not is_confirmed(council, language)}

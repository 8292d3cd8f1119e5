"""The way from a letter to a checked vote, for whoever looks round a demonstration."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coopservices.pages import page
from participation.demonstration.queries import demo_accounts
from participation.models import CouncilRequest
from priorities.demonstration.queries import demo_codes


@never_cache
@require_safe
def codes_to_try(request: CouncilRequest) -> HttpResponse:
    """Codes that anybody may vote with. They are everybody's, so nobody's reading them is noted. A
    real council has no such page.
    """
    if not demo_accounts(request.council):
        raise Http404
    context = {"codes": demo_codes(request.council, timezone.now())}
    return page(request, "priorities/codes_to_try.html", context)

"""An officer's page of what there is to set up."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.timezone import localdate

from coopservices.pages import page
from coopservices.permissions import require
from outcomes.pages.set_up.queries import set_up_of
from participation.founding.permissions import may_set_up_council
from participation.models import UserRequest


@login_required
def set_up(request: UserRequest) -> HttpResponse:
    """What there is to set up, in the order in which one thing needs another."""
    require(may_set_up_council(request.user, request.council))
    context = {"set_up": set_up_of(request.council, today=localdate())}
    return page(request, "outcomes/set_up.html", context)

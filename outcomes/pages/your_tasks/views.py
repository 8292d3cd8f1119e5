"""What waits for the reader today."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from coopservices.pages import page
from coopservices.permissions import require
from outcomes.pages.your_tasks.permissions import may_have_tasks
from outcomes.pages.your_tasks.queries import desk_of
from participation.models import UserRequest


@login_required
def your_tasks(request: UserRequest) -> HttpResponse:
    """Polls to open, close and certify, findings to answer, promises to keep: each a link to where
    it is done.
    """
    require(may_have_tasks(request.user, request.council))
    at = timezone.now()
    desk = desk_of(request.user, request.council, at=at)
    return page(
        request, "outcomes/your_tasks.html", {"desk": desk, "today": timezone.localdate(at)}
    )

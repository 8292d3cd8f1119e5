"""Leads staff who have no second factor yet to where they set one up, wherever they would be
refused.
"""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from coopservices.middleware import GetResponse
from participation.people.models import User

REFUSALS = (403, 404)  # what is not for everybody answers either way


def set_up_first(get_response: GetResponse) -> GetResponse:
    """Answer what is refused to staff for want of a second factor with the way to set one up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code in REFUSALS and _may_be_refused_for_it(request):
            asked = {"next": request.get_full_path()} if request.method == "GET" else {}
            return redirect(f"{reverse('mfa_index')}?{urlencode(asked)}")
        return response

    return middleware


def _may_be_refused_for_it(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith("/api/"):
        return False
    user = request.user
    return isinstance(user, User) and user.lacks_second_factor and user.is_of_staff

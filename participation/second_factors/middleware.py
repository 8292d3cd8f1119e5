"""Leads staff who have no second factor yet to where they set one up, wherever they are refused."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from coopservices.middleware import GetResponse
from participation.people.models import User


class SetUpFirst:
    """Answers what is refused to staff for want of a second factor with the way to set one up: a
    page that is not for everybody raises either refusal.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The way on; None leaves a refusal as it is."""
        if not isinstance(problem, (PermissionDenied, Http404)) or "/api/" in request.path:
            return None
        user = request.user
        if not isinstance(user, User) or not (user.lacks_second_factor and user.is_of_staff):
            return None
        asked = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse('mfa_index')}?{urlencode(asked)}")

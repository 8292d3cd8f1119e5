"""Asking who takes part, after a vote and never before, and what may be told of it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from coopservices.pages import page
from coopservices.watching import sender_of
from participation.equality.actions import count_answers
from participation.equality.forms import EqualityForm
from participation.equality.queries import answers_told
from participation.people.models import CouncilRequest


@never_cache
def say_who_takes_part(request: CouncilRequest) -> HttpResponse:
    """Questions that nobody must answer; nothing of it is joined to whoever does."""
    sender = sender_of(request, "equality")
    form = EqualityForm(request.POST if request.method == "POST" else None, sender=sender)
    if form.is_valid():
        today = timezone.localdate()
        count_answers(council=request.council, answers=form.cleaned_data, on=today)
        return redirect(f"{reverse('who_takes_part')}?thanks")  # a message would be in a session
    status = 422 if form.errors else 200
    return page(request, "participation/say_who_takes_part.html", {"form": form}, status=status)


def who_takes_part(request: CouncilRequest) -> HttpResponse:
    """What people answered, in groups of ten or more."""
    told = answers_told(request.council, on=timezone.localdate())
    context = {
        "answered": told,
        "is_told": any(each.groups for each in told),
        "is_thanks": "thanks" in request.GET,
    }
    return page(request, "participation/who_takes_part.html", context)

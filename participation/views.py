"""A person's own page, the council's colour, and the people of a demonstration."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control

from coopservices.pages import page
from participation.actions.details import PostcodeUnknown, give_details
from participation.engines.contrast import text_on
from participation.forms import DetailsForm
from participation.models import CouncilRequest, UserRequest
from participation.queries.demo import demo_accounts, demo_user
from participation.queries.people import standing_of

YEAR_SECONDS = 365 * 24 * 3600


@login_required
def your_details(request: UserRequest) -> HttpResponse:
    """What we know about the reader, what it lets them do, and how to change it."""
    form = DetailsForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid() and _are_kept(request, form):
        messages.success(request, "Your details are saved.")
        return redirect("your_details")
    standing = standing_of(request.user, request.council)
    return page(request, "participation/your_details.html", {"form": form, "standing": standing})


def _are_kept(request: UserRequest, form: DetailsForm) -> bool:
    try:
        give_details(by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data)
    except PostcodeUnknown as problem:
        form.add_error("postcode", str(problem))
        return False
    return True


@cache_control(public=True, max_age=YEAR_SECONDS, immutable=True)
def council_stylesheet(request: CouncilRequest) -> HttpResponse:
    """The council's colour, and the text that is readable on it. Its address changes when the colour does."""
    colour = request.council.colour
    css = f":root {{ --council: {colour}; --council-text: {text_on(colour)}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def look_round(request: CouncilRequest) -> HttpResponse:
    """The people of a demonstration: anybody may be any of them, at one press. A real council has no such page."""
    if request.method == "POST":
        user = demo_user(request.council, request.POST.get("role", ""))
        if user is None:
            raise Http404
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("home")
    if not demo_accounts(request.council):
        raise Http404
    return page(request, "participation/look_round.html")

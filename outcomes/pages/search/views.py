"""Search: what is published, by words."""

from django.http import HttpResponse

from coopservices.pages import page
from outcomes.pages.search.forms import SearchForm
from outcomes.pages.search.queries import KINDS, found_of, found_of_each
from participation.models import CouncilRequest


def search(request: CouncilRequest) -> HttpResponse:
    """The first few of each kind that hold the words; with `of`, all of one kind page by page."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    code, cursor = request.GET.get("of", ""), request.GET.get("page", "")
    if not words:
        found = []
    elif code in KINDS:
        found = [found_of(code, request.council, words, cursor=cursor)]
    else:
        found = found_of_each(request.council, words)
    context = {"form": form, "words": words, "found": found, "is_of_one_kind": code in KINDS}
    return page(request, "outcomes/search.html", context)

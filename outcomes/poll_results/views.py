"""The result of a poll: while it is counted, provisional, certified; as a page and as files."""

from hashlib import sha256
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.pages import page
from coopservices.spreadsheets import csv_lines
from outcomes.engines.posters import SIZES, poster
from outcomes.poll_results import words
from outcomes.poll_results.queries.interests import interests_behind
from outcomes.poll_results.queries.shown import card_of_result, poll_shown, poster_words
from participation.models import CouncilRequest
from priorities.ballots.queries.turnout import turnout_by_day
from priorities.models import Poll
from priorities.polls.queries.extending import announced_end
from priorities.results.permissions import may_propose_decision
from priorities.results.queries.ballot_files import ballot_file_names, ballot_file_portions
from priorities.results.queries.files import BUNDLE, file_names, file_portions
from priorities.results.queries.piles import progress_of

COLUMNS = [
    gettext_lazy("question"),
    gettext_lazy("place"),
    gettext_lazy("option"),
    gettext_lazy("counted in"),
    gettext_lazy("number"),
    gettext_lazy("result"),
]
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".zip": "application/zip",
    ".py": "text/x-python; charset=utf-8",
}


def poll_result(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """What the votes say. Until they are counted the page says so, and looks again by itself."""
    poll = _poll(request, poll_id)
    shown = poll_shown(poll) if poll.is_closed else None
    turnout = turnout_by_day(poll, timezone.localdate()) if shown and shown.result.has_file else []
    may_decide = poll.is_closed and may_propose_decision(request.user, poll)
    context = {
        "poll": poll,
        "announced": announced_end(poll),
        "shown": shown,
        "interests": interests_behind(poll) if shown else [],
        "turnout": turnout,
        "may_decide": may_decide,
        "progress": progress_of(poll) if may_decide and not shown else None,
        "files": file_names(poll.result) if shown else [],
        "ballot_files": words.ballot_files(ballot_file_names(poll.result)) if shown else [],
        "bundle": BUNDLE,
        "address": request.build_absolute_uri(request.path),
        "card_address": request.build_absolute_uri(reverse("result_card", args=[poll.pk])),
    }
    return page(request, "outcomes/poll_result.html", context)


def download_result(request: CouncilRequest, poll_id: UUID) -> HttpResponseBase:
    """The result as a CSV file that is safe to open in a spreadsheet."""
    poll = _poll(request, poll_id)
    shown = poll_shown(poll) if poll.is_closed else None
    if shown is None:
        raise Http404
    question, *others = COLUMNS
    whose = [_("whose ballots")] if shown.result.constituencies else []
    chosen = [_("chosen")] if shown.tells_what_was_chosen else []
    columns = [question, *whose, *others, *chosen]
    return _file(
        StreamingHttpResponse(csv_lines(columns, shown.table)),
        "text/csv; charset=utf-8",
        "result.csv",
    )


def result_card(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """The result as a picture that other sites show beside a link to it."""
    card = card_of_result(_poll(request, poll_id))
    if card is None:
        raise Http404
    return HttpResponse(card, content_type="image/png")


def result_poster(request: CouncilRequest, poll_id: UUID, size: str) -> HttpResponseBase:
    """The result as a sheet for a wall, with a code that leads to its page. What was made once is
    remembered until another summary is published.
    """
    poll = _poll(request, poll_id)
    shown = poll_shown(poll) if poll.is_closed and not poll.is_imported else None
    if shown is None or size not in SIZES:
        raise Http404
    address = request.build_absolute_uri(reverse("poll_result", args=[poll.pk]))
    told = poster_words(shown, council=request.council, who_decides=str(poll.round.who_decides))
    printed = cache.get_or_set(
        f"poster/{sha256(repr((size, address, told)).encode()).hexdigest()}",
        lambda: poster(told, size=size, address=address),
        timeout=None,
    )
    return _file(HttpResponse(printed), "application/pdf", f"poster-{size}.pdf")


def published_file(request: CouncilRequest, poll_id: UUID, name: str) -> HttpResponseBase:
    """One of the signed files that let anybody count again, or the ballots as other programs read
    them, sent in portions. Those of an election held elsewhere are there.
    """
    poll = _poll(request, poll_id)
    if poll.is_imported or not poll.has_result:
        raise Http404
    if name in (*file_names(poll.result), BUNDLE):
        portions = file_portions(poll.result, name)
    elif name in ballot_file_names(poll.result):
        portions = ballot_file_portions(poll.result, name)
    else:
        raise Http404
    kind = next(
        (kind for ending, kind in KINDS.items() if name.endswith(ending)),
        "text/plain; charset=utf-8",
    )
    return _file(StreamingHttpResponse(portions), kind, name)


def _poll(request: CouncilRequest, poll_id: UUID) -> Poll:
    published = (
        Poll.objects.of(request.council)
        .published()
        .select_related("round__council", "round__sector__council", "result")
    )
    return get_object_or_404(published, pk=poll_id)


def _file(response: HttpResponseBase, kind: str, name: str) -> HttpResponseBase:
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Findings: what a round heard and what was answered, one finding, and its answer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coopservices.pages import page
from outcomes.commitments.permissions import may_make_commitment
from outcomes.findings.permissions import may_answer, may_record_finding
from outcomes.pages.findings.queries import answers_in, findings_now, findings_of, interests_behind
from participation.models import CouncilRequest
from priorities.pages.rounds.queries import round_now, rounds_of


def you_said_we_did(request: CouncilRequest, slug: str) -> HttpResponse:
    """What a round heard, what was answered to it, what was done, and whether it worked."""
    at = timezone.now()
    found = get_object_or_404(rounds_of(request.council), slug=slug)
    outcome = answers_in(found, request.user, timezone.localdate(at))
    return page(
        request,
        "outcomes/you_said_we_did.html",
        {
            "round": found,
            "now": round_now(found, at),
            "outcome": outcome,
            "may_record_finding": may_record_finding(request.user, request.council),
        },
    )


def finding_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One finding: who said it, the answer with its reason, and the promises that came of it."""
    found = get_object_or_404(
        findings_of(request.council, request.user).select_related(
            "proposal", "option__question__poll", "round__sector__council"
        ),
        pk=pk,
    )
    (now,) = findings_now([found], timezone.localdate())
    context = {
        "now": now,
        "finding": found,
        "interests": interests_behind(found),
        "may_answer": may_answer(request.user, found),
        "may_make_commitment": may_make_commitment(request.user, found),
    }
    return page(request, "outcomes/finding_detail.html", context)

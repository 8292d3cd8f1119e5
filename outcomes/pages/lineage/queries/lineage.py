"""The one chain of a proposal: from the need somebody voiced to what residents say came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from coopservices.templatetags.ui import until
from outcomes.commitments.queries.commitments import measures_of
from outcomes.findings.queries.findings import FindingNow
from outcomes.pages.findings.queries import finding_now, findings_of
from outcomes.pages.lineage.queries.steps import NOT_YET_KEPT, Step, day, kept_steps, short
from outcomes.poll_results.words import placing
from outcomes.summaries.queries.lookup import Placed, published_about
from priorities.models import Act, Phase, Poll, Proposal


@dataclass(frozen=True)
class Branch:
    """One promise of several, followed to its end."""

    title: str
    steps: list[Step]


@dataclass(frozen=True)
class Story:
    """The chain of a proposal, in one piece while one promise came of it at most; else it branches
    after the answer.
    """

    steps: list[Step]
    branches: list[Branch]


def story_of(proposal: Proposal, *, at: datetime) -> Story:
    """What has become of a published proposal. Eight queries, whatever came of it."""
    findings = list(
        findings_of(proposal.round.council)
        .filter(proposal=proposal)
        .order_by("-recorded_at", "-pk")
    )
    promised = [commitment for finding in findings for commitment in finding.commitments.all()]
    published = published_about({proposal.round_id}, measures_of(promised))
    found = finding_now(findings[0], published, localdate(at)) if findings else None
    poll = _poll_about(proposal)
    placed = published.places.get(proposal.pk) if poll else None

    vote = _vote(proposal, poll, placed, at)
    steps = [*_said(proposal), vote, _result(vote, poll, placed), _answer(found, placed)]
    promises = found.commitments if found else ()
    if len(promises) > 1:
        return Story(
            steps,
            [Branch(each.commitment.title, kept_steps(each, is_named=False)) for each in promises],
        )
    rest = (
        kept_steps(promises[0], is_named=True) if promises else [_no_promise(found), *NOT_YET_KEPT]
    )
    return Story([*steps, *rest], [])


def _poll_about(proposal: Proposal) -> Poll | None:
    """The latest poll in which it could be chosen."""
    polls = (
        Poll.objects.opened().filter(questions__options__proposal=proposal).select_related("result")
    )
    heavy = ("definition", "canary", "result__manifest", "result__signature")
    return polls.defer(*heavy).order_by("-opened_at", "pk").first()


def _said(proposal: Proposal) -> list[Step]:
    href = proposal.get_absolute_url()
    return [
        Step("The need", f"“{short(proposal.problem)}”", href, "done"),
        Step("The idea", f"{proposal.title}. {proposal.byline}", href, "done"),
    ]


def _vote(proposal: Proposal, poll: Poll | None, placed: Placed | None, at: datetime) -> Step:
    name = "The vote"
    if poll is None:
        return _no_vote(
            name, proposal.round.phases.opening(Act.VOTE).filter(closes_at__gt=at).first()
        )
    href = reverse("vote", args=[poll.pk])
    if poll.is_open:
        return Step(name, f"{poll.title} (voting ends on {until(poll.closes_at)})", href, "now")
    voted = (
        f" ({placed.result.ballots:,} people voted)"
        if placed and placed.result.ballots is not None
        else ""
    )
    return Step(name, f"{poll.title}{voted}", href, "done")


def _no_vote(name: str, voting: Phase | None) -> Step:
    if voting is None:
        return Step(name, "It was not put to a vote", None, "missing")
    return Step(name, f"People can vote from {day(localdate(voting.opens_at))}", None, "ahead")


def _result(vote: Step, poll: Poll | None, placed: Placed | None) -> Step:
    name = "The result"
    if placed:
        return Step(
            name,
            placing(placed.question, placed.option),
            reverse("poll_result", args=[placed.result.id]),
            "done",
        )
    if poll is None and vote.state == "missing":
        return Step(name, "Nobody counted how many people want it", None, "missing")
    if poll is None:
        return Step(name, "How many people want it", None, "ahead")
    if poll.is_open:
        return Step(name, "All votes are sealed until voting ends", None, "ahead")
    return Step(name, "The ballots are being counted", None, "now")


def _answer(found: FindingNow | None, placed: Placed | None) -> Step:
    name = "The answer"
    if found is None and placed:
        return Step(
            name,
            "Others were wanted more, so the council did not have to answer this one",
            None,
            "missing",
        )
    if found is None:
        return Step(
            name,
            "The council answers what most people want, with its reason, within 28 days",
            None,
            "ahead",
        )
    href = reverse("finding_detail", args=[found.finding.pk])
    if found.finding.is_answered:
        return Step(
            name,
            f"{found.finding.get_answer_display()}. “{short(found.finding.reason)}”",
            href,
            "done",
        )
    when = (
        f"It was due on {day(found.finding.due_on)}"
        if found.is_late
        else f"It is due by {day(found.finding.due_on)}"
    )
    return Step(name, f"Not decided yet. {when}", href, "now")


def _no_promise(found: FindingNow | None) -> Step:
    name = "The promise"
    if found is None or not found.finding.is_answered:
        return Step(name, "What will be done, by whom and by when", None, "ahead")
    if found.finding.promises_something:
        return Step(name, "Nobody has said yet who will do it, and by when", None, "now")
    return Step(name, "Nothing was promised: the answer is that it can't be done", None, "missing")

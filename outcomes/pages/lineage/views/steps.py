"""The one chain of a proposal in words, step by step, each with the address where it is read."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopservices.templatetags.ui import until
from outcomes.findings.queries.findings import FindingNow
from outcomes.pages.lineage.queries import Story
from outcomes.pages.lineage.views.last_steps import (
    NOTHING_DONE_YET,
    Step,
    day,
    last_steps,
    nothing_to_come,
    short,
)
from outcomes.poll_results.words import placing
from outcomes.summaries.queries.lookup import Placed
from priorities.models import Poll, Proposal


@dataclass(frozen=True)
class Branch:
    """One commitment of several, followed to its end."""

    title: str
    steps: list[Step]


@dataclass(frozen=True)
class Chain:
    """The steps of a story, in one piece while one commitment came of it at most; else it branches
    after the answer.
    """

    steps: list[Step]
    branches: list[Branch]


def chain_of(story: Story) -> Chain:
    """The story step by step."""
    found, vote = story.found, _vote(story)
    steps = [
        *_said(story.proposal),
        vote,
        _result(vote, story.poll, story.placed),
        _answer(story),
    ]
    commitments = found.commitments if found else ()
    if len(commitments) > 1:
        branches = [
            Branch(each.commitment.title, last_steps(each, is_named=False)) for each in commitments
        ]
        return Chain(steps, branches)
    if commitments:
        return Chain([*steps, *last_steps(commitments[0], is_named=True)], [])
    promise = _no_commitment(found, steps[-1])
    rest = nothing_to_come() if promise.state == "missing" else NOTHING_DONE_YET
    return Chain([*steps, promise, *rest], [])


def _said(proposal: Proposal) -> list[Step]:
    href = proposal.get_absolute_url()
    return [
        Step("The need", f"“{short(proposal.problem)}”", href, "done"),
        Step("The idea", f"{proposal.title}. {proposal.byline}", href, "done"),
    ]


def _vote(story: Story) -> Step:
    name, poll, placed = "The vote", story.poll, story.placed
    if poll is None:
        return _no_vote(name, story)
    href = reverse("vote", args=[poll.pk])
    if poll.is_open:
        return Step(name, f"{poll.title} (voting ends on {until(poll.closes_at)})", href, "now")
    voted = (
        f" ({placed.result.ballots:,} people voted)"
        if placed and placed.result.ballots is not None
        else ""
    )
    return Step(name, f"{poll.title}{voted}", href, "done")


def _no_vote(name: str, story: Story) -> Step:
    if off := story.left_off:
        title = _("It was left off the ballot. “%(reason)s”") % {"reason": short(off.reason)}
        return Step(name, title, reverse("vote", args=[off.poll_id]) + "#left-off", "missing")
    voting = story.to_come
    if voting is None:
        return Step(name, _("It was not put to a vote"), None, "missing")
    if voting.opens_at <= story.at:
        title = _("It is time to vote in this round, but no vote has opened yet")
        return Step(name, title, None, "ahead")
    opens = {"day": day(localdate(voting.opens_at))}
    return Step(name, _("People can vote from %(day)s") % opens, None, "ahead")


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


def _answer(story: Story) -> Step:
    name, found = "The answer", story.found
    if found is None and story.left_off:
        title = _("The reason why it was left off is all that the council has said")
        return Step(name, title, None, "missing")
    if found is None and story.poll is None and story.to_come is None:
        return Step(name, _("Nobody has said why, and nobody has answered it"), None, "missing")
    if found is None and story.placed:
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


def _no_commitment(found: FindingNow | None, answer: Step) -> Step:
    name = "The promise"
    if answer.state == "missing":
        return Step(name, _("Nothing was promised"), None, "missing")
    if found is None or not found.finding.is_answered:
        return Step(name, "What will be done, by whom and by when", None, "ahead")
    if found.finding.calls_for_commitment:
        return Step(name, "Nobody has said yet who will do it, and by when", None, "now")
    return Step(name, "Nothing was promised: the answer is that it can't be done", None, "missing")

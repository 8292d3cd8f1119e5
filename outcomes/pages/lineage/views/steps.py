"""The one chain of a proposal in words, step by step, each with the address where it is read."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopservices.languages import say
from coopservices.templatetags.ui import as_written, until
from outcomes.findings.queries.findings import FindingNow
from outcomes.pages.lineage.queries import Story
from outcomes.pages.lineage.views.last_steps import (
    Step,
    day,
    last_steps,
    nothing_done_yet,
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
    rest = nothing_to_come() if promise.state == "missing" else nothing_done_yet()
    return Chain([*steps, promise, *rest], [])


def _said(proposal: Proposal) -> list[Step]:
    href = proposal.get_absolute_url()
    idea = _("%(title)s. %(byline)s") % {"title": proposal.title, "byline": proposal.byline}
    return [
        Step(_("The need"), str(as_written(f"“{short(proposal.problem)}”")), href, "done"),
        Step(_("The idea"), idea, href, "done"),
    ]


def _vote(story: Story) -> Step:
    name, poll, placed = _("The vote"), story.poll, story.placed
    if poll is None:
        return _no_vote(name, story)
    href = reverse("vote", args=[poll.pk])
    if poll.is_open:
        title = _("%(poll)s (voting ends on %(day)s)")
        told = {"poll": poll.title, "day": until(poll.closes_at)}
        return Step(name, title % told, href, "now")
    ballots = placed.result.ballots if placed else None
    if ballots is None:
        return Step(name, str(as_written(poll.title)), href, "done")
    title = ngettext(
        "%(poll)s (%(number)s person voted)", "%(poll)s (%(number)s people voted)", ballots
    )
    return Step(name, title % {"poll": poll.title, "number": say(ballots)}, href, "done")


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
    name = _("The result")
    if placed:
        return Step(
            name,
            placing(placed.question, placed.option),
            reverse("poll_result", args=[placed.result.id]),
            "done",
        )
    if poll is None and vote.state == "missing":
        return Step(name, _("Nobody counted how many people want it"), None, "missing")
    if poll is None:
        return Step(name, _("How many people want it"), None, "ahead")
    if poll.is_open:
        return Step(name, _("All votes are sealed until voting ends"), None, "ahead")
    return Step(name, _("The ballots are being counted"), None, "now")


def _answer(story: Story) -> Step:
    name, found = _("The answer"), story.found
    if found is None and story.left_off:
        title = _("The reason why it was left off is all that the council has said")
        return Step(name, title, None, "missing")
    if found is None and story.poll is None and story.to_come is None:
        return Step(name, _("Nobody has said why, and nobody has answered it"), None, "missing")
    if found is None and story.placed:
        return Step(
            name,
            _("Others were wanted more, so the council did not have to answer this one"),
            None,
            "missing",
        )
    if found is None:
        return Step(
            name,
            _("The council answers what most people want, with its reason, within 28 days"),
            None,
            "ahead",
        )
    href = reverse("finding_detail", args=[found.finding.pk])
    if found.finding.is_answered:
        title = _("%(answer)s. “%(reason)s”") % {
            "answer": found.finding.get_answer_display(),
            "reason": short(found.finding.reason),
        }
        return Step(name, title, href, "done")
    title = (
        _("Not decided yet. It was due on %(day)s")
        if found.is_late
        else _("Not decided yet. It is due by %(day)s")
    )
    told = title % {"day": day(found.finding.due_on)}
    if found.was_put_off and found.finding.reason:
        told = _("%(told)s. “%(reason)s”") % {"told": told, "reason": short(found.finding.reason)}
    return Step(name, told, href, "now")


def _no_commitment(found: FindingNow | None, answer: Step) -> Step:
    name = _("The promise")
    if answer.state == "missing":
        return Step(name, _("Nothing was promised"), None, "missing")
    if found is None or not found.finding.is_answered:
        return Step(name, _("What will be done, by whom and by when"), None, "ahead")
    if found.finding.calls_for_commitment:
        return Step(name, _("Nobody has said yet who will do it, and by when"), None, "now")
    title = _("Nothing was promised: the answer is that it can't be done")
    return Step(name, title, None, "missing")

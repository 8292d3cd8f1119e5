"""What happened, in words: made when somebody reads it, in their language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.languages import say
from coopservices.templatetags.ui import until
from coopservices.texts import Text
from outcomes.engines.disclosure.small_numbers import Table
from outcomes.engines.words.verdict_words import verdict_words
from outcomes.indicators import words as figures
from outcomes.notifications.models import Code, NewsItem
from outcomes.poll_results.words import headline, placing
from outcomes.summaries.documents import IndicatorDocument
from priorities.results.documents import OptionResult, QuestionResult

Row = TypeVar("Row")
LONG = 60  # words of what somebody wrote


@dataclass(frozen=True)
class Facts:
    """What happened, and what is published about it: where a proposal came in a vote, the questions
    of a result, what people say came of a promise, what figures say.
    """

    item: NewsItem
    placed: tuple[QuestionResult, OptionResult] | None = None
    questions: tuple[QuestionResult, ...] = ()
    verdict: Table | None = None
    indicator: IndicatorDocument | None = None


@dataclass(frozen=True)
class Told:
    """What is told of something that happened: `what` and `note` are sentences of ours, `about` and
    `said` what people wrote here; `page` is the name and the arguments of the page that has more.
    """

    what: str
    about: str
    page: tuple[str, object]
    on: date
    note: str = ""
    said: str = ""


# What is followed, and what its followers hear, by the column of a follow.
KINDS = {
    "rounds": gettext_lazy("New rounds"),
    "round": gettext_lazy("Round"),
    "proposal": gettext_lazy("Proposal"),
    "service": gettext_lazy("Service"),
    "area": gettext_lazy("Ward"),
    "indicator": gettext_lazy("Measure"),
    "poll": gettext_lazy("Reminder of a vote"),
}
HEARS = {
    "rounds": gettext_lazy("You hear of each new round of questions that the council asks."),
    "round": gettext_lazy(
        "You hear of new proposals, when you can vote, the result, the council's answers, what is "
        "promised, what is done, and what people say came of it."
    ),
    "proposal": gettext_lazy(
        "You hear whether it comes to a vote, where it came, the council's answer, what is "
        "promised, what is done, what is measured, and what people say came of it."
    ),
    "service": gettext_lazy(
        "You hear of rounds and proposals about this service, of the council's answers to them and "
        "of what came of them."
    ),
    "area": gettext_lazy(
        "You hear of rounds and proposals about this ward, of the council's answers to them and of "
        "what came of them."
    ),
    "indicator": gettext_lazy(
        "You hear of new figures, what is promised to move them and what is done."
    ),
    "poll": gettext_lazy(
        "You get one letter, two days before voting ends, and another if people get longer to vote."
    ),
}


def kind_of(topic: str) -> str:
    """What kind of thing is followed: "Round"."""
    return str(KINDS[topic])


def heard_of(topic: str) -> str:
    """What its followers hear."""
    return str(HEARS[topic])


def told(facts: Facts) -> Told:
    """What is told of it, in the reader's language. Asks no database where the item has its rows
    with it.
    """
    return _TOLD[Code(facts.item.code)](facts)


def what_of(item: NewsItem) -> str:
    """What happened, in a few words: "A new round"."""
    return str(Code(item.code).label)


def _round(facts: Facts) -> Told:
    found = _has(facts.item.round)
    return _of(facts, found.question, ("round_detail", found.slug), said=found.summary)


def _proposal(facts: Facts) -> Told:
    found = _has(facts.item.proposal)
    return _of(
        facts, found.title, ("proposal_detail", found.pk), note=found.byline, said=found.idea
    )


def _poll(facts: Facts) -> Told:
    found = _has(facts.item.poll)
    return _of(facts, found.title, ("vote", found.pk), note=_ends(found.closes_at))


def _extended(facts: Facts) -> Told:
    poll = _has(facts.item.poll)
    note = _ends(poll.closes_at)
    return _of(facts, poll.title, ("vote", poll.pk), note=note, said=poll.extended_because)


def _on_ballot(facts: Facts) -> Told:
    proposal, poll = _has(facts.item.proposal), _has(facts.item.poll)
    return _of(facts, proposal.title, ("vote", poll.pk), note=_ends(poll.closes_at))


def _left_off(facts: Facts) -> Told:
    proposal, poll = _has(facts.item.proposal), _has(facts.item.poll)
    reasons = {each.proposal_id: each.reason for each in poll.left_off.all()}
    note = _("People cannot choose it in this vote. The council's reason:")
    return _of(
        facts,
        proposal.title,
        ("proposal_detail", proposal.pk),
        note=note,
        said=reasons.get(proposal.pk, ""),
    )


def _result(facts: Facts) -> Told:
    poll = _has(facts.item.poll)
    note = " ".join(_sentence(headline(question)) for question in facts.questions)
    return _of(facts, poll.title, ("poll_result", poll.pk), note=note)


def _voted(facts: Facts) -> Told:
    proposal = _has(facts.item.proposal)
    note = _sentence(placing(*facts.placed)) if facts.placed else ""
    return _of(facts, proposal.title, ("lineage", proposal.pk), note=note)


def _answer(facts: Facts) -> Told:
    finding = _has(facts.item.finding)
    about = finding.proposal.title if finding.proposal else finding.we_heard
    note = _sentence(str(finding.get_answer_display()))
    return _of(facts, about, ("finding_detail", finding.pk), note=note, said=finding.reason)


def _commitment(facts: Facts) -> Told:
    found = _has(facts.item.commitment)
    note = _("%(owner)s, by %(day)s") % {"owner": found.owner, "day": say(found.due_on)}
    return _of(facts, found.title, _page_of(facts), note=_sentence(note))


def _update(facts: Facts) -> Told:
    found, posted = _has(facts.item.commitment), _has(facts.item.update_posted)
    note = _sentence(str(posted.get_kind_display()))
    return _of(facts, found.title, _page_of(facts), note=note, said=posted.text)


def _verdict(facts: Facts) -> Told:
    note = _sentence(say(verdict_words(facts.verdict))) if facts.verdict else ""
    return _of(facts, _has(facts.item.commitment).title, _page_of(facts), note=note)


def _figures(facts: Facts) -> Told:
    found = _has(facts.item.indicator)
    note = _sentence(figures.headline(facts.indicator)) if facts.indicator else ""
    return _of(facts, found.name, ("indicator_detail", found.key), note=note)


_TOLD: dict[Code, Callable[[Facts], Told]] = {
    Code.ROUND_PUBLISHED: _round,
    Code.PROPOSAL_PUBLISHED: _proposal,
    Code.POLL_OPENED: _poll,
    Code.ON_BALLOT: _on_ballot,
    Code.LEFT_OFF: _left_off,
    Code.POLL_EXTENDED: _extended,
    Code.POLL_CLOSES_SOON: _poll,
    Code.RESULT_PUBLISHED: _result,
    Code.PROPOSAL_VOTED: _voted,
    Code.FINDING_ANSWERED: _answer,
    Code.COMMITMENT_MADE: _commitment,
    Code.UPDATE_POSTED: _update,
    Code.VERDICT_PUBLISHED: _verdict,
    Code.FIGURES_PUBLISHED: _figures,
}


def _of(
    facts: Facts,
    about: Text | str,
    page: tuple[str, object],
    *,
    note: str = "",
    said: Text | str = "",
) -> Told:
    short = Truncator(str(said)).words(LONG, truncate=" …")
    on = localdate(facts.item.happened_at)
    return Told(what_of(facts.item), str(about), page, on, note=note, said=short)


def _ends(closes_at: datetime) -> str:
    return _("You can vote until %(until)s.") % {"until": until(closes_at)}


def _page_of(facts: Facts) -> tuple[str, object]:
    return "commitment_detail", _has(facts.item.commitment).pk


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."


def _has(row: Row | None) -> Row:
    assert row is not None, "An item of this code has this row."
    return row

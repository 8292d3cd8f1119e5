"""What people said: the options at the top of a counted poll, or a proposal that
nobody voted on.
"""

from dataclasses import dataclass

from django.utils.text import Truncator

from priorities.models import Option, Poll, Proposal, Round
from priorities.results.queries.results import OptionResult, PollResult, QuestionResult, result_of

AT_THE_TOP = 5
TITLE = 200  # characters of a title within a sentence


@dataclass(frozen=True)
class Heard:
    """Something people said: in one sentence without numbers of people, and how many of how many
    said it.
    """

    round: Round
    option: Option | None
    proposal: Proposal | None
    sentence: str
    people: int = 0
    out_of: int = 0


def heard_in(poll: Poll) -> list[Heard]:
    """The five options of each question that most people want, and those level with the fifth; []
    until counted.

    An election held elsewhere says nothing to this council: nobody here owes it an answer.
    """
    result = None if poll.is_imported else result_of(poll)
    if result is None:
        return []
    options = {(option.question.key, option.key): option for option in _options(poll)}
    return [
        _voted(poll, result, question, found, options[question.id, found.id])
        for question in result.questions
        for found in at_the_top(question)
    ]


def heard_of(about: Option | Proposal) -> Heard | None:
    """What was said about one option or proposal; None if nothing was: it is not published, or not
    counted.
    """
    if isinstance(about, Proposal):
        sentence = f"Somebody proposed “{_short(about.title)}”."
        return Heard(about.round, None, about, sentence) if about.is_published else None
    poll = about.question.poll
    result = result_of(poll)
    if result is None:
        return None
    question = next(question for question in result.questions if question.id == about.question.key)
    found = next(found for found in question.options if found.id == about.key)
    return _voted(poll, result, question, found, about)


def at_the_top(question: QuestionResult) -> list[OptionResult]:
    """The options that somebody chose, down to the fifth and those level with it; the first five
    places where nothing but the places counts.
    """
    if question.is_told_by_place:
        return list(question.options[:AT_THE_TOP]) if question.is_answered else []
    chosen = [option for option in question.options if option.score > 0]
    return [option for option in chosen if option.score >= chosen[:AT_THE_TOP][-1].score]


def _voted(
    poll: Poll, result: PollResult, question: QuestionResult, found: OptionResult, option: Option
) -> Heard:
    is_counted = question.counts_people  # points say how much, not how many
    return Heard(
        round=poll.round,
        option=option,
        proposal=option.proposal,
        sentence=f"“{_short(found.title)}” came {_place(found.place)} of {len(question.options)}.",
        people=found.amount if is_counted else 0,
        out_of=question.voters if is_counted else 0,
    )


def _options(poll: Poll) -> list[Option]:
    return list(Option.objects.filter(question__poll=poll).select_related("question", "proposal"))


def _short(title: str) -> str:
    return Truncator(title).chars(TITLE)


def _place(place: int) -> str:
    words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return words.get(place, f"number {place}")

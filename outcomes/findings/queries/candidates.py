"""What could become a finding: the options at the top of a counted poll, or a proposal that nobody
voted on.
"""

from dataclasses import dataclass

from priorities.engines.counting.count import Score
from priorities.models import Option, Poll, Proposal, Round
from priorities.results.documents import OptionResult, QuestionResult
from priorities.results.queries.results import result_of

AT_THE_TOP = 5


@dataclass(frozen=True)
class Candidate:
    """Something people said: the place of an option in a question's result, or a proposal alone."""

    round: Round
    option: Option | None
    proposal: Proposal | None
    question: QuestionResult | None = None
    result: OptionResult | None = None

    @property
    def is_counted_in_people(self) -> bool:
        """Whether each vote for it is somebody who wants it."""
        return self.question is not None and self.question.counts_people

    @property
    def people(self) -> int:
        """How many said it; 0 where nobody counted people."""
        return int(_score(self.result)) if self.result and self.is_counted_in_people else 0

    @property
    def out_of(self) -> int:
        """Of how many; 0 where nobody counted people."""
        return (self.question.voters or 0) if self.question and self.is_counted_in_people else 0


def candidates_in(poll: Poll) -> list[Candidate]:
    """The five options of each question that most people want, and those level with the fifth; []
    until counted.

    An election held elsewhere says nothing to this council: nobody here owes it an answer.
    """
    result = None if poll.is_imported else result_of(poll)
    if result is None:
        return []
    options = {(option.question.key, option.key): option for option in _options(poll)}
    return [
        _candidate(poll, options[question.id, found.id], question, found)
        for question in result.questions
        for found in at_the_top(question)
    ]


def candidate_about(about: Option | Proposal) -> Candidate | None:
    """What was said about one option or proposal; None if nothing was: it is not published, or not
    counted.
    """
    if isinstance(about, Proposal):
        is_read = about.is_published and not about.is_hidden and not about.is_withdrawn
        return Candidate(about.round, None, about) if is_read else None
    poll = about.question.poll
    result = result_of(poll)
    if result is None:
        return None
    question = next(question for question in result.questions if question.id == about.question.key)
    return _candidate(poll, about, question, question.by_id[about.key])


def not_yet_heard(round_: Round) -> list[Option | Proposal]:
    """What people said in a round and nobody has put on record: the options of its counted polls
    and the published proposals, without those of which there is a finding. Two queries.
    """
    counted = Option.objects.filter(question__poll__round=round_, finding=None)
    counted = counted.filter(question__poll__result__isnull=False, question__poll__imported_from="")
    proposals = Proposal.objects.published().filter(round=round_, findings=None)
    return [
        *counted.select_related("question__poll__round__council", "proposal"),
        *proposals.select_related("round__council").order_by("published_on", "pk"),
    ]


def at_the_top(question: QuestionResult) -> list[OptionResult]:
    """The options that somebody chose, down to the fifth and those level with it; the first five
    places where nothing but the places counts; what was chosen, where too few voted.
    """
    if question.voters is None:
        return list(question.chosen)
    if question.is_told_by_place:
        return list(question.options[:AT_THE_TOP]) if question.is_answered else []
    chosen = [option for option in question.options if _score(option) > 0]
    return [option for option in chosen if _score(option) >= _score(chosen[:AT_THE_TOP][-1])]


def _score(option: OptionResult) -> Score:
    return 0 if option.score is None else option.score


def _candidate(
    poll: Poll, option: Option, question: QuestionResult, result: OptionResult
) -> Candidate:
    return Candidate(poll.round, option, option.proposal, question, result)


def _options(poll: Poll) -> list[Option]:
    return list(Option.objects.filter(question__poll=poll).select_related("question", "proposal"))

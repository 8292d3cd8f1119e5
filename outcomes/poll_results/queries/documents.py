"""A counted poll as it is published: its result, and the picture of each question's result."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from outcomes.engines.charts import Bar, Bars
from outcomes.poll_results.words import described, exact, headline, standing
from outcomes.summaries.documents import PollDocument
from outcomes.summaries.queries.charts import Sheet, in_each_language, question_key
from priorities.imported_elections.queries import comparison_of
from priorities.models import Poll
from priorities.results.documents import OptionResult, PollResult, QuestionResult
from priorities.results.queries.results import result_of


def poll_document(poll: Poll) -> PollDocument | None:
    """What is published about a poll; None until its ballots are counted. Three queries.

    The signed manifest has decided whether numbers are told. Where they are not, no rules are set
    side by side: how they count is told in numbers.
    """
    result = result_of(poll)
    if result is None:
        return None
    return PollDocument(result, comparison_of(poll) if result.has_file else None)


def poll_sheets(result: PollResult) -> Iterator[Sheet]:
    """A chart for each question; none where too few voted."""
    if result.has_file:
        for question in result.questions:
            pictures = in_each_language(partial(_bars, question))
            yield Sheet(question_key(result.id, question.id), pictures)


def _bars(question: QuestionResult) -> Bars:
    bars = tuple(_bar(question, option) for option in question.options)
    return Bars(headline(question), described(question), bars)


def _bar(question: QuestionResult, option: OptionResult) -> Bar:
    if question.is_told_by_place:
        return Bar(str(option.title), None, standing(question, option))
    length = float(option.score) if isinstance(option.score, Fraction) else option.score
    return Bar(str(option.title), length, exact(option.score))

"""A counted poll as it is published: its result with small numbers hidden, and the picture of each
question's result.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from outcomes.engines.charts import Bar, Bars
from outcomes.engines.disclosure.protected_counts import shown_score
from outcomes.poll_results.words import described, few, headline, standing
from outcomes.summaries.documents import PollDocument
from outcomes.summaries.queries.charts import Sheet, in_each_language, question_key
from priorities.imported_elections.queries import comparison_of
from priorities.models import Poll
from priorities.results.documents import OptionResult, PollResult, QuestionResult
from priorities.results.queries.results import result_of


def poll_document(poll: Poll) -> PollDocument | None:
    """What is published about a poll; None until its ballots are counted. Three queries."""
    result = result_of(poll)
    return PollDocument(protected(result), comparison_of(poll)) if result else None


def protected(result: PollResult) -> PollResult:
    """The result with None in place of 1 to 7 ballots, votes or points.

    Where one group is too small to show, none is told, or it could be worked out.
    """
    questions = tuple(_protected(question) for question in result.questions)
    has_small_group = not all(question.ballots_by_group for question in questions)
    return replace(
        result,
        ballots=shown_score(result.ballots),
        groups=() if has_small_group else result.groups,
        questions=questions,
    )


def poll_sheets(result: PollResult) -> Iterator[Sheet]:
    """A chart for each question that somebody answered."""
    if result.ballots != 0:
        for question in result.questions:
            pictures = in_each_language(partial(_bars, question))
            yield Sheet(question_key(result.id, question.id), pictures)


def _protected(question: QuestionResult) -> QuestionResult:
    groups = {name: shown_score(count) for name, count in question.ballots_by_group.items()}
    options = tuple(replace(option, score=shown_score(option.score)) for option in question.options)
    is_clear = all(option.score is not None for option in options[:2])
    return replace(
        question,
        voters=shown_score(question.voters),
        ballots_by_group={} if None in groups.values() else question.ballots_by_group,
        options=options,
        margin=question.margin if is_clear else None,
    )


def _bars(question: QuestionResult) -> Bars:
    bars = tuple(_bar(question, option) for option in question.options)
    return Bars(headline(question), described(question), bars)


def _bar(question: QuestionResult, option: OptionResult) -> Bar:
    if question.is_told_by_place:
        return Bar(option.title, None, standing(question, option))
    length = float(option.score) if isinstance(option.score, Fraction) else option.score
    return Bar(option.title, length, few(option.score))

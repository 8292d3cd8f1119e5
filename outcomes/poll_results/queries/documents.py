"""A counted poll as it is published: its result, and the picture of each question's result."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from outcomes.engines.charts import Bar, Bars, Map, Region
from outcomes.engines.posters import CardWords
from outcomes.poll_results.words import (
    card_foot,
    described,
    headline,
    standing,
    wards_in_order,
    wards_merged,
)
from outcomes.summaries.documents import PollDocument
from outcomes.summaries.queries.charts import (
    Sheet,
    in_each_language,
    question_key,
    wards_key,
)
from participation.models import Area
from priorities.models import Poll
from priorities.results.documents import OptionResult, PollResult, QuestionResult
from priorities.results.queries.analyses import analysis_of
from priorities.results.queries.results import result_of


def poll_document(poll: Poll) -> PollDocument | None:
    """What is published about a poll; None until its ballots are counted. Three queries.

    The signed manifest has decided whether numbers are told. Where they are not, no rules are set
    side by side: how they count is told in numbers.
    """
    result = result_of(poll)
    if result is None:
        return None
    return PollDocument(result, analysis_of(poll) if result.has_file else None)


def poll_sheets(result: PollResult) -> Iterator[Sheet]:
    """A chart for each question, and for each constituency that is counted apart, and a map of the
    wards where that is told; none where too few voted. One query.
    """
    if result.has_file:
        for question in result.questions:
            pictures = in_each_language(partial(_bars, question))
            yield Sheet(question_key(result.id, question.id), pictures)
            for each in question.constituencies:
                apart = in_each_language(partial(_bars, question.of(each)))
                yield Sheet(question_key(result.id, question.id, each.codes), apart)
    if regions := _regions(result):
        pictures = in_each_language(partial(_map, result, regions))
        yield Sheet(wards_key(result.id), pictures)


def poll_cards(result: PollResult) -> tuple[str, dict[str, CardWords]]:
    """The poll's id, and what its card to share says in each language: no more than the page, so
    no number where too few voted. One query.
    """
    council = Poll.objects.values_list("round__council__name", flat=True).get(pk=result.id)
    cards = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            cards[language] = CardWords(
                language=language.partition("-")[0],
                council=council,
                caption=str(result.title),
                headline=headline(result.questions[0]),
                foot=card_foot(result),
            )
    return result.id, cards


def _map(result: PollResult, regions: tuple[Region, ...]) -> Map:
    return Map(_("Where the ballots came from"), wards_merged(result.by_ward), regions)


def _regions(result: PollResult) -> tuple[Region, ...]:
    """The wards as they are drawn, each with its number in the table."""
    if result.by_ward is None:
        return ()
    council = Poll.objects.values_list("round__council", flat=True).get(pk=result.id)
    areas = Area.objects.filter(council=council, code__in=result.by_ward.names)
    outlines = dict(areas.values_list("code", "boundary"))
    return tuple(
        Region(str(place), ballots, outlines[code])
        for place, code, ballots in wards_in_order(result.by_ward)
        if code in outlines
    )


def _bars(question: QuestionResult) -> Bars:
    bars = tuple(_bar(question, option) for option in question.options)
    return Bars(headline(question), described(question), bars)


def _bar(question: QuestionResult, option: OptionResult) -> Bar:
    if question.is_told_by_place:
        return Bar(str(option.title), None, standing(question, option))
    length = float(option.score) if isinstance(option.score, Fraction) else option.score
    return Bar(str(option.title), length, standing(question, option))

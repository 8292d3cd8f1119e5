"""Ranking: put the options in order, or some of them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from coopservices.sentences import Sentence, Wording, counted, sentence
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.tabulate import ranked_ballots
from priorities.engines.voting.ballot_types.ballot_type import (
    BallotType,
    CountedBy,
    Opposition,
    Parameter,
    Unit,
)
from priorities.engines.voting.ballot_types.choice import (
    Choice,
    ChoiceRefused,
    Marks,
    Told,
    checked_list,
    typed,
)
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.total import Total, ranked_beyond, ranked_within

_PLACE = re.compile(r"[1-9][0-9]{0,5}")
_HEAD_TO_HEAD = sentence(
    "It rewards what beats each of the others when people choose between those two alone, where "
    "there is such an option."
)


def _instruction(rules: QuestionRules) -> Sentence:
    if rules.most < len(rules.options):
        return counted(
            "Give place 1 to what should come first.",
            "Give place 1 to what should come first, then 2, up to %(number)s. You can rank fewer.",
            rules.most,
        )
    return sentence(
        "Give place 1 to what should come first, then 2, and so on. You can leave options out."
    )


def _choice(rules: QuestionRules, marks: Marks) -> list[str]:
    """The options by the places that they were given; a place that nobody got is passed over."""
    if not all(_PLACE.fullmatch(place) for place in marks.values()):
        raise ChoiceRefused(sentence("Use whole numbers for places, such as 1 and 2."), rules.id)
    places = {name: int(place) for name, place in marks.items()}
    [(place, options)] = Counter(places.values()).most_common(1) or [(0, 0)]
    if options > 1:
        raise ChoiceRefused(
            sentence(
                "Give each place to one option only. You gave place %(place)s to %(options)s.",
                place=place,
                options=options,
            ),
            rules.id,
        )
    return sorted(places, key=places.__getitem__)


def _total(rules: QuestionRules, marks: Marks) -> Total:
    return Total(len(marks), rules.most, ranked_within, ranked_beyond)


def _marks(choice: Choice) -> Marks:
    return {name: str(place) for place, name in enumerate(choice, start=1)}


def _check(rules: QuestionRules, raw: object) -> Choice:
    return checked_list(rules, raw, most=rules.most)


def _words(rules: QuestionRules, titles: Mapping[str, Wording], choice: Choice) -> tuple[Told, ...]:
    return tuple(
        sentence("%(place)s. %(option)s", place=place, option=titles[name])
        for place, name in enumerate(choice, start=1)
    )


def _tabulate(options: Sequence[Option], choices: Sequence[Choice], **money: Any) -> Ballots:
    return ranked_ballots(options, [list(choice) for choice in choices], **money)


def _in_the_lower_half(rules: QuestionRules, choice: Choice) -> frozenset[str]:
    """The options that have at least half of all before them. What is left out comes after all that
    was ranked, and none of it before another; so a short ranking opposes little.
    """
    before = {name: place for place, name in enumerate(choice)}
    return frozenset(
        name for name in rules.options if 2 * before.get(name, len(choice)) >= len(rules.options)
    )


RANKING = BallotType(
    code="ranking",
    title=sentence("Put in order"),
    rewards=sentence(
        "It rewards what people put first and what they could live with, as its rule weighs them."
    ),
    needs=frozenset({Parameter.SEATS}),
    counted_by=(
        CountedBy(
            "irv",
            Unit.PLACES,
            most_seats=1,
            rewards=sentence(
                "It rewards what many people put first, with the votes of those whose first choice "
                "cannot win."
            ),
        ),
        CountedBy(
            "stv",
            Unit.PLACES,
            least_seats=2,
            rewards=sentence(
                "It rewards what groups put first, in proportion to their size: of three places, a "
                "group of a third gets one."
            ),
        ),
        CountedBy(
            "borda",
            Unit.PLACES,
            rewards=sentence("It rewards what most people put high, even if few put it first."),
        ),
        CountedBy(
            "positions",
            Unit.POINTS,
            rewards=sentence(
                "It rewards what many people put high, and nothing for what they leave out."
            ),
        ),
        CountedBy("copeland", Unit.PLACES, rewards=_HEAD_TO_HEAD),
        CountedBy("schulze", Unit.PLACES, rewards=_HEAD_TO_HEAD),
        CountedBy("minimax", Unit.PLACES, rewards=_HEAD_TO_HEAD),
    ),
    template="priorities/ballot_places.html",
    instruction=_instruction,
    read=typed,
    choice=_choice,
    marks=_marks,
    check=_check,
    abstention=list,
    words=_words,
    tabulate=_tabulate,
    opposition=Opposition(
        words=sentence("A ballot that puts at least half of all options before one is against it."),
        on=_in_the_lower_half,
        problem=lambda _rules: "",
    ),
    total=_total,
)

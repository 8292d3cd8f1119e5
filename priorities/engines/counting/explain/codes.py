"""Codes: what the codes in the settings of a count say in words."""

from collections.abc import Mapping

from coopservices.sentences import Sentence, sentence
from priorities.engines.counting.count import Setting
from priorities.engines.counting.ranked.borda import EqualPoints
from priorities.engines.counting.ranked.irv import Majority
from priorities.engines.counting.ranked.pairwise import Strength
from priorities.engines.counting.ranked.preferences import EqualRanks, Unranked
from priorities.engines.counting.ties import CheapestOrder, IdOrder, PublishedOrder

TIES: Mapping[str, Sentence] = {
    PublishedOrder.name: sentence("published order"),
    CheapestOrder.name: sentence("lower cost, then more votes, then id"),
    IdOrder.name: sentence("id"),
}
WORDS: Mapping[str, Mapping[str, Sentence | str]] = {
    "ties": TIES,
    "equal_ranks": {
        EqualRanks.END: "the ballot ends there",
        EqualRanks.SKIP: "the rank is passed over",
        EqualPoints.HALF_POINT_EACH: "half a point for each equal",
        EqualPoints.RANK_POINTS_EACH: "each gets the points of the rank",
    },
    "majority": {
        Majority.CONTINUING: "the votes that still count for someone",
        Majority.VALID: "all votes that counted at the first stage",
    },
    "strength": {Strength.WINNING_VOTES: "winning votes", Strength.MARGINS: "margins"},
    "unranked": {
        Unranked.BELOW_RANKED: "below every ranked option, equal among themselves",
        Unranked.NO_POINTS: "no points",
        Unranked.NEVER_RECEIVES: "never receives the ballot",
    },
}


def setting_words(key: str, value: Setting) -> str:
    """Return the value of a setting in words; as it is where it has no words of its own."""
    return str(WORDS.get(key, {}).get(str(value), value))

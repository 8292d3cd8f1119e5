"""Similarity: how much two texts say the same, by the content words they share. It finds; people
judge.
"""

import re

WORD = re.compile(r"[a-z]{4,}")
SAY_LITTLE = frozenset(
    WORD.findall(
        "about after again also because been before being could does down each every from "
        "give have having here into "
        "just keep like make many more most much need needs only other over people should "
        "some such than that their "
        "them then there these they this those time very want what when where which while "
        "will with without would your"
    )
)
ENDINGS = re.compile(r"(ing|[eo]r|ie|ed|e|y)$")


def content_words(text: str) -> frozenset[str]:
    """The words that say what a text is about, without their endings: visits, visiting and visitors
    meet in visit.
    """
    return frozenset(_stem(word) for word in WORD.findall(text.lower()) if word not in SAY_LITTLE)


def similarity(words: frozenset[str], others: frozenset[str]) -> int:
    """How many content words two texts share."""
    return len(words & others)


def _stem(word: str) -> str:
    stem = ENDINGS.sub("", word.removesuffix("s"))
    return stem if len(stem) >= 4 else word

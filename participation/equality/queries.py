"""What may be told of who takes part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from coopservices.languages import say
from coopservices.sentences import Sentence
from participation.councils.models import Council
from participation.engines.equality import QUESTIONS, groups
from participation.equality.models import EqualityCount


@dataclass(frozen=True)
class Answered:
    """A question with the groups that may be told: their answers, and about how many people."""

    asks: Sentence
    groups: list[tuple[str, int]]


def answers_told(council: Council, *, on: date) -> list[Answered]:
    """Each question with what was answered before this month, in groups of ten or more. One query.

    A month that is not over is not told: by looking every day one could see each answer come in.
    """
    whole = EqualityCount.objects.of(council).filter(month__lt=on.replace(day=1))
    sums = whole.values_list("question", "answer").annotate(Sum("people"))
    counts: dict[str, dict[str, int]] = {}
    for question, answer, people in sums:
        counts.setdefault(question, {})[answer] = people
    return list(_answered(counts))


def _answered(counts: dict[str, dict[str, int]]) -> Iterator[Answered]:
    for key, question in QUESTIONS.items():
        told = [
            ("; ".join(say(question.answers[code]) for code in codes), people)
            for codes, people in groups(counts.get(key, {}))
        ]
        yield Answered(question.asks, told)

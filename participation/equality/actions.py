"""Counting an answer about who takes part."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from participation.councils.models import Council
from participation.engines.equality import QUESTIONS
from participation.equality.models import EqualityCount


@transaction.atomic
def count_answers(*, council: Council, answers: Mapping[str, str], on: date) -> None:
    """Count what somebody answered, question by question; what they left out, or what is no answer,
    is not counted. Whoever it was is asked for nowhere: everybody may answer, nobody must.
    """
    for question, asked in QUESTIONS.items():
        answer = answers.get(question, "")
        if answer not in asked.answers:
            continue
        place: dict[str, Any] = {
            "council": council,
            "month": on.replace(day=1),
            "question": question,
            "answer": answer,
        }
        EqualityCount.objects.get_or_create(**place)
        EqualityCount.objects.filter(**place).update(people=F("people") + 1)

"""How many people gave an answer in a month: no row is a person's, so none can be joined to one."""

from typing import Self

from django.db import models

from participation.councils.models import Council


class EqualityCountQuerySet(models.QuerySet["EqualityCount"]):
    """Counts by council."""

    def of(self, council: Council) -> Self:
        return self.filter(council=council)


class EqualityCount(models.Model):
    """How many gave one answer to one question in a month. It knows no account, no ballot, no
    address and no time within the month, and nothing joins the answers of one person.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")
    question = models.CharField(max_length=20)
    answer = models.CharField(max_length=20)
    people = models.PositiveIntegerField(default=0)

    objects = EqualityCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "month", "question", "answer"],
                name="one_count_per_answer_and_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}, {self.month:%Y-%m}"

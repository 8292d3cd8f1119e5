"""Summaries: immutable, safe to disclose, and what every public page and file of results renders
from.
"""

from typing import Self

from django.db import models

from participation.models import Council
from priorities.models import Round

# Raise it when a picture or a document is made otherwise, and when pages get another language: all
# are then made anew.
EDITION = 14


class SummaryQuerySet(models.QuerySet["Summary"]):
    """Summaries by council and kind."""

    def of(self, council: Council) -> Self:
        return self.filter(council=council)

    def current(self) -> Self:
        """Those that everybody reads. One of an older edition is as good as none until it is made
        anew: its document may lack what this edition reads.
        """
        return self.filter(is_latest=True, edition=EDITION)

    def latest_rounds(self) -> Self:
        return self.current().filter(kind=Summary.Kind.ROUND)

    def latest_dashboards(self) -> Self:
        return self.current().filter(kind=Summary.Kind.DASHBOARD)

    def outdated(self) -> Self:
        """Those that an older edition made, and that are to be made anew."""
        return self.filter(is_latest=True, edition__lt=EDITION)


class Summary(models.Model):
    """One rebuilt document of a round, or of a council's dashboard, from inputs known
    by their hash.
    """

    class Kind(models.TextChoices):
        ROUND = "round", "A round"
        DASHBOARD = "dashboard", "A council's dashboard"

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="summaries")
    kind = models.CharField(max_length=10, choices=Kind)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="summaries")
    edition = models.PositiveSmallIntegerField(
        default=0, help_text="By which way of making them it was made."
    )
    inputs_hash = models.CharField(max_length=64)
    document = models.JSONField(help_text="What is published.")
    built_at = models.DateTimeField()
    is_latest = models.BooleanField(default=True)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-built_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "kind", "round"],
                condition=models.Q(is_latest=True, kind="round"),
                name="one_latest_summary_per_round",
            ),
            models.UniqueConstraint(
                fields=["council"],
                condition=models.Q(is_latest=True, kind="dashboard"),
                name="one_latest_dashboard_per_council",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.built_at:%d %B %Y}"


class Chart(models.Model):
    """A chart of a summary in one language: drawn once and stored as SVG. Its words and its table
    are made from a document when it is shown.
    """

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="charts")
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    svg = models.TextField()
    narrow_svg = models.TextField(
        blank=True, default="", help_text="For a phone; empty where one drawing fits all."
    )
    document = models.JSONField(
        null=True, help_text="Its figures, where the summary's own document does not hold them."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "key", "language"], name="one_chart_per_key_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class Card(models.Model):
    """A card to share of a poll's result in one language, set once as a picture of points."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="cards")
    poll = models.CharField(max_length=36, help_text="Its id.")
    language = models.CharField(max_length=10)
    png = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "poll", "language"], name="one_card_per_poll_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.poll} ({self.language})"

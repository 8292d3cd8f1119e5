"""The rules side by side, as they were counted when an election was imported."""

from django.db import models

from priorities.results.models import Result


class ComparedResult(models.Model):
    """What each rule makes of an imported election's ballots. Never changed: neither are they."""

    result = models.OneToOneField(
        Result, on_delete=models.CASCADE, primary_key=True, related_name="compared"
    )
    comparison = models.JSONField(help_text="The rules side by side, in codes and numbers.")

    def __str__(self) -> str:
        return f"{self.result}, by each rule"

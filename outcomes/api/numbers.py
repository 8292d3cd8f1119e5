"""Numbers of people, as the rounds' summaries publish them, for the rows of a page at once."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from outcomes.models import Commitment, Finding
from outcomes.queries.published import Published, published_about


class PublishedRows(serializers.ListSerializer[Any]):
    """Rows whose numbers of people are read from the rounds' summaries, asked of the database once for all of them."""

    def to_representation(self, data: Any) -> Any:
        """The rows of a page with what is published about their rounds."""
        rows = list(data)
        self.context["published"] = published_about({_round_of(row) for row in rows})  # type: ignore[index]  # a dict
        return super().to_representation(rows)


def published_for(context: Mapping[str, Any], row: Finding | Commitment) -> Published:
    """What is published about the rows of a list, or about this row's round when it stands alone."""
    found: Published = context.get("published") or published_about([_round_of(row)])
    return found


def _round_of(row: Finding | Commitment) -> int:
    return row.finding.round_id if isinstance(row, Commitment) else row.round_id

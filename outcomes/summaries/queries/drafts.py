"""A summary before it is stored."""

from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from coopservices.documents import written
from outcomes.engines.posters import CardWords
from outcomes.summaries.models import EDITION
from outcomes.summaries.queries.charts import Sheet


@dataclass(frozen=True)
class Draft:
    """What would be published: a document, the charts to draw, and the words of cards to share, by
    poll and language.
    """

    document: dict[str, Any]
    sheets: tuple[Sheet, ...]
    cards: tuple[tuple[str, dict[str, CardWords]], ...] = ()

    @property
    def inputs_hash(self) -> str:
        """The hash of all that the summary is made from: the same inputs are the same summary."""
        inputs = [EDITION, self.document, written(self.sheets), written(self.cards)]
        return sha256(dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

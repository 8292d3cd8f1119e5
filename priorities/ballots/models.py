"""Sealed ballots, which say neither who nor what nor when; and the turnout, which only
counts them.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Self
from uuid import uuid4

from django.db import connection, models
from django.db.models.expressions import RawSQL

from priorities.polls.models import Poll


class SealedBallotQuerySet(models.QuerySet["SealedBallot"]):
    """Ballots by where they lie."""

    def under(self, pseudonyms: Sequence[bytes]) -> Self:
        """Those that lie under these pseudonyms.

        Where PostgreSQL has no statistics of a table that has just grown, it takes a list for most
        of the table and reads the whole poll for each: a million ballots were looked through 2,000
        times. Rows of a subquery it looks up one by one.
        """
        if connection.vendor != "postgresql":
            return self.filter(pseudonym__in=pseudonyms)
        rows = RawSQL("SELECT unnest(%s::bytea[])", [list(pseudonyms)])
        return self.filter(pseudonym__in=rows)


class SealedBallot(models.Model):
    """One elector's ballot, under a pseudonym and encrypted (docs/ballots.md, "Tables"). The id
    begins with a mark of the pseudonym and the ward, under the poll's key; the rest is random.

    Nothing may be added to this row: no time, no serial number, no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="sealed_ballots")
    pseudonym = models.BinaryField(max_length=32)
    receipt_index = models.BinaryField(max_length=32)
    nonce = models.BinaryField(max_length=12)
    ciphertext = models.BinaryField()

    objects = SealedBallotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "pseudonym"], name="one_ballot_per_elector_per_poll"
            ),
            models.UniqueConstraint(
                fields=["poll", "receipt_index"], name="one_ballot_per_receipt_per_poll"
            ),
        ]

    def __str__(self) -> str:
        return "A sealed ballot"

    @property
    def fingerprint(self) -> bytes:
        """A hash of the whole row, by which an excluded ballot is known: 32 bytes."""
        fields = (self.pseudonym, self.receipt_index, self.nonce, self.ciphertext)
        return sha256(self.pk.bytes + b"".join(sha256(each).digest() for each in fields)).digest()


class Turnout(models.Model):
    """How many ballots a poll held at the end of a day: all that is shown while it is open."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="turnout")
    on = models.DateField()
    ballots = models.PositiveIntegerField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "on"], name="one_turnout_per_poll_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.ballots} by {self.on}"

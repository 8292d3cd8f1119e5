"""The result of a poll as it is published: its lines in order, its manifest and its signature; and
what two people decide about it together.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from participation.models import Council, User
from priorities.engines.canonical import parse
from priorities.engines.voting.definition import LARGEST
from priorities.polls.models import Poll

_MANIFEST_DEPTH = 8


class Result(models.Model):
    """A counted poll: the manifest in canonical JSON, and the council's Ed25519 signature over it.
    Never changed.

    `margins` holds what is not in the manifest and takes long to work out; null for what was
    counted before they were kept. `verifier` is the program that checks the files, as it was when
    they were made.
    """

    poll = models.OneToOneField(
        Poll, on_delete=models.PROTECT, primary_key=True, related_name="result"
    )
    manifest = models.TextField()
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)
    margins = models.JSONField(
        null=True, help_text="How near the second came in each question, as it was counted."
    )
    breakdowns = models.JSONField(
        default=list, help_text="How many ballots came from where, small numbers merged."
    )

    verifier = models.TextField(
        blank=True, help_text="The text of verify.py that goes with the files."
    )

    def __str__(self) -> str:
        return f"The result of {self.poll}"

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """What the manifest says."""
        fields = parse(self.manifest, max_bytes=LARGEST, max_depth=_MANIFEST_DEPTH)
        return fields if isinstance(fields, dict) else {}

    @property
    def has_file(self) -> bool:
        """Whether enough people voted for their ballots to be published one by one."""
        return "fewer_than" not in self.fields


class ResultLine(models.Model):
    """One published line: one ballot's answer to one question, findable by its tag, without a name.

    Where the code shall only prove inclusion, tags and choices are published apart and a line of
    choices has no tag.
    """

    # The constraints below lead to a result's lines: a further index would only slow their writing.
    result = models.ForeignKey(
        Result, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    position = models.PositiveIntegerField()
    question = models.CharField(max_length=60)
    tag = models.BinaryField(max_length=16, null=True)
    line = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["result", "position"], name="one_line_per_position"),
            models.UniqueConstraint(
                fields=["result", "question", "tag"], name="one_line_per_question_and_tag"
            ),
        ]

    def __str__(self) -> str:
        return self.line


class CountPartQuerySet(models.QuerySet["CountPart"]):
    """Parts by whether they are opened."""

    def waiting(self) -> Self:
        return self.filter(sealed=None)

    def opened(self) -> Self:
        return self.exclude(sealed=None)

    def claimed_by_us(self) -> Self:
        """The same parts, kept from any other worker until our transaction ends."""
        return self.select_for_update(skip_locked=True)


class CountPart(models.Model):
    """The ballots of some electors of a poll that is being counted: of those whose ids begin with
    `first` and end before `end`. They are opened in one job, and deleted when the result is
    published.

    What the job found is sealed under the poll's key (docs/ballots.md, "Counting a poll").
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="count_parts")
    number = models.PositiveIntegerField()
    first = models.UUIDField()
    end = models.UUIDField(null=True)
    ballots = models.PositiveIntegerField(null=True, help_text="How many there were to open.")
    sealed = models.BinaryField(
        null=True, help_text="From where they came, and which are broken; null until opened."
    )

    objects = CountPartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="one_count_part_per_number"),
            models.CheckConstraint(
                condition=Q(ballots=None, sealed=None) | (~Q(ballots=None) & ~Q(sealed=None)),
                name="an_opened_part_tells_how_many_ballots_it_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"Part {self.number}"


class CountPiece(models.Model):
    """Drafts of published lines, of one part and for one place in print, sealed."""

    part = models.ForeignKey(
        CountPart, on_delete=models.CASCADE, related_name="pieces", db_index=False
    )
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "place"], name="one_piece_per_part_and_place")
        ]

    def __str__(self) -> str:
        return f"Piece {self.place} of {self.part}"


class AnalysedResult(models.Model):
    """What the published ballots of a counted poll tell beyond its manifest, worked out once and
    never changed: neither are they.
    """

    result = models.OneToOneField(
        Result, on_delete=models.CASCADE, primary_key=True, related_name="analysed"
    )
    analysis = models.JSONField(help_text="In codes, numbers and sentences to say.")

    def __str__(self) -> str:
        return f"{self.result}, analysed"


WAITS = timedelta(days=7)  # what was proposed, for a colleague


class JointDecisionQuerySet(models.QuerySet["JointDecision"]):
    """Joint decisions by how far they are."""

    def unconfirmed(self) -> Self:
        """Proposed by one person, and confirmed by no other yet."""
        return self.filter(confirmed_at=None)

    def waiting(self, at: datetime) -> Self:
        """Those of them that have not run out."""
        return self.unconfirmed().filter(proposed_at__gt=at - WAITS)

    def of(self, council: Council) -> Self:
        return self.filter(poll__round__council=council)


class JointDecision(models.Model):
    """What one officer proposes about a poll and another confirms within a week, with a reason that
    everybody can read: all that cannot be undone, or that the public was told otherwise.
    """

    class Kind(models.TextChoices):
        EXTEND = "extend", _("Give people longer to vote")
        CLOSE = "close", _("End the voting early")
        PAUSE = "pause", _("Put off making the result final")
        RESUME = "resume", _("Let the result become final")
        EXCLUDE = "exclude", _("Leave out the ballots that cannot be counted")

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="joint_decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    until = models.DateTimeField(null=True, help_text="The later end of voting, exclusive.")
    reason = models.TextField()
    proposed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    objects = JointDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed_by=None)
                | Q(confirmed_by=None)
                | ~Q(proposed_by=F("confirmed_by")),
                name="a_joint_decision_is_confirmed_by_another_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_joint_decision_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(kind="extend") & ~Q(until=None)) | (~Q(kind="extend") & Q(until=None)),
                name="a_decision_to_extend_has_a_later_end",
            ),
            models.UniqueConstraint(
                fields=["poll", "kind"],
                condition=Q(confirmed_at=None),
                name="one_joint_decision_of_a_kind_waits_per_poll",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def expires_at(self) -> datetime:
        """Until when a colleague can confirm it."""
        return self.proposed_at + WAITS


class ExcludedBallot(models.Model):
    """A broken ballot that a joint decision leaves out: a hash of its row, and why it is broken.
    What it says nobody has seen.
    """

    decision = models.ForeignKey(JointDecision, on_delete=models.CASCADE, related_name="excluded")
    fingerprint = models.BinaryField(max_length=32)
    stop = models.CharField(max_length=20, choices=Poll.Stop)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "fingerprint"], name="one_exclusion_per_decision_and_ballot"
            )
        ]

    def __str__(self) -> str:
        return self.get_stop_display()

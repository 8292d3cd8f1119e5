"""Batches of codes, each code as a keyed hash alone, and the day on which it was first used; and
the letters of a batch that GOV.UK Notify posts, each with its sealed address until it has it.
"""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopservices.languages import say
from coopservices.texts import InBoth
from participation.engines.constituencies import labels_of, read_constituencies
from participation.models import Area, Council
from priorities.engines.voting_codes import BatchFacts
from priorities.polls.models import Poll

MOST_CODES = 100_000  # of a batch
MOST_EACH = 10  # codes to one address
LONGEST_WORDS = 1500  # characters


class CodeBatch(models.Model):
    """Codes that were ordered together: so many letters, each with as many codes as its household
    may have ballots.

    The codes are made by a worker, in portions; `made` says how many there are by now. A list of
    addresses is not kept: `addresses_hash` is a keyed hash of that with which letters were first
    printed or posted, so that a letter never goes to another household the next time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="code_batches")
    name = models.CharField(max_length=80)
    letters = models.PositiveIntegerField()
    codes_each = models.PositiveSmallIntegerField(default=1)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    constituency = models.CharField(
        max_length=20, blank=True, help_text="Electors counted separately; empty in one pool."
    )
    is_test = models.BooleanField(
        default=False, help_text="To try the way through: nothing is stored for them."
    )
    is_demonstration = models.BooleanField(
        default=False, help_text="For anybody to try: a demonstration shows its codes."
    )
    words_en = models.TextField(blank=True, max_length=LONGEST_WORDS)
    words_cy = models.TextField(blank=True, max_length=LONGEST_WORDS)
    made = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(
        null=True, help_text="How many were used, once voting has ended and they are forgotten."
    )
    void = models.PositiveIntegerField(null=True, help_text="The same of those that were void.")
    addresses_hash = models.BinaryField(max_length=32, null=True)
    ordered_at = models.DateTimeField()

    words = InBoth()

    class Meta:
        ordering = ["ordered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(letters__gte=1, codes_each__gte=1, codes_each__lte=MOST_EACH),
                name="a_batch_has_letters_with_codes",
            ),
            models.CheckConstraint(
                condition=Q(made__lte=F("letters") * F("codes_each")),
                name="a_batch_holds_no_more_codes_than_were_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def council_id(self) -> int:
        return self.poll.council_id

    @property
    def council(self) -> Council:
        return self.poll.round.council

    @property
    def size(self) -> int:
        """How many codes were ordered."""
        return self.letters * self.codes_each

    @property
    def whose(self) -> str:
        """Whose votes are cast with its codes, inside a sentence; "" where all are in one pool."""
        return say(labels_of([self.constituency])) if self.constituency else ""

    @property
    def is_of_its_poll(self) -> bool:
        """Whether votes cast with its codes can count: a draft may have changed whose votes do."""
        counted = read_constituencies(self.poll.constituencies)
        return self.constituency in counted if counted else not self.constituency

    @property
    def is_made(self) -> bool:
        """Every code is there."""
        return self.made == self.size

    @property
    def facts(self) -> BatchFacts:
        """What each of its codes is made of, and stands for."""
        area_code = self.area.code if self.area else ""
        return BatchFacts(self.poll_id, self.pk, self.is_test, area_code, self.constituency)

    def serials_of(self, letter: int) -> range:
        """The numbers of the codes on a letter; both count from 1."""
        first = (letter - 1) * self.codes_each + 1
        return range(first, first + self.codes_each)

    def letter_of(self, serial: int) -> int:
        """The letter on which a code stands."""
        return (serial - 1) // self.codes_each + 1


class VotingCodeQuerySet(models.QuerySet["VotingCode"]):
    """Codes by what became of them."""

    def void(self) -> Self:
        return self.filter(code_hash=None)

    def valid(self) -> Self:
        return self.exclude(code_hash=None)

    def used(self) -> Self:
        return self.filter(redemption__isnull=False)


class VotingCode(models.Model):
    """One code, by its number in the batch. What is printed is made again from the poll's key for
    codes, never kept; a code that is void has no hash, and one that was replaced has another.
    """

    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")
    serial = models.PositiveIntegerField()
    issue = models.PositiveSmallIntegerField(default=0, help_text="How often it was replaced.")
    code_hash = models.BinaryField(max_length=32, null=True)

    objects = VotingCodeQuerySet.as_manager()

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "serial"], name="one_code_per_serial"),
            models.UniqueConstraint(fields=["code_hash"], name="one_code_per_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.serial}"

    @property
    def reference(self) -> str:
        """What tells it from every other, whatever is printed for it: its elector is bound to
        this.
        """
        return f"{self.batch_id}/{self.serial}"


class ExpiredCode(models.Model):
    """A code of a poll whose voting has ended, used or not: by it a holder can challenge the
    result, until that is final. It tells neither its batch nor its number, and stands in no order.
    """

    mark = models.BinaryField(primary_key=True, max_length=32)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="expired_codes")

    def __str__(self) -> str:
        return f"An expired code of {self.poll_id}"


class Redemption(models.Model):
    """The day on which a code was first used. Which elector it led to only the council's key
    tells.
    """

    code = models.OneToOneField(VotingCode, on_delete=models.CASCADE, related_name="redemption")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.code_id} on {self.on}"


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings by whether their letters may go."""

    def going(self, at: datetime) -> Self:
        """Those that are confirmed and not stopped, of polls whose voting has not ended."""
        polls = Poll.objects.unended().filter(Q(state=Poll.State.DRAFT) | Q(closes_at__gt=at))
        going = self.exclude(confirmed_at=None).filter(stopped_at=None)
        return going.filter(batch__poll__in=polls.values("pk"))


class Posting(models.Model):
    """Letters of a batch, from one number to another, that GOV.UK Notify prints and posts: prepared
    with their addresses, and nothing goes before an officer has confirmed it. Deleted if nobody
    does within the hour.

    `away_since` is set while Notify takes nothing: it cannot be reached, or has taken its most for
    the day.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        WELSH = "cy", _("Welsh")
        BOTH = "both", _("Both, Welsh first")

    class Postage(models.TextChoices):
        FIRST = "first", _("First class")
        SECOND = "second", _("Second class")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="postings")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    letters = models.PositiveIntegerField(help_text="How many: of void codes there is none.")
    language = models.CharField(max_length=4, choices=Language)
    is_large = models.BooleanField()
    postage = models.CharField(max_length=6, choices=Postage)
    addresses_hash = models.BinaryField(max_length=32)
    prepared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, first__lte=F("last")), name="a_posting_is_of_a_range"
            ),
        ]

    def __str__(self) -> str:
        return f"Letters {self.first} to {self.last} of {self.batch_id}"


class PostedLetterQuerySet(models.QuerySet["PostedLetter"]):
    """Letters by how far they have come."""

    def waiting(self) -> Self:
        """Those that Notify has not taken."""
        return self.exclude(sealed_address=None)

    def free(self, at: datetime) -> Self:
        """Those of them that are in the hands of no worker that may be alive."""
        return self.waiting().filter(Q(claimed_until=None) | Q(claimed_until__lte=at))

    def refused(self) -> Self:
        return self.exclude(refused="")

    def claimed_by_us(self) -> Self:
        """The same letters, kept from others until our transaction ends; those that others keep are
        left out.
        """
        return self.select_for_update(skip_locked=True, of=("self",))


class PostedLetter(models.Model):
    """One letter of a posting, by its number in the batch. Its address is sealed under the key of
    the poll's codes, and is blanked as soon as Notify has taken or refused the letter.

    `notify_id` stands there while it is not known that Notify has found the file fit to print.
    `refused` is a Refusal, some of which are Notify's own codes, or what Notify said.
    """

    class Refusal(models.TextChoices):
        VOID = "void", _("Its codes were void by then.")
        DAMAGED = "damaged", _("Its address was changed in the database. Tell whoever runs this.")
        NOT_PRINTABLE = (
            "validation-failed",
            _("GOV.UK Notify cannot print it: its address or something on it does not fit."),
        )
        VIRUS = "virus-scan-failed", _("GOV.UK Notify took it for a virus.")
        FAILED = "technical-failure", _("GOV.UK Notify could not hand it to the printer.")
        NOT_POSTED = "permanent-failure", _("The printer cannot print it.")
        CANCELLED = "cancelled", _("It was cancelled at GOV.UK Notify.")

    LONGEST_REFUSAL = 300

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="posted_letters")
    number = models.PositiveIntegerField()
    sealed_address = models.BinaryField(null=True)
    claimed_until = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    notify_id = models.CharField(max_length=36, blank=True)
    refused = models.CharField(max_length=LONGEST_REFUSAL, blank=True)

    objects = PostedLetterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "number"], name="one_letter_per_number_and_posting"
            ),
            models.CheckConstraint(
                condition=Q(sealed_address=None, posted_at__isnull=False)
                | Q(sealed_address=None, refused__gt="")
                | Q(sealed_address__isnull=False, posted_at=None, refused=""),
                name="an_address_is_kept_until_its_letter_is_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.number} of {self.posting_id}"

    @property
    def why(self) -> str:
        """Why it was refused; in English where GOV.UK Notify said so itself."""
        if self.refused in self.Refusal:
            return str(self.Refusal(self.refused).label)
        return _("GOV.UK Notify says: %(words)s") % {"words": self.refused}

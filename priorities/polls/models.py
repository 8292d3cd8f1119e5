"""A poll with its questions and options: a draft until it opens, and from then on exactly what was
published.
"""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coopservices.languages import say
from coopservices.texts import InBoth
from participation.engines.proofs import DESK, SLIP, Proofs, is_binding, read_asked
from participation.models import Council, User
from participation.people.permissions import Permission, councils_where
from priorities.engines.counting.explain.money import Money
from priorities.engines.voting.asked_questions import PENCE
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.engines.voting.combining import COMBINING_RULES, ONE_POOL
from priorities.proposals.models import Proposal
from priorities.public_log.models import LogEntry
from priorities.rounds.models import Round

LONGEST_REASON = 500  # characters
MOST_QUESTIONS = 10
LONGEST_CHALLENGE = 14  # days


def combining_rules() -> list[tuple[str, str]]:
    """The combining rules there are, with what an officer reads: none needs a migration."""
    return [(rule.code, say(rule.title)) for rule in COMBINING_RULES.values()]


class PollQuerySet(models.QuerySet["Poll"]):
    """Polls by state."""

    def opened(self) -> Self:
        return self.exclude(state=Poll.State.DRAFT)

    def open(self) -> Self:
        """Those that the public log knows no end of, whatever their rows say."""
        return self.filter(state=Poll.State.OPEN).with_end().filter(has_ended=False)

    def with_end(self) -> Self:
        """With `has_ended`, which each would ask for otherwise."""
        return self.annotate(has_ended=Exists(LogEntry.objects.closings(OuterRef("pk"))))

    def unended(self) -> Self:
        """Drafts, and those of which the public log knows no end."""
        states = (Poll.State.DRAFT, Poll.State.OPEN)
        return self.filter(state__in=states).with_end().filter(has_ended=False)

    def ended(self) -> Self:
        """Those whose end the public log knows."""
        return self.with_end().filter(has_ended=True)

    def taking_ballots(self, at: datetime) -> Self:
        return self.open().filter(closes_at__gt=at)

    def due_to_close(self, at: datetime) -> Self:
        return self.open().filter(closes_at__lte=at)

    def reopened_by_hand(self) -> Self:
        """Those whose rows say that they are open though the log says that they have closed."""
        return self.filter(state=Poll.State.OPEN).with_end().filter(has_ended=True)

    def closed_by_hand(self) -> Self:
        """Those whose rows say that they have closed, and the log does not."""
        return self.filter(state=Poll.State.CLOSED).with_end().filter(has_ended=False)

    def closed_but_not_counted(self) -> Self:
        return self.filter(state=Poll.State.CLOSED, result=None).with_end().filter(has_ended=True)

    def needing_signature(self) -> Self:
        """Those that were opened here, and those that have a result."""
        return self.exclude(key_check=None, result=None)

    def counted_but_not_certified(self) -> Self:
        return self.filter(state=Poll.State.CLOSED, result__isnull=False)

    def stopped(self) -> Self:
        """Those that cannot be counted or certified until somebody has looked."""
        return self.exclude(stop="")

    def of(self, council: Council) -> Self:
        return self.filter(round__council=council)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those that were opened here; drafts too for whoever runs the council's polls."""
        theirs = councils_where(user, Permission.RUN_POLLS)
        opened = ~Q(state=Poll.State.DRAFT) & Q(round__published_at__isnull=False)
        return self.filter(opened | Q(round__council__in=theirs), imported_from="")

    def with_result(self) -> Self:
        """With the round, its council and the result, as every page of a poll needs them."""
        return self.select_related("round__council", "result").with_end()

    def checkable(self) -> Self:
        """Those whose voters can look up their codes, with their results, the newest first."""
        counted = self.published().filter(imported_from="", result__isnull=False)
        return counted.with_result().order_by("-closed_at", "-pk")

    def published(self) -> Self:
        return self.opened().exclude(round__published_at=None)


class Poll(models.Model):
    """A vote. What governs it is frozen as its `definition` when it opens; any later change is
    public, with a reason.

    A poll imported from a real election elsewhere is born certified: it never had sealed ballots
    here.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not open yet")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed: provisional result")
        CERTIFIED = "certified", _("Certified")

    class ReceiptMode(models.TextChoices):
        CONTENT = "content", _("The code shows the vote")
        INCLUSION = "inclusion", _("The code shows that the vote is counted")

    class PaperRule(models.TextChoices):
        NONE = "none", _("No paper ballots")
        PAPERS = "papers", _("Paper ballots of people who show at a desk who they are")
        PAPERS_AND_SLIPS = "papers-and-slips", _("These, and slips from events without a name")

    class OptionOrder(models.TextChoices):
        RANDOM = "random", _("Drawn anew for each person, so that no option is always the first")
        FIXED = "fixed", _("The same for everybody")

    class Stop(models.TextChoices):
        """What keeps a poll that is over from its next state, until somebody has looked."""

        KEY = "key", _("The poll's key is missing, or a copy of it is.")
        SIGNING_KEY = "signing-key", _("The key with which the council signs is missing.")
        DEFINITION = "definition", _("What was fixed when voting opened has been altered since.")
        SEAL = "seal", _("A sealed ballot cannot be opened.")
        CHOICE = "choice", _("A ballot holds a choice that its ballot paper does not allow.")
        NO_ELECTOR = "no-elector", _("A ballot belongs to nobody who may vote.")
        FORGED_ELECTOR = "forged-elector", _("A ballot belongs to somebody we did not register.")
        RECEIPT = "receipt", _("Two ballots share a code.")
        PAPERS = "papers", _("Not all paper ballots are typed in and accounted for.")
        CERTIFYING = "certifying", _("The key could not be destroyed.")
        RESTORED = (
            "restored",
            _("The result was published before, and not all of its ballots are here any more."),
        )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="polls")
    title_en = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    introduction_en = models.TextField(blank=True, help_text="Words for voters, before they vote.")
    introduction_cy = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    proofs_asked = models.CharField(
        max_length=200,
        default="email",
        help_text="What a voter must show: sets of proofs, any of which is enough, as in "
        "code|email+postcode.",
    )
    constituencies = models.CharField(
        max_length=200,
        blank=True,
        help_text="Whose ballots count, each counted apart, as in residents|staff; empty in one "
        "pool.",
    )
    combining_rule = models.CharField(
        max_length=30,
        choices=combining_rules,
        default=ONE_POOL,
        help_text="How constituencies make one result.",
    )
    smallest_group = models.PositiveSmallIntegerField(
        default=10, help_text="Smaller groups merge into the next."
    )
    challenge_days = models.PositiveSmallIntegerField(default=3)
    receipt_mode = models.CharField(max_length=10, choices=ReceiptMode, default=ReceiptMode.CONTENT)
    paper_rule = models.CharField(
        max_length=20,
        choices=PaperRule,
        default=PaperRule.NONE,
        help_text="Which ballots on paper count.",
    )
    option_order = models.CharField(max_length=10, choices=OptionOrder, default=OptionOrder.RANDOM)
    imported_from = models.CharField(
        max_length=300, blank=True, help_text="The election's own words of where it was."
    )
    closes_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_early_because = models.TextField(blank=True)
    extended_because = models.TextField(
        blank=True,
        db_default="",
        help_text="Why two people let voting go on for longer; everybody can read it.",
    )
    extension_mac = models.BinaryField(
        max_length=32, null=True, help_text="A hash of the later end under the poll's key."
    )
    certified_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    certified_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    paused_at = models.DateTimeField(null=True)
    paused_because = models.TextField(
        blank=True, help_text="Why two people put off the certifying; everybody can read it."
    )
    challenged_at = models.DateTimeField(
        null=True, help_text="Since when a challenge to its result is open."
    )
    stop = models.CharField(max_length=20, choices=Stop, blank=True)
    stopped_at = models.DateTimeField(null=True)
    restored_to = models.DateTimeField(
        null=True, help_text="Which moment its ballots were put back to, when they last were."
    )
    restored_at = models.DateTimeField(null=True)
    definition = models.TextField(
        blank=True, help_text="Canonical JSON of all that governs the poll, frozen at opening."
    )
    definition_mac = models.BinaryField(
        max_length=32, null=True, help_text="A hash of the definition under the poll's key."
    )
    key_check = models.BinaryField(max_length=8, null=True)
    canary = models.BinaryField(
        max_length=512, null=True, help_text="A nonce and a sealing that dies with the key."
    )

    needs_two_to_open = models.BooleanField(
        default=False, help_text="As the council asked when the draft was begun."
    )
    opening_asked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    opening_asked_at = models.DateTimeField(null=True)

    title = InBoth()
    introduction = InBoth()

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(challenge_days__lte=LONGEST_CHALLENGE),
                name="a_challenge_window_is_at_most_14_days",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None)
                | (~Q(state="draft") & ~Q(opened_at=None) & ~Q(definition="")),
                name="a_poll_that_opened_has_a_frozen_definition",
            ),
            models.CheckConstraint(
                condition=Q(combining_rule=ONE_POOL) | ~Q(constituencies=""),
                name="what_is_combined_has_constituencies",
            ),
            models.CheckConstraint(
                condition=Q(paused_because="", paused_at=None)
                | (~Q(paused_because="") & ~Q(paused_at=None)),
                name="a_pause_has_a_time_and_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(stop="", stopped_at=None) | (~Q(stop="") & ~Q(stopped_at=None)),
                name="a_poll_that_stopped_has_a_time_and_a_code",
            ),
            models.CheckConstraint(
                condition=Q(extended_because="", extension_mac=None)
                | (~Q(extended_because="") & ~Q(extension_mac=None)),
                name="an_extension_has_a_reason_and_a_mac",
            ),
            models.CheckConstraint(
                condition=Q(restored_to=None, restored_at=None)
                | Q(restored_to__isnull=False, restored_at__gte=F("restored_to")),
                name="a_restored_poll_has_both_moments",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="a_poll_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @cached_property
    def has_ended(self) -> bool:
        """The public log says that voting has ended."""
        return LogEntry.objects.closings(self.pk).exists()

    @property
    def is_open(self) -> bool:
        """Voting has begun and has not ended, even if somebody wrote into the row that it is open
        again.
        """
        return self.state == self.State.OPEN and not self.has_ended

    @property
    def is_closed(self) -> bool:
        """Voting has ended, whether or not the result is certified."""
        return self.state in (self.State.CLOSED, self.State.CERTIFIED) or (
            self.state == self.State.OPEN and self.has_ended
        )

    @property
    def is_certified(self) -> bool:
        return self.state == self.State.CERTIFIED

    @property
    def has_result(self) -> bool:
        """The ballots are counted, provisionally or for good."""
        return hasattr(self, "result")

    @property
    def challenges_end_at(self) -> datetime | None:
        """Until when the provisional result may be challenged; from then on it can be certified.
        Whose ballot went with a restore has all of that time too.
        """
        if self.closed_at is None:
            return None
        since = max(self.closed_at, self.restored_at or self.closed_at)
        return since + timedelta(days=self.challenge_days)

    @property
    def is_extended(self) -> bool:
        """Voting ends later than was announced when it began."""
        return self.extension_mac is not None

    @property
    def is_restored(self) -> bool:
        """Ballots that were cast before it was put back may be missing."""
        return self.restored_at is not None

    @property
    def council_id(self) -> int:
        return self.round.council_id

    @property
    def is_opinion(self) -> bool:
        """It asks less of a voter than a decision that binds would; those held elsewhere asked
        nothing here.
        """
        return not self.is_imported and not is_binding(self.asked)

    @property
    def asked(self) -> tuple[Proofs, ...]:
        """The sets of proofs any of which is enough to be counted, those of paper among them."""
        return (*read_asked(self.proofs_asked), *_OF_PAPER[self.PaperRule(self.paper_rule)])

    @property
    def takes_papers(self) -> bool:
        return self.paper_rule != self.PaperRule.NONE

    @property
    def is_paused(self) -> bool:
        """Two people put off the certifying."""
        return self.paused_at is not None

    @property
    def is_challenged(self) -> bool:
        """A challenge to its result is open, and the result waits for the answer."""
        return self.challenged_at is not None

    @property
    def is_imported(self) -> bool:
        return bool(self.imported_from)


_OF_PAPER: dict[Poll.PaperRule, tuple[Proofs, ...]] = {
    Poll.PaperRule.NONE: (),
    Poll.PaperRule.PAPERS: (frozenset({DESK}),),
    Poll.PaperRule.PAPERS_AND_SLIPS: (frozenset({DESK}), frozenset({SLIP})),
}


def ballot_types() -> list[tuple[str, str]]:
    """The types of ballot there are, with what an officer reads: no type needs a migration."""
    return [(code, say(kind.title)) for code, kind in BALLOT_TYPES.items()]


class Question(models.Model):
    """One question on the ballot paper: its type of ballot, and the rule by which it is counted."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60, help_text="The question's id in everything published.")
    position = models.PositiveSmallIntegerField()
    text_en = models.CharField(max_length=200)
    text_cy = models.CharField(max_length=200, blank=True)
    method = models.CharField(
        max_length=30, choices=ballot_types, default="approval", help_text="The type of ballot."
    )
    rule = models.CharField(
        max_length=30, blank=True, help_text="Of counting; empty, the usual one of the type."
    )
    completion = models.CharField(
        max_length=30, blank=True, help_text="How equal shares goes on while there is money left."
    )
    satisfaction = models.CharField(
        max_length=20, blank=True, help_text="What makes an option worth funding, where it matters."
    )
    integral_start = models.BooleanField(
        default=False, help_text="Equal shares cuts the first share to whole units of money."
    )
    threshold = models.PositiveIntegerField(
        default=0, help_text="What scores less is never funded."
    )
    reserve_percent = models.PositiveSmallIntegerField(
        null=True, help_text="Of its cost, from which the first that does not fit is still funded."
    )
    undivided = models.BooleanField(
        default=False, help_text="Points are not divided by what an option costs."
    )
    seats = models.PositiveSmallIntegerField(
        null=True, help_text="How many options are chosen, where the type asks."
    )
    most_choices = models.PositiveSmallIntegerField(default=3)
    budget = models.PositiveBigIntegerField(
        null=True, help_text="In pence or points, where the method has one."
    )
    points = models.PositiveIntegerField(
        null=True, help_text="To share out, where the method has a budget in pence beside them."
    )

    text = InBoth()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "key"], name="one_question_per_key"),
            models.UniqueConstraint(fields=["poll", "position"], name="one_question_per_position"),
        ]

    def __str__(self) -> str:
        return str(self.text)


class Option(models.Model):
    """Something that can be chosen, usually a proposal. `tie_position` is its place in the tie
    order drawn by lot.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(max_length=60, help_text="The option's id in everything published.")
    position = models.PositiveIntegerField()
    tie_position = models.PositiveIntegerField(null=True)
    title_en = models.CharField(max_length=300)
    title_cy = models.CharField(max_length=300, blank=True)
    description_en = models.TextField(blank=True)
    description_cy = models.TextField(blank=True)
    cost = models.PositiveBigIntegerField(
        null=True, help_text="In the unit of the question's budget."
    )
    exclusive_group = models.PositiveSmallIntegerField(
        null=True, help_text="Of the options of one group at most one is funded."
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, related_name="options"
    )

    title = InBoth()
    description = InBoth()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="one_option_per_key"),
            models.UniqueConstraint(
                fields=["question", "tie_position"], name="one_option_per_place_in_the_tie_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def price(self) -> str:
        """What it costs in words, "" if it has no cost."""
        return "" if self.cost is None else Money(PENCE).words(self.cost)


class LeftOff(models.Model):
    """A proposal of the round that cannot be chosen in a poll, and why not."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="left_off")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="left_off")
    reason_en = models.TextField(max_length=LONGEST_REASON)
    reason_cy = models.TextField(max_length=LONGEST_REASON, blank=True)

    reason = InBoth()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "proposal"], name="one_reason_per_proposal_left_off"
            ),
            models.CheckConstraint(
                condition=~Q(reason_en=""), name="what_is_left_off_a_ballot_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.reason}"


class SavedStep(models.Model):
    """A step of setting up a draft that an officer has been through, so that nobody takes what is
    usual for what was decided.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="saved_steps")
    step = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "step"], name="a_step_is_saved_once_per_poll")
        ]

    def __str__(self) -> str:
        return self.step


class Material(models.Model):
    """Something for voters in another form: a file that is kept here, or a link."""

    class Kind(models.TextChoices):
        EASY_READ = "easy-read", _("Easy Read")
        BSL = "bsl", _("British Sign Language")
        AUDIO = "audio", _("To listen to")
        OTHER = "other", _("More to read")

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField(max_length=10, choices=Kind)
    title_en = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=300, blank=True)
    file_type = models.CharField(max_length=60, blank=True)
    file = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file, in hex.")

    title = InBoth()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & Q(file__isnull=False)) | (~Q(link="") & Q(file=None)),
                name="a_material_is_a_file_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class ElectorAtClosing(models.Model):
    """An elector of the council as they were when a poll closed, whether they voted or not: the
    groups of its ballots are made of this, whatever becomes of accounts afterwards.

    The columns are those of the elector's row, its keyed hash among them, so nobody without the
    council's key can write one. Which ballot is whose only the poll's key tells; the rows go with
    it.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="electors_at_closing")
    elector = models.UUIDField()
    proofs = models.CharField(max_length=100)
    method = models.CharField(max_length=10)
    entry = models.BinaryField(max_length=32)
    area_code = models.CharField(max_length=20)
    constituency = models.CharField(max_length=20)
    is_for_this_poll = models.BooleanField(
        default=False, help_text="For this poll alone, as one by a code is."
    )
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "elector"], name="one_elector_at_closing_per_poll"
            )
        ]

    def __str__(self) -> str:
        return str(self.elector)

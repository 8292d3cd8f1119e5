"""Who hears what: subscribers and their numbers, what each follows, what happened, who is told of
it, and the letters that tell them.
"""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outcomes.commitments.models import Commitment, Update
from outcomes.findings.models import Finding
from outcomes.indicators.models import Indicator
from participation.models import Area, Council, Service, User
from priorities.models import Poll, Proposal, Round

# What can be followed, by the name of its column. A poll is followed for one reminder before voting
# ends; who follows none of these hears of each new round of the council.
TOPICS = ("round", "proposal", "service", "area", "indicator", "poll")


class Subscriber(models.Model):
    """Who hears of one council: a person with an account, or an e-mail address alone."""

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("Once a week, on Monday morning")
        DAILY = "daily", _("Once a day, in the morning")
        AT_ONCE = "at_once", _("Each time, at once")
        NEVER = "never", _("Never: I look on these pages")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="subscribers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    email = models.EmailField(blank=True, help_text="Of somebody without an account.")
    language = models.CharField(
        max_length=7, blank=True, help_text="Empty: each language in which the council writes."
    )
    frequency = models.CharField(max_length=7, choices=Frequency, default=Frequency.WEEKLY)
    asked_at = models.DateTimeField()
    letters_since = models.DateTimeField(help_text="Nothing older goes into a letter.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], name="one_subscriber_per_person_and_council"
            ),
            models.UniqueConstraint(
                fields=["council", "email"],
                condition=Q(user=None),
                name="one_subscriber_per_address_and_council",
            ),
            models.CheckConstraint(
                condition=Q(user=None) & ~Q(email="") | Q(user__isnull=False, email=""),
                name="a_subscriber_is_a_person_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Subscriber {self.pk}"

    @property
    def address(self) -> str:
        """Where letters go. Ask for it with its user."""
        return self.user.email if self.user else self.email

    @property
    def is_address_alone(self) -> bool:
        return self.user_id is None


class Mobile(models.Model):
    """The number at which somebody with an account hears by text, once they have confirmed that it
    is theirs by a code that was sent there. The code is made of this row, and kept nowhere.
    """

    class Wants(models.TextChoices):
        REMINDERS = "reminders", _("A reminder before voting ends, if I asked for one")
        NEWS = "news", _("That, and each time something happens to what I follow")

    subscriber = models.OneToOneField(Subscriber, on_delete=models.CASCADE, related_name="mobile")
    number = models.CharField(max_length=16, help_text="As E.164 writes it: +447…")
    wants = models.CharField(max_length=9, choices=Wants)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Codes that were typed.")
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Mobile {self.pk}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def last_digits(self) -> str:
        """By which its owner knows it."""
        return self.number[-3:]


class FollowQuerySet(models.QuerySet["Follow"]):
    """Follows by whether they were confirmed."""

    def confirmed(self) -> Self:
        return self.exclude(confirmed_at=None)

    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None)


class Follow(models.Model):
    """One thing that a subscriber wants to hear of; each new round of the council where none is
    named. What an address alone asks for waits until its owner has confirmed it.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="follows")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, null=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, null=True, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, null=True, related_name="+")
    followed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["subscriber", topic], name=f"one_follow_per_{topic}_and_subscriber"
                )
                for topic in TOPICS
            ),
            models.UniqueConstraint(
                fields=["subscriber"],
                condition=Q(**dict.fromkeys(TOPICS)),
                name="one_follow_of_new_rounds_per_subscriber",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind(self) -> str:
        """The column of what is followed; "rounds" for each new one."""
        return next((topic for topic in TOPICS if getattr(self, f"{topic}_id")), "rounds")


class Code(models.TextChoices):
    """What followers can hear of."""

    ROUND_PUBLISHED = "round_published", _("A new round")
    PROPOSAL_PUBLISHED = "proposal_published", _("A new proposal")
    POLL_OPENED = "poll_opened", _("You can vote")
    ON_BALLOT = "on_ballot", _("It is on the ballot")
    LEFT_OFF = "left_off", _("It was left off the ballot")
    POLL_EXTENDED = "poll_extended", _("People have longer to vote")
    POLL_CLOSES_SOON = "poll_closes_soon", _("Voting ends soon")
    RESULT_PUBLISHED = "result_published", _("The result of the vote")
    PROPOSAL_VOTED = "proposal_voted", _("People have voted on it")
    FINDING_ANSWERED = "finding_answered", _("The council's answer")
    COMMITMENT_MADE = "commitment_made", _("A promise")
    UPDATE_POSTED = "update_posted", _("What was done")
    VERDICT_PUBLISHED = "verdict_published", _("What people say came of it")
    FIGURES_PUBLISHED = "figures_published", _("New figures")


# Followers of what hears of it: the names of the columns of a follow.
_OF_THE_CHAIN = ("round", "proposal", "service", "area")
HEARD_BY: dict[Code, tuple[str, ...]] = {
    Code.ROUND_PUBLISHED: ("rounds", "service", "area"),
    Code.PROPOSAL_PUBLISHED: ("round", "service", "area"),
    Code.POLL_OPENED: ("round",),
    Code.ON_BALLOT: ("proposal",),
    Code.LEFT_OFF: ("proposal",),
    Code.POLL_EXTENDED: ("poll", "round"),
    Code.POLL_CLOSES_SOON: ("poll", "round"),
    Code.RESULT_PUBLISHED: ("round",),
    Code.PROPOSAL_VOTED: ("proposal", "service", "area"),
    Code.FINDING_ANSWERED: _OF_THE_CHAIN,
    Code.COMMITMENT_MADE: (*_OF_THE_CHAIN, "indicator"),
    Code.UPDATE_POSTED: (*_OF_THE_CHAIN, "indicator"),
    Code.VERDICT_PUBLISHED: _OF_THE_CHAIN,
    Code.FIGURES_PUBLISHED: ("indicator", "proposal"),
}


class NewsItemQuerySet(models.QuerySet["NewsItem"]):
    """What happened, by whether followers were told."""

    def untold(self) -> Self:
        return self.filter(told_at=None)

    def due(self, at: datetime) -> Self:
        return self.filter(due_at__lte=at)


class NewsItem(models.Model):
    """Something that happened, once, by the rows that it is about: its words are made when they are
    read. `key` tells it from others of its code, so that it is never told twice.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="news")
    code = models.CharField(max_length=20, choices=Code)
    key = models.CharField(max_length=80)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, null=True, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="+")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, null=True, related_name="+"
    )
    update_posted = models.ForeignKey(Update, on_delete=models.CASCADE, null=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, null=True, related_name="+")
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="From when on followers may be told.")
    told_at = models.DateTimeField(null=True)

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "key"], name="one_news_item_per_event")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(told_at=None), name="news_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.key}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Who is told what, by where it stands."""

    def of(self, user: User, council: Council) -> Self:
        return self.filter(subscriber__user=user, subscriber__council=council)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unlettered(self) -> Self:
        """In no letter yet."""
        return self.filter(letter=None)


class Notification(models.Model):
    """One subscriber is told of one thing, once."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="notifications"
    )
    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="notifications")
    is_reminder = models.BooleanField(
        default=False, help_text="They asked to be reminded: it waits for no digest."
    )
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(
        "Letter", on_delete=models.RESTRICT, null=True, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "item"], name="one_notification_per_subscriber_and_item"
            )
        ]
        indexes = [
            models.Index(
                fields=["subscriber", "-told_at", "-id"], name="notifications_newest_first"
            ),
            models.Index(
                fields=["subscriber"],
                condition=Q(letter=None, read_at=None),
                name="notifications_for_letters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.subscriber_id}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by whether they were sent."""

    def unsent(self) -> Self:
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, at: datetime) -> Self:
        """Those to be sent now, and not in the hands of a worker that may be alive."""
        unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.unsent().filter(unclaimed, due_at__lte=at)

    def claimed_by_us(self) -> Self:
        """The same letters, kept from others until our transaction ends; those that others keep are
        left out.
        """
        return self.select_for_update(skip_locked=True, of=("self",))


class Letter(models.Model):
    """One e-mail or text to one subscriber, from when it is due until a server has taken it. Its id
    is the Message-ID or the reference, the same however often it is tried.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message")

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Asks to confirm")
        NEWS = "news", _("Tells what happened")
        REMINDER = "reminder", _("Reminds")
        NUMBER = "number", _("Has the code that confirms a number")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(
        max_length=5, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When it is tried, or tried again.")
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(
        null=True, help_text="Until when a worker has it in its hands."
    )
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(
        null=True, help_text="When its address was refused for good, or nothing was left to tell."
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "kind", "channel"],
                condition=Q(sent_at=None, given_up_at=None),
                name="one_unsent_letter_per_subscriber_kind_and_channel",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, given_up_at=None),
                name="letters_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

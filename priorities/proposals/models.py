"""A proposal: what a resident or a member of staff thinks would make the biggest difference."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.models import Area, Council, Role, Service, User
from priorities.rounds.models import Round

BYLINES = {
    Role.STAFF: _("A member of front-line staff"),
    Role.SERVICE_USER: _("A person who uses services"),
    Role.CARER: _("An unpaid carer"),
    Role.RESIDENT: _("A resident"),
}
LONGEST = {"title": 100, "problem": 1000, "idea": 1500, "benefit": 1000}  # characters


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who may see them."""

    def published(self) -> Self:
        """What everybody may read: not what a moderator has hidden or its author has withdrawn."""
        return self.exclude(published_on=None).filter(hidden_at=None, withdrawn_on=None)

    def withdrawn(self) -> Self:
        """What its author has withdrawn, and no moderator hides."""
        return self.exclude(withdrawn_on=None).filter(hidden_at=None)

    def of(self, council: Council) -> Self:
        return self.filter(round__council=council)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is published, and all that this person wrote."""
        own = Q(author=user) if isinstance(user, User) else Q(pk__in=[])
        shown = ~Q(published_on=None) & Q(hidden_at=None, withdrawn_on=None)
        return self.filter(shown | own)

    def drafts_of(self, user: User) -> Self:
        return self.filter(author=user, published_on=None)

    def by_staff(self) -> Self:
        return self.filter(author_role=Role.STAFF)

    def by_residents(self) -> Self:
        """Everybody but staff: residents, people who use services, carers."""
        return self.exclude(author_role=Role.STAFF)

    def newest_first(self) -> Self:
        return self.order_by("-published_on", "-pk")

    def for_cards(self) -> Self:
        """With all that a card tells, and without the shapes of wards, which are heavy."""
        return self.select_related("area", "service", "author").defer("area__boundary")


class Proposal(models.Model):
    """A problem and an idea. It is its author's draft until it is published; every step of writing
    is kept.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="proposals")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="proposals")
    author_role = models.CharField(max_length=12, choices=Role)
    is_author_named = models.BooleanField(
        default=False, help_text="Staff may fear to be known; the author chooses."
    )
    title = models.CharField(max_length=LONGEST["title"], blank=True)
    problem = models.TextField(max_length=LONGEST["problem"], blank=True)
    idea = models.TextField(max_length=LONGEST["idea"], blank=True)
    benefit = models.TextField(max_length=LONGEST["benefit"], blank=True)
    cost_pence = models.PositiveBigIntegerField(null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="proposals")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, related_name="proposals"
    )
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    published_on = models.DateField(
        null=True,
        help_text="The day only: the time could tell who in a small team wrote it.",
    )

    hidden_at = models.DateTimeField(
        null=True, help_text="Since when a moderator hides it from all but its author."
    )

    withdrawn_on = models.DateField(
        null=True, help_text="Since when its author has taken it back; the day only."
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["round", "-published_on", "-id"], name="proposals_newest_first")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on=None) | ~Q(title="") & ~Q(problem="") & ~Q(idea=""),
                name="a_published_proposal_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(published_on=None),
                name="only_what_was_published_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.title or gettext("A proposal not yet named")

    def get_absolute_url(self) -> str:
        return reverse("proposal_detail", kwargs={"pk": self.pk})

    @property
    def is_published(self) -> bool:
        return self.published_on is not None

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def is_fixed(self) -> bool:
        """Whether it stands on a ballot, or in what people said: then it does not change. Two
        queries.
        """
        return self.options.exists() or self.findings.exists()

    @property
    def texts(self) -> dict[str, str]:
        """Its texts, by the names of their columns."""
        return {name: getattr(self, name) for name in LONGEST}

    @property
    def missing(self) -> list[str]:
        """What must still be said before it can be published, as ends of the sentence "Say …"."""
        needed = [
            (gettext("what to call it"), self.title),
            (gettext("what the problem is"), self.problem),
            (gettext("what your idea is"), self.idea),
        ]
        return [words for words, said in needed if not said]

    @property
    def is_by_staff(self) -> bool:
        return self.author_role == Role.STAFF

    @property
    def is_protected(self) -> bool:
        """Whether it is by staff who chose not to be named."""
        return self.is_by_staff and not self.is_author_named

    @property
    def cost_pounds(self) -> int | None:
        """The rough cost in whole pounds, rounded up to the next."""
        return None if self.cost_pence is None else -(-self.cost_pence // 100)

    @property
    def byline(self) -> str:
        """Who speaks, as they chose to be known."""
        role = str(self.get_author_role_display()).lower()
        if self.is_author_named and self.author and self.author.name:
            return gettext("%(name)s, %(role)s") % {"name": self.author.name, "role": role}
        if self.is_author_named and self.author is None:
            return gettext("A former participant, %(role)s") % {"role": role}
        return str(BYLINES[Role(self.author_role)])


class ProposalVersion(models.Model):
    """The texts of a published proposal as they were before its author changed them. Of a change
    the day is told: the time could tell who it was.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="1 is as it was first published.")
    title = models.CharField(max_length=LONGEST["title"])
    problem = models.TextField(max_length=LONGEST["problem"])
    idea = models.TextField(max_length=LONGEST["idea"])
    benefit = models.TextField(max_length=LONGEST["benefit"], blank=True)
    replaced_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def texts(self) -> dict[str, str]:
        """Its texts, by the names of their columns."""
        return {name: getattr(self, name) for name in LONGEST}

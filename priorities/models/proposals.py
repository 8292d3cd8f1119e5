"""A proposal: what a resident or a member of staff thinks would make the biggest difference."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from participation.models import Area, Council, Role, Service, User
from priorities.models.rounds import Round

LONGEST = {"title": 100, "problem": 1000, "idea": 1500, "benefit": 1000}  # characters


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who may see them."""

    def published(self) -> Self:
        return self.exclude(published_at=None)

    def of(self, council: Council) -> Self:
        return self.filter(round__council=council)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is published, and what this person is writing."""
        own = Q(author=user) if isinstance(user, User) else Q(pk__in=[])
        return self.filter(~Q(published_at=None) | own)

    def drafts_of(self, user: User) -> Self:
        return self.filter(author=user, published_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> Self:
        return self.select_related("area", "service", "round__sector")


class Proposal(models.Model):
    """A problem and an idea. It is its author's draft until it is published; every step of writing is kept."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="proposals")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="proposals")
    author_role = models.CharField(max_length=12, choices=Role)
    is_author_named = models.BooleanField(default=False, help_text="Staff may fear to be known; the author chooses.")
    title = models.CharField(max_length=LONGEST["title"], blank=True)
    problem = models.TextField(max_length=LONGEST["problem"], blank=True)
    idea = models.TextField(max_length=LONGEST["idea"], blank=True)
    benefit = models.TextField(max_length=LONGEST["benefit"], blank=True)
    cost_pence = models.PositiveBigIntegerField(null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="proposals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="proposals")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["round", "-published_at", "-id"], name="proposals_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(title="") & ~Q(problem="") & ~Q(idea=""),
                name="a_published_proposal_says_what_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "A proposal not yet named"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def missing(self) -> list[str]:
        """What must still be said before it can be published, as ends of the sentence "Say …"."""
        needed = {"what to call it": self.title, "what the problem is": self.problem, "what your idea is": self.idea}
        return [words for words, said in needed.items() if not said]

    @property
    def is_by_staff(self) -> bool:
        return self.author_role == Role.STAFF

    @property
    def byline(self) -> str:
        """Who speaks, as they chose to be known."""
        if self.is_author_named and self.author and self.author.name:
            return f"{self.author.name}, {self.get_author_role_display().lower()}"
        return {Role.STAFF: "A member of front-line staff", Role.SERVICE_USER: "A person who uses services"}.get(
            Role(self.author_role), f"A {self.get_author_role_display().lower()}"
        )

"""A proposal: what a resident or a member of staff thinks would make the biggest difference."""

from typing import Self

from django.db import models
from django.db.models import Q

from participation.models import Area, Role, Service, User
from priorities.models.rounds import Round


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who may see them."""

    def published(self) -> Self:
        return self.exclude(published_at=None)

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
    title = models.CharField(max_length=100, blank=True)
    problem = models.TextField(max_length=1000, blank=True)
    idea = models.TextField(max_length=1500, blank=True)
    benefit = models.TextField(max_length=1000, blank=True)
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

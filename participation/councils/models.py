"""A council: every other row belongs to one."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopservices.texts import InBoth

FEWEST_SHOWN, MOST_HIDDEN = 8, 100
"""Within which a council says how small a count of people is shown: fewer than 8 is never shown."""


class Council(models.Model):
    """One council. Its host is where its residents find it; a council alone on a machine, and the
    only one without a host, answers at any host that no other has.
    """

    class Writing(models.TextChoices):
        ENGLISH = "english", _("In English")
        EITHER = "either", _("In English, and in Welsh where we have it")
        BOTH = "both", _("Always in English and in Welsh")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    host = models.CharField(max_length=253, unique=True, null=True, blank=True)
    area_code = models.CharField(
        max_length=9, unique=True, help_text="The council's own GSS code, as in E08000009."
    )
    colour = models.CharField(
        max_length=7, default="#12436D", validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$")]
    )
    contact_email = models.EmailField()
    is_demonstration = models.BooleanField(default=False)
    writing = models.CharField(
        max_length=10,
        choices=Writing,
        default=Writing.ENGLISH,
        help_text="In which languages officers write for everybody.",
    )
    catalogue_confirmed = models.CharField(
        max_length=64,
        blank=True,
        help_text="The SHA-256 of the Welsh catalogue that somebody here has read.",
    )
    needs_two_to_open_polls = models.BooleanField(
        default=False, help_text="A second officer opens what a first one has set up."
    )
    attribution = models.TextField(
        blank=True, help_text="What the licences of its open data ask to be shown."
    )
    scheme_en = models.CharField(
        max_length=80, blank=True, help_text="What it calls this way of deciding together."
    )
    scheme_cy = models.CharField(max_length=80, blank=True)
    welcome_en = models.TextField(blank=True, help_text="What its first page says; empty: ours.")
    welcome_cy = models.TextField(blank=True)
    who_helps_en = models.TextField(blank=True, help_text="Who helps, and how to reach them.")
    who_helps_cy = models.TextField(blank=True)
    fewest_shown = models.PositiveSmallIntegerField(
        default=FEWEST_SHOWN, help_text="The smallest count of people that a measure shows."
    )

    scheme = InBoth()
    welcome = InBoth()
    who_helps = InBoth()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fewest_shown__gte=FEWEST_SHOWN),
                name="a_council_hides_the_smallest_counts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_write_welsh(self) -> bool:
        """Whether its officers are asked for Welsh."""
        return self.writing != self.Writing.ENGLISH

    @property
    def must_write_welsh(self) -> bool:
        """Whether what officers write is published in both languages or not at all."""
        return self.writing == self.Writing.BOTH

    @property
    def council_id(self) -> int:
        """Its own: the audit asks everything that belongs to a council by this name."""
        return self.pk

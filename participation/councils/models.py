"""A council: every other row belongs to one."""

from django.core.validators import RegexValidator
from django.db import models


class Council(models.Model):
    """One council. Its host is where its residents find it; a council alone on a machine answers at
    any host.
    """

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
    writes_both_languages = models.BooleanField(
        default=False, help_text="All that officers write is given in English and in Welsh."
    )
    catalogue_confirmed = models.CharField(
        max_length=64,
        blank=True,
        help_text="The SHA-256 of the Welsh catalogue that somebody here has read.",
    )
    attribution = models.TextField(
        blank=True, help_text="What the licences of its open data ask to be shown."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

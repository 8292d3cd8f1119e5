"""Where a council's own people sign in: its provider of OpenID Connect."""

from django.core.validators import URLValidator
from django.db import models

from participation.councils.models import Council
from participation.engines.identities import Provider


class CouncilSignIn(models.Model):
    """A council's provider. The secret is sealed with a key outside the database."""

    council = models.OneToOneField(Council, on_delete=models.CASCADE, related_name="own_sign_in")
    name = models.CharField(max_length=60)
    issuer = models.CharField(max_length=255, validators=[URLValidator(schemes=["https", "http"])])
    client_id = models.CharField(max_length=191)
    sealed_secret = models.TextField()

    def __str__(self) -> str:
        return self.name

    @property
    def provider_id(self) -> str:
        """What the identities are kept under that this provider has shown."""
        return f"council-{self.council_id}"

    @property
    def provider(self) -> Provider:
        """Who shows these identities: with another, the same number is somebody else."""
        return Provider(self.issuer, self.client_id)

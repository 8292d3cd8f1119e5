"""What allauth asks us about second factors: how a secret is kept, the picture to scan, names."""

import secrets
from base64 import b32encode

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices import sealed_texts
from participation.people.models import User

_USE = "second-factor"


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets sealed with a key outside the database, and everything in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "That is not the code. Enter the newest one that your app shows, or a recovery code."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes stand in for an app or a key. Set up one of these first."
        ),
        "unverified_email": gettext_lazy(
            "Show first that each of your email addresses is yours, or remove it."
        ),
    }

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it."""
        return sealed_texts.seal(text, use=_USE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret of a factor that was set up here; of one that the database was made to hold in
        another way, a secret that nobody knows.
        """
        try:
            return sealed_texts.unseal(encrypted_text, use=_USE)
        except sealed_texts.Unreadable:
            return b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture that an authenticator app scans, as a piece of the page: no page of ours
        loads pictures from an address that holds them.
        """
        picture = segno.make(url, error="m")
        return picture.svg_inline(scale=5, border=4, light="#fff")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        """What a new key is called until its owner says otherwise."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Key %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        council = getattr(self.request, "council", None)
        return str(council.name) if council else str(super()._get_site_name())

"""What comes in when somebody adds or renames a passkey or a security key, in our words."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext as _


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new key: its name, and whether it signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with this key alone, without a code by email")
        alone.help_text = _("Then it asks for your fingerprint, your face or a PIN each time.")


class EditKeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")

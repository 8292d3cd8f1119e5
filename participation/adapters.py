"""How allauth speaks for us: its mails bear the council's name, and its accounts are made by our action."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Our side of allauth."""

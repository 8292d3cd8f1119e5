"""Mailboxes: which e-mail addresses arrive in the same one, by what their providers say, and which
are given away for minutes.
"""

from dataclasses import dataclass

from disposable_email_domains import blocklist


@dataclass(frozen=True)
class Provider:
    """A provider that sends `name+anything` to `name`. `domain` is that of its addresses which all
    the others stand for, "" where each is a mailbox of its own; some also pass over dots.
    """

    domain: str = ""
    ignores_dots: bool = False


_GMAIL = Provider("gmail.com", ignores_dots=True)
_ICLOUD = Provider("icloud.com")
_PLUS = Provider()
_PROVIDERS = {
    "gmail.com": _GMAIL,
    "googlemail.com": _GMAIL,
    "icloud.com": _ICLOUD,
    "me.com": _ICLOUD,
    "mac.com": _ICLOUD,
    **dict.fromkeys(
        (
            "outlook.com",
            "hotmail.com",
            "hotmail.co.uk",
            "live.com",
            "live.co.uk",
            "msn.com",
            "fastmail.com",
            "fastmail.fm",
            "proton.me",
            "protonmail.com",
            "pm.me",
        ),
        _PLUS,
    ),
}


def canonical_address(address: str) -> str:
    """Return the address by which a mailbox is known, whichever of its addresses is given; of a
    provider that is not in the table, the address itself in small letters.
    """
    name, _, domain = address.strip().casefold().rpartition("@")
    provider = _PROVIDERS.get(domain)
    if provider is None:
        return f"{name}@{domain}"
    name = name.partition("+")[0]
    if provider.ignores_dots:
        name = name.replace(".", "")
    return f"{name}@{provider.domain or domain}"


def is_disposable(address: str) -> bool:
    """Return whether an address is of a provider that is known to give mailboxes away for minutes,
    or of a part of its domain.
    """
    _, _, domain = address.strip().casefold().rpartition("@")
    labels = domain.split(".")
    return any(".".join(labels[n:]) in blocklist for n in range(len(labels) - 1))

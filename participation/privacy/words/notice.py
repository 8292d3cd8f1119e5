"""The versions of the privacy notice: each time what it says of personal data changes, it gets a
new number and its day.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from participation.engines.personal_data import BASES, uses


@dataclass(frozen=True)
class Version:
    """A version of the notice: its number, the day from which it holds, and the digest of what it
    says.
    """

    number: int
    on: date
    digest: str


# The last one is in force. A test fails where the digest is not that of what the registry says.
VERSIONS = (
    Version(1, date(2026, 11, 29), "f965c56a7aad8cf1"),
    Version(2, date(2026, 11, 30), "0cfa46d8fdeecdef"),  # texts
    Version(3, date(2026, 11, 30), "309d8eeabdf591db"),  # letters in the post
)


def digest_of_notice() -> str:
    """The first 16 hexadecimal digits of SHA-256 over all that the notice says of personal data, in
    English.
    """
    said = [
        (
            str(use.what),
            str(use.purpose),
            str(BASES[use.basis]),
            str(use.retention.words),
            str(use.retention.kept_because or ""),
        )
        for use in uses()
    ]
    return sha256(repr(said).encode()).hexdigest()[:16]

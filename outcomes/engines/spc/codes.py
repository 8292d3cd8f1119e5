"""Codes: what is stored and published of a chart in place of words."""

from enum import StrEnum


class Coded(StrEnum):
    """Members with words as their values, and a short code each."""

    @property
    def code(self) -> str:
        """The code, made of the member's name: "two-in-three"."""
        return self.name.lower().replace("_", "-")

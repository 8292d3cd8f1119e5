"""A code that was sent by e-mail: how long it works, how often it may be tried and sent again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from hmac import compare_digest
from typing import Any, Self

from coopservices.sentences import Sentence, counted, sentence

MINUTES, MOST_TRIES, MOST_LETTERS = 15, 5, 4
EMAILED = "emailed_code"  # in a session


class Outcome(StrEnum):
    """What came of trying a code."""

    RIGHT = "right"
    WRONG = "wrong"
    TRIED_TOO_OFTEN = "tried_too_often"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class EmailedCode:
    """A code, to whom it was sent and when (in seconds since 1970), how often it was tried, how
    many letters there were with it and before it, and where its reader wants to go on.
    """

    email: str
    code: str
    sent_at: float
    letters: int = 1
    tries: int = 0
    way_on: str = ""

    @classmethod
    def read(cls, facts: Mapping[str, Any] | None) -> Self | None:
        """The code of these facts, as `facts` has them; None where there are none, or others."""
        names = {field.name for field in fields(cls)}
        return cls(**facts) if facts and facts.keys() == names else None

    @property
    def facts(self) -> dict[str, Any]:
        """All of it by name, to keep."""
        return asdict(self)

    @property
    def tries_left(self) -> int:
        """How often it may still be tried."""
        return max(0, MOST_TRIES - self.tries)

    @property
    def may_be_sent_again(self) -> bool:
        """Whether another may be sent in its place."""
        return self.letters < MOST_LETTERS

    def is_over(self, now: float) -> bool:
        """Whether it works no more, because it was tried too often or is too old."""
        return not self.tries_left or now - self.sent_at > MINUTES * 60

    def tried(self, typed: str, now: float) -> tuple[Outcome, Self]:
        """What comes of trying this code, and the code after it. Spaces, dashes and capitals do not
        matter.
        """
        if now - self.sent_at > MINUTES * 60:
            return Outcome.TOO_LATE, self
        if not self.tries_left:
            return Outcome.TRIED_TOO_OFTEN, self
        after = replace(self, tries=self.tries + 1)
        if compare_digest(_bare(typed), _bare(self.code)):
            return Outcome.RIGHT, after
        return Outcome.WRONG if after.tries_left else Outcome.TRIED_TOO_OFTEN, after

    def sent_again(self, code: str, now: float) -> Self:
        """Another code in its place."""
        return replace(self, code=code, sent_at=now, letters=self.letters + 1, tries=0)


def why_not(outcome: Outcome, code: EmailedCode) -> Sentence:
    """Return why a code that was tried does not work, and what to do."""
    if outcome is Outcome.TOO_LATE:
        return sentence(
            "This code has run out: a code works for %(minutes)s minutes. Send another code.",
            minutes=MINUTES,
        )
    if outcome is Outcome.TRIED_TOO_OFTEN:
        return sentence("That was wrong too often, so this code works no more. Send another code.")
    return counted(
        "That is not the code in our newest email. You can try once more, or send another code.",
        "That is not the code in our newest email. You can try %(n)s more times, or send another "
        "code.",
        code.tries_left,
        n=code.tries_left,
    )


def _bare(code: str) -> bytes:
    return "".join(filter(str.isalnum, code)).upper().encode()

"""Submissions: the body a voter's browser posts, read strictly before anything is believed."""

import re
from dataclasses import dataclass

from coopservices.sentences import sentence
from priorities.engines.canonical import CanonicalError, parse
from priorities.engines.voting.ballot_paper import BallotPaper, Choice, ChoiceRefused, check_choices

LARGEST_BODY = 64 * 1024
# The body, the questions in it, and the choice of one question.
_DEPTH = 3
_SECRET = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Submission:
    """What the voter chose, and the receipt secret the browser drew, if it drew one."""

    choices: dict[str, Choice]
    secret: bytes | None


def read_submission(paper: BallotPaper, body: bytes | str) -> Submission:
    """Return what a JSON body `{"q": choices, "r": secret in hex}` says; `r` may be left out.

    Raises ChoiceRefused for any other key, so that nobody posts an elector, a level or a weight,
    and for a body that is not strict JSON or is longer than 64 KiB.
    """
    try:
        posted = parse(body, max_bytes=LARGEST_BODY, max_depth=_DEPTH)
    except CanonicalError as error:
        raise ChoiceRefused(
            sentence("Your ballot did not reach us whole. Please try again.")
        ) from error
    if not isinstance(posted, dict) or not {"q"} <= posted.keys() <= {"q", "r"}:
        raise ChoiceRefused(sentence("This does not look like a ballot. Please start again."))
    secret = _secret(posted["r"]) if "r" in posted else None
    return Submission(check_choices(paper, posted["q"]), secret)


def _secret(raw: object) -> bytes:
    if not isinstance(raw, str) or not _SECRET.fullmatch(raw):
        raise ChoiceRefused(
            sentence("Your browser made a receipt that we cannot use. Please start again.")
        )
    return bytes.fromhex(raw)

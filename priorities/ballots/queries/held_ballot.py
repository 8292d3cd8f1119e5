"""What a voter's own sealed ballot says, for the voter alone."""

from dataclasses import dataclass

from participation.electors.queries import Voter
from priorities.ballots.models import SealedBallot
from priorities.engines.sealing.receipts import encode
from priorities.engines.sealing.seal import pseudonym, unseal
from priorities.engines.voting.asked_questions import Answer
from priorities.engines.voting.ballot_paper import Choice
from priorities.polls.queries.keys import poll_key
from priorities.polls.queries.polls import OpenedPoll


@dataclass(frozen=True)
class HeldBallot:
    """What is stored for a voter, in their own words, and the code that finds it when votes are
    published.
    """

    choices: dict[str, Choice]
    answers: list[Answer]
    code: str


def held_ballot(voter: Voter, opened: OpenedPoll) -> HeldBallot | None:
    """What is stored for this elector, None if nothing is. Raises KeyUnavailable, and SealBroken if
    it was altered.
    """
    key, place = _place(voter, opened)
    row = SealedBallot.objects.filter(poll=opened.pk, pseudonym=place).first()
    return unsealed(key, opened, place, bytes(row.nonce), bytes(row.ciphertext)) if row else None


def is_held(voter: Voter, opened: OpenedPoll) -> bool:
    """Whether anything is stored for this elector. Their place is computed for this answer and
    kept nowhere. One query. Raises KeyUnavailable.
    """
    _key, place = _place(voter, opened)
    return SealedBallot.objects.filter(poll=opened.pk, pseudonym=place).exists()


def _place(voter: Voter, opened: OpenedPoll) -> tuple[bytes, bytes]:
    """The poll's key, and under it the pseudonym of an elector."""
    key = poll_key(opened.pk, opened.key_check)
    return key, pseudonym(key, opened.pk, voter.elector)


def unsealed(
    key: bytes, opened: OpenedPoll, place: bytes, nonce: bytes, ciphertext: bytes
) -> HeldBallot:
    """The ballot in an envelope. Raises SealBroken."""
    payload = unseal(key, opened.pk, place, nonce, ciphertext)
    return HeldBallot(
        payload["q"], opened.definition.answers(payload["q"]), encode(bytes.fromhex(payload["r"]))
    )

"""Opening the envelopes of a closed poll: every ballot is unsealed, and belongs to an elector that
we registered.
"""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from coopservices.keystore import KeyUnavailable
from participation.electors.queries import eligibility_key, is_genuine
from participation.engines.proofs import Proofs, is_enough
from priorities.ballots.models import SealedBallot
from priorities.engines.sealing.publication import OpenedBallot, merge_small_groups
from priorities.engines.sealing.seal import Payload, SealBroken, pseudonym, unseal
from priorities.engines.voting.ballot_paper import ChoiceRefused, check_choices
from priorities.polls.models import Poll
from priorities.polls.queries.electors_at_closing import voters_at_closing
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import DefinitionAltered, OpenedPoll


class CountStopped(Exception):
    """A ballot cannot be opened, or is nobody's. Nothing is counted and nothing dropped until a
    person has looked. `stop` is what the poll's pages say; None while it has not even closed.
    """

    def __init__(self, message: str, stop: Poll.Stop | None) -> None:
        super().__init__(message)
        self.stop = stop


@dataclass(frozen=True)
class BallotPile:
    """All ballots of a poll, each in its group; `counted_groups` are the groups whose choices
    decide.
    """

    ballots: list[OpenedBallot]
    counted_groups: frozenset[str]

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(ballot.group for ballot in self.ballots)


def opened_ballots(opened: OpenedPoll) -> BallotPile:
    """Every ballot of a closed poll, with its elector's group as it was when the poll closed.
    Raises CountStopped.
    """
    try:
        key = voting_key(opened)
        envelopes = _envelopes(opened)
        payloads = {
            place: _opened(key, opened, place, *envelope) for place, envelope in envelopes.items()
        }
        proofs = _proofs(key, opened, payloads.keys())
    except DefinitionAltered as problem:
        raise CountStopped(str(problem), Poll.Stop.DEFINITION) from problem
    except KeyUnavailable as problem:
        raise CountStopped(str(problem), Poll.Stop.KEY) from problem
    except SealBroken as problem:
        raise CountStopped(str(problem), Poll.Stop.SEAL) from problem
    return _pile(opened, [(proofs[place], payload) for place, payload in payloads.items()])


def _envelopes(opened: OpenedPoll) -> dict[bytes, tuple[bytes, bytes]]:
    """Each ballot's nonce and ciphertext, by its pseudonym."""
    rows = SealedBallot.objects.filter(poll=opened.pk).values_list(
        "pseudonym", "nonce", "ciphertext"
    )
    return {bytes(place): (bytes(nonce), bytes(ciphertext)) for place, nonce, ciphertext in rows}


def _opened(
    key: bytes, opened: OpenedPoll, place: bytes, nonce: bytes, ciphertext: bytes
) -> Payload:
    payload = unseal(key, opened.pk, place, nonce, ciphertext)
    try:
        is_as_sealed = check_choices(opened.paper, payload["q"]) == payload["q"]
    except ChoiceRefused as problem:
        raise CountStopped(
            "A ballot holds a choice that its ballot paper does not allow.", Poll.Stop.CHOICE
        ) from problem
    if not is_as_sealed:
        raise CountStopped("A ballot is not written as we write them.", Poll.Stop.CHOICE)
    return payload


def _proofs(key: bytes, opened: OpenedPoll, places: AbstractSet[bytes]) -> dict[bytes, Proofs]:
    """What each ballot's elector has shown. Raises CountStopped where there is none, or one we did
    not register.
    """
    voters = {
        pseudonym(key, opened.pk, each.elector): each
        for each in voters_at_closing(opened.pk, opened.council_id)
    }
    if not voters.keys() >= places:
        raise CountStopped("A ballot belongs to no elector.", Poll.Stop.NO_ELECTOR)
    secret = eligibility_key(opened.council_id)
    if not all(is_genuine(secret, voters[place]) for place in places):
        raise CountStopped(
            "A ballot belongs to an elector that we did not register.", Poll.Stop.FORGED_ELECTOR
        )
    return {place: voters[place].proofs for place in places}


def _pile(opened: OpenedPoll, ballots: list[tuple[Proofs, Payload]]) -> BallotPile:
    rules = opened.definition
    sizes = Counter(proofs for proofs, _ in ballots)
    groups = merge_small_groups(sizes, rules.smallest_group, asked=rules.proofs_asked)
    return BallotPile(
        ballots=[
            OpenedBallot(groups[proofs], bytes.fromhex(payload["r"]), payload["q"])
            for proofs, payload in ballots
        ],
        counted_groups=frozenset(
            group for proofs, group in groups.items() if is_enough(proofs, rules.proofs_asked)
        ),
    )

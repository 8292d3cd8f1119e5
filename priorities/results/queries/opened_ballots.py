"""Opening the envelopes of a closed poll: every ballot is unsealed, and belongs to an elector that
we registered.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from coopservices.keystore import KeyUnavailable
from participation.electors.queries import Voter, eligibility_key, is_genuine
from priorities.ballots.models import SealedBallot
from priorities.engines.sealing.publication import (
    OpenedBallot,
    Origin,
    decides,
    merge_small_groups,
)
from priorities.engines.sealing.seal import Payload, SealBroken, channel_of, pseudonym, unseal
from priorities.engines.voting.ballot_paper import ChoiceRefused, check_choices
from priorities.polls.models import Poll
from priorities.polls.queries.electors_at_closing import voters_at_closing
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import DefinitionAltered, OpenedPoll
from priorities.results.models import ExcludedBallot, JointDecision


class CountStopped(Exception):
    """A ballot cannot be opened, or is nobody's. Nothing is counted and nothing dropped until a
    person has looked. `stop` is what the poll's pages say; None while it has not even closed.
    """

    def __init__(self, message: str, stop: Poll.Stop | None) -> None:
        super().__init__(message)
        self.stop = stop


WholeBallot: TypeAlias = tuple[Origin, str, Payload]

_PROBLEMS = {
    Poll.Stop.SEAL: "A sealed ballot could not be opened.",
    Poll.Stop.CHOICE: "A ballot holds a choice that its ballot paper does not allow.",
    Poll.Stop.NO_ELECTOR: "A ballot belongs to no elector.",
    Poll.Stop.FORGED_ELECTOR: "A ballot belongs to an elector that we did not register.",
}


@dataclass(frozen=True)
class BrokenBallot:
    """A ballot that cannot be counted: a hash of its whole row, and why."""

    fingerprint: bytes
    stop: Poll.Stop


@dataclass(frozen=True)
class BallotPile:
    """All ballots of a poll, each in its group; `counted_groups` are the groups whose choices
    decide, and `excluded` says how many broken ballots were left out, for which reason. `by_area`
    is how many came from each area, by its code, "" where none is known.
    """

    ballots: list[OpenedBallot]
    counted_groups: frozenset[str]
    by_area: Mapping[str, int]
    excluded: tuple[dict[str, int | str], ...] = ()

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(ballot.group for ballot in self.ballots)


def opened_ballots(opened: OpenedPoll) -> BallotPile:
    """Every ballot of a closed poll, with its elector's group as it was when the poll closed, but
    for those that are broken and that two people have excluded. Raises CountStopped.
    """
    examined = list(_examined(opened))
    excluded = _excluded(opened)
    for each in examined:
        if isinstance(each, BrokenBallot) and each.fingerprint not in excluded:
            raise CountStopped(_PROBLEMS[each.stop], each.stop)
    left_out = Counter(
        excluded[each.fingerprint] for each in examined if isinstance(each, BrokenBallot)
    )
    pile = _pile(opened, [each for each in examined if not isinstance(each, BrokenBallot)])
    return replace(pile, excluded=tuple(_told(left_out)))


def broken_ballots(opened: OpenedPoll) -> list[BrokenBallot]:
    """The ballots that nobody can count and nobody has excluded, blind: which they are and why, not
    what they say. Raises CountStopped where no ballot can be opened.
    """
    excluded = _excluded(opened)
    return [
        each
        for each in _examined(opened)
        if isinstance(each, BrokenBallot) and each.fingerprint not in excluded
    ]


def _excluded(opened: OpenedPoll) -> dict[bytes, JointDecision]:
    """The decision by which a ballot was excluded, by the ballot's fingerprint."""
    rows = ExcludedBallot.objects.filter(
        decision__poll=opened.pk, decision__confirmed_at__isnull=False
    )
    return {bytes(row.fingerprint): row.decision for row in rows.select_related("decision")}


def _told(left_out: Mapping[JointDecision, int]) -> Iterator[dict[str, int | str]]:
    for decision, ballots in sorted(left_out.items(), key=lambda each: each[0].pk):
        yield {"ballots": ballots, "reason": decision.reason}


def _examined(opened: OpenedPoll) -> Iterator[WholeBallot | BrokenBallot]:
    """Each ballot in the box: where it comes from, the code of its ward and what it says, or why it
    is broken.
    """
    try:
        key, secret = voting_key(opened), eligibility_key(opened.council_id)
    except DefinitionAltered as problem:
        raise CountStopped(str(problem), Poll.Stop.DEFINITION) from problem
    except KeyUnavailable as problem:
        raise CountStopped(str(problem), Poll.Stop.KEY) from problem
    voters = {
        pseudonym(key, opened.pk, each.elector): each
        for each in voters_at_closing(opened.pk, opened.council_id)
    }
    for row in SealedBallot.objects.filter(poll=opened.pk).iterator():
        known = voters.get(bytes(row.pseudonym))
        found = _opened(key, opened, row)
        if isinstance(found, Poll.Stop):
            yield BrokenBallot(row.fingerprint, found)
        elif known is None:
            yield BrokenBallot(row.fingerprint, Poll.Stop.NO_ELECTOR)
        elif not is_genuine(secret, known):
            yield BrokenBallot(row.fingerprint, Poll.Stop.FORGED_ELECTOR)
        else:
            yield _origin(opened, known, found), known.area_code or "", found


def _origin(opened: OpenedPoll, known: Voter, ballot: Payload) -> Origin:
    """Where a ballot comes from, as far as its poll asks."""
    constituency = known.constituency if opened.definition.constituencies else ""
    return Origin(known.proofs, constituency, channel_of(ballot))


def _opened(key: bytes, opened: OpenedPoll, row: SealedBallot) -> Payload | Poll.Stop:
    """What a ballot says, exactly as casting would have written it, or why it cannot be read."""
    envelope = bytes(row.pseudonym), bytes(row.nonce), bytes(row.ciphertext)
    try:
        payload = unseal(key, opened.pk, *envelope)
        is_as_sealed = check_choices(opened.paper, payload["q"]) == payload["q"]
    except SealBroken:
        return Poll.Stop.SEAL
    except ChoiceRefused:
        return Poll.Stop.CHOICE
    return payload if is_as_sealed else Poll.Stop.CHOICE


def _pile(opened: OpenedPoll, ballots: list[WholeBallot]) -> BallotPile:
    rules = opened.definition
    asked, constituencies = rules.proofs_asked, rules.constituencies
    sizes = Counter(origin for origin, _area, _payload in ballots)
    groups = merge_small_groups(
        sizes, rules.smallest_group, asked=asked, constituencies=constituencies
    )
    return BallotPile(
        ballots=[
            OpenedBallot(groups[origin], bytes.fromhex(payload["r"]), payload["q"])
            for origin, _area, payload in ballots
        ],
        counted_groups=frozenset(
            group
            for origin, group in groups.items()
            if decides(origin, asked=asked, constituencies=constituencies)
        ),
        by_area=Counter(area for _origin, area, _payload in ballots),
    )

"""Opening the envelopes of a closed poll: every ballot is unsealed, and belongs to an elector that
we registered.

They are opened by their electors, since only the poll's key tells which ballot is whose; so a part
of the electors has a part of the ballots, and what is left when all are asked is nobody's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from coopservices.keystore import KeyUnavailable
from participation.electors.queries import Voter, eligibility_key, is_genuine
from priorities.ballots.models import SealedBallot
from priorities.engines.sealing.publication import OpenedBallot, Origin, drafts, portion_of
from priorities.engines.sealing.seal import Opener, Payload, SealBroken, channel_of
from priorities.engines.voting.ballot_paper import ChoiceRefused, check_choices
from priorities.polls.models import Poll
from priorities.polls.queries.electors_at_closing import EVERYBODY, Electors, voters_at_closing
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import DefinitionAltered, OpenedPoll, opened_poll_now
from priorities.results.models import ExcludedBallot, JointDecision

_AT_ONCE = 500  # ballots looked up in one query


class CountStopped(Exception):
    """A ballot cannot be opened, or is nobody's. Nothing is counted and nothing dropped until a
    person has looked. `stop` is what the poll's pages say; None while it has not even closed.
    """

    def __init__(self, message: str, stop: Poll.Stop | None) -> None:
        super().__init__(message)
        self.stop = stop


_PROBLEMS = {
    Poll.Stop.SEAL: "A sealed ballot could not be opened.",
    Poll.Stop.CHOICE: "A ballot holds a choice that its ballot paper does not allow.",
    Poll.Stop.NO_ELECTOR: "A ballot belongs to no elector.",
    Poll.Stop.FORGED_ELECTOR: "A ballot belongs to an elector that we did not register.",
}


class WholeBallot(NamedTuple):
    """A ballot that can be counted: where it comes from, the code of its ward ("" where none is
    known), and what it says.
    """

    origin: Origin
    area: str
    payload: Payload


@dataclass(frozen=True)
class BrokenBallot:
    """A ballot that cannot be counted: a hash of its whole row, and why."""

    fingerprint: bytes
    stop: Poll.Stop


@dataclass
class OpenedPart:
    """The ballots of some electors: how many came from where and from which area, and which are
    broken. `drafts` are their lines but for their groups, by question and portion of print; `words`
    says what they call an origin.
    """

    number: int = 0
    origins: Counter[Origin] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    broken: list[BrokenBallot] = field(default_factory=list)
    drafts: dict[tuple[str, int], list[bytes]] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        """How many there were to open."""
        return self.origins.total() + len(self.broken)

    @property
    def words(self) -> dict[Origin, str]:
        """What each origin is called in the drafts: by part and place, as no two parts know of
        each other.
        """
        return {origin: _word(self.number, place) for place, origin in enumerate(self.origins)}


def _word(part: int, place: int) -> str:
    return f"{part}.{place}"


def opened_to_count(poll: UUID) -> OpenedPoll:
    """The poll as the database has it now. Raises CountStopped."""
    try:
        return opened_poll_now(poll)
    except DefinitionAltered as problem:
        raise CountStopped(str(problem), Poll.Stop.DEFINITION) from problem


def key_to_count(opened: OpenedPoll) -> bytes:
    """The poll's key, if it and its definition are those of the opening. Raises CountStopped."""
    try:
        return voting_key(opened)
    except DefinitionAltered as problem:
        raise CountStopped(str(problem), Poll.Stop.DEFINITION) from problem
    except KeyUnavailable as problem:
        raise CountStopped(str(problem), Poll.Stop.KEY) from problem


def opened_part(
    opened: OpenedPoll, electors: Electors = EVERYBODY, *, number: int = 0, portions: int = 1
) -> OpenedPart:
    """The ballots of some electors, to be printed in so many portions. Raises CountStopped."""
    part, words = OpenedPart(number), dict[Origin, str]()
    for each in _examined(opened, electors):
        if isinstance(each, BrokenBallot):
            part.broken.append(each)
            continue
        part.origins[each.origin] += 1
        part.areas[each.area] += 1
        word = words.setdefault(each.origin, _word(number, len(words)))
        ballot = OpenedBallot(word, bytes.fromhex(each.payload["r"]), each.payload["q"])
        for question, draft in drafts(opened.pk, ballot):
            place = question, portion_of(draft, portions)
            part.drafts.setdefault(place, []).append(draft)
    return part


def broken_ballots(opened: OpenedPoll) -> list[BrokenBallot]:
    """The ballots that nobody can count and nobody has excluded, blind: which they are and why, not
    what they say. Raises CountStopped where no ballot can be opened.
    """
    found = 0
    broken = []
    for each in _examined(opened, EVERYBODY):
        found += 1
        if isinstance(each, BrokenBallot):
            broken.append(each)
    excluded = _excluded(opened)
    return [
        each
        for each in [*broken, *ownerless_ballots(opened, found)]
        if each.fingerprint not in excluded
    ]


def ownerless_ballots(opened: OpenedPoll, owned: int) -> list[BrokenBallot]:
    """The ballots in the box that belong to no elector, where `owned` belong to some. One query
    where there are none, as there should be; otherwise every ballot is looked at again.
    """
    if SealedBallot.objects.filter(poll=opened.pk).count() == owned:
        return []
    opener = Opener(key_to_count(opened), opened.pk)
    everybody = voters_at_closing(opened.pk, opened.council_id)
    known = {opener.pseudonym(each.elector) for each in everybody}
    return [
        BrokenBallot(row.fingerprint, _problem_with(opener, opened, row))
        for row in SealedBallot.objects.filter(poll=opened.pk).iterator()
        if bytes(row.pseudonym) not in known
    ]


def left_out(opened: OpenedPoll, broken: Iterable[BrokenBallot]) -> list[dict[str, int | str]]:
    """How many broken ballots two people have excluded, by decision. Raises CountStopped if one is
    not among them.
    """
    excluded, counted = _excluded(opened), Counter[JointDecision]()
    for each in broken:
        if each.fingerprint not in excluded:
            raise CountStopped(_PROBLEMS[each.stop], each.stop)
        counted[excluded[each.fingerprint]] += 1
    return [
        {"ballots": ballots, "reason": decision.reason}
        for decision, ballots in sorted(counted.items(), key=lambda each: each[0].pk)
    ]


def _excluded(opened: OpenedPoll) -> Mapping[bytes, JointDecision]:
    """The decision by which a ballot was excluded, by the ballot's fingerprint."""
    rows = ExcludedBallot.objects.filter(
        decision__poll=opened.pk, decision__confirmed_at__isnull=False
    )
    return {bytes(row.fingerprint): row.decision for row in rows.select_related("decision")}


def _examined(opened: OpenedPoll, electors: Electors) -> Iterator[WholeBallot | BrokenBallot]:
    """Each ballot in the box that one of these electors cast."""
    opener = Opener(key_to_count(opened), opened.pk)
    try:
        secret = eligibility_key(opened.council_id)
    except KeyUnavailable as problem:
        raise CountStopped(str(problem), Poll.Stop.KEY) from problem
    voters = voters_at_closing(opened.pk, opened.council_id, electors)
    while some := list(islice(voters, _AT_ONCE)):
        known = {opener.pseudonym(each.elector): each for each in some}
        for row in SealedBallot.objects.filter(poll=opened.pk).under(list(known)):
            yield _examine(opener, secret, opened, row, known[bytes(row.pseudonym)])


def _examine(
    opener: Opener, secret: bytes, opened: OpenedPoll, row: SealedBallot, known: Voter
) -> WholeBallot | BrokenBallot:
    found = _opened(opener, opened, row)
    if isinstance(found, Poll.Stop):
        return BrokenBallot(row.fingerprint, found)
    if not is_genuine(secret, known):
        return BrokenBallot(row.fingerprint, Poll.Stop.FORGED_ELECTOR)
    return WholeBallot(_origin(opened, known, found), known.area_code or "", found)


def _origin(opened: OpenedPoll, known: Voter, ballot: Payload) -> Origin:
    """Where a ballot comes from, as far as its poll asks."""
    constituency = known.constituency if opened.definition.constituencies else ""
    return Origin(known.proofs, constituency, channel_of(ballot))


def _problem_with(opener: Opener, opened: OpenedPoll, row: SealedBallot) -> Poll.Stop:
    """What is the matter with a ballot of nobody."""
    found = _opened(opener, opened, row)
    return found if isinstance(found, Poll.Stop) else Poll.Stop.NO_ELECTOR


def _opened(opener: Opener, opened: OpenedPoll, row: SealedBallot) -> Payload | Poll.Stop:
    """What a ballot says, exactly as casting would have written it, or why it cannot be read."""
    try:
        payload = opener.unseal(bytes(row.pseudonym), bytes(row.nonce), bytes(row.ciphertext))
        is_as_sealed = check_choices(opened.paper, payload["q"]) == payload["q"]
    except SealBroken:
        return Poll.Stop.SEAL
    except ChoiceRefused:
        return Poll.Stop.CHOICE
    return payload if is_as_sealed else Poll.Stop.CHOICE

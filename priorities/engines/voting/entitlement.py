"""Entitlement: whether what somebody has shown is what a poll asks for, and what is missing."""

from enum import StrEnum
from typing import Protocol

from coopservices.sentences import Sentence, sentence
from participation.engines.constituencies import CONSTITUENCIES, labels_of
from participation.engines.proofs import IDENTITY, PROOFS, REGISTER, Proof, Proofs, is_enough
from priorities.engines.voting.definition import Definition

_OF_AN_ACCOUNT = frozenset({"email", "postcode"})


class Shown(Protocol):
    """An elector, or what an account has shown to become one."""

    @property
    def proofs(self) -> Proofs:
        """What was shown."""

    @property
    def area_code(self) -> str | None:
        """The ward."""


def is_entitled(
    definition: Definition, proofs: Proofs, area_code: str | None, constituency: str = ""
) -> bool:
    """Whether these proofs are enough, and the area and the constituency are of the poll's; any is,
    if it has none.

    Source: docs/ballots.md, "Eligibility".
    """
    is_there = not definition.areas or area_code in definition.areas
    is_one = not definition.constituencies or constituency in definition.constituencies
    return is_there and is_one and is_enough(proofs, definition.proofs_asked)


def what_is_missing(
    definition: Definition, proofs: Proofs, area_code: str | None, constituency: str = ""
) -> Sentence | str:
    """Return what somebody would still have to show, in words for them; "" if they are entitled.

    Of several sets any of which is enough, it is that with the least missing.
    """
    if definition.constituencies and constituency not in definition.constituencies:
        return _other_constituency(definition, constituency)
    lacking = [
        asked - proofs
        for asked in definition.proofs_asked
        if asked <= PROOFS.keys() | proofs  # nobody at a screen can show what comes with a paper
    ]
    missing = _in_order(min(lacking, key=lambda codes: (len(codes), sorted(codes))))
    if missing and not missing[0].is_of_place:
        return missing[0].missing
    if definition.areas and area_code is None:
        return sentence(
            "This vote is for people in %(areas)s. Tell us your postcode in your details.",
            areas=definition.area_names,
        )
    if definition.areas and area_code not in definition.areas:
        return sentence(
            "This vote is for people in %(areas)s. Your postcode is somewhere else.",
            areas=definition.area_names,
        )
    return missing[0].missing if missing else ""


class Way(StrEnum):
    """A way to show inside the booth what a poll asks for."""

    CODE = "code"
    REGISTER = "register"
    ADDRESS = "address"
    POSTCODE = "postcode"
    IDENTITY = "identity"

    @property
    def is_code(self) -> bool:
        """A code that the council sent."""
        return self is Way.CODE

    @property
    def is_register(self) -> bool:
        """Details by which somebody is found on a register."""
        return self is Way.REGISTER

    @property
    def is_address(self) -> bool:
        """An e-mail address, to which a code is sent."""
        return self is Way.ADDRESS

    @property
    def is_identity(self) -> bool:
        """A sign-in with the council's own accounts, which leads away from the booth and back: so
        it comes before choosing, as choices go nowhere but in the body of a form of ours.
        """
        return self is Way.IDENTITY


def ways_to_show(definition: Definition, voter: Shown | None) -> list[Way]:
    """Return what somebody can show inside the booth to come nearer to voting: a stranger, or
    somebody who has signed in and is not entitled yet.
    """
    takes_accounts = any(asked <= _OF_AN_ACCOUNT for asked in definition.proofs_asked)
    is_without_place = voter is not None and voter.area_code is None
    ways = {
        Way.CODE: any("code" in asked for asked in definition.proofs_asked),
        Way.REGISTER: any(REGISTER in asked for asked in definition.proofs_asked),
        Way.ADDRESS: takes_accounts and voter is None,
        Way.POSTCODE: takes_accounts and is_without_place,
        Way.IDENTITY: asks_identity(definition) and (voter is None or IDENTITY not in voter.proofs),
    }
    return [way for way, is_one in ways.items() if is_one]


def asks_identity(definition: Definition) -> bool:
    """Whether an identity at the council's provider is among what is enough, or a part of it."""
    return any(IDENTITY in asked for asked in definition.proofs_asked)


def _other_constituency(definition: Definition, theirs: str) -> Sentence:
    whose = labels_of(definition.constituencies)
    if theirs not in CONSTITUENCIES:
        return sentence("This vote is for %(people)s.", people=whose)
    return sentence(
        "This vote is for %(people)s. Here you are counted among %(yours)s.",
        people=whose,
        yours=CONSTITUENCIES[theirs].label,
    )


def _in_order(codes: Proofs) -> list[Proof]:
    return [proof for code, proof in PROOFS.items() if code in codes]

"""Whoever was found on a register, and whether they still stand on one."""

from uuid import UUID

from participation.electors.queries import Voter
from participation.engines.proofs import REGISTER, needs
from participation.engines.voter_registers.columns import Match
from participation.voter_registers.queries import is_listed, matches_in_force, voter_listed_as
from priorities.engines.booth import HeldListing
from priorities.engines.voting.definition import Definition
from priorities.voting_codes.queries import Holder


def listed_holder_of(held: HeldListing | None, poll: UUID, council_id: int) -> Holder | None:
    """Who was found on a register for this poll; None where nobody was, or they stand there no
    more. Two queries.
    """
    if held is None or held.poll != str(poll):
        return None
    voter = voter_listed_as(held.row, council_id)
    return Holder(voter, is_test=False) if voter else None


def is_off_register(voter: Voter, definition: Definition) -> bool:
    """Whether somebody could vote by having stood on a register, and stands on none today. Two
    queries at most, and none where the register is not what they vote by.
    """
    return needs(REGISTER, voter.proofs, definition.proofs_asked) and not is_listed(voter)


def details_asked(definition: Definition, council_id: int) -> list[Match]:
    """What a poll asks for beside surname and postcode, [] where it asks for no register, or none
    is in force. One query at most.
    """
    if not any(REGISTER in asked for asked in definition.proofs_asked):
        return []
    return matches_in_force(council_id, definition.constituencies)

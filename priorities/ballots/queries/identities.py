"""Identities at the council's provider, in a poll that asks for one: where they are shown, and
whether somebody shows theirs today.
"""

from coopservices.keystore import KeyUnavailable
from coopservices.sentences import Sentence, sentence
from participation.council_sign_in.models import CouncilSignIn
from participation.council_sign_in.queries import sign_in_of
from participation.electors.queries import (
    Entitlement,
    Voter,
    is_identity_of_another,
    shows_identity,
)
from participation.engines.proofs import IDENTITY, PROOFS, needs
from participation.models import User
from priorities.engines.voting.entitlement import asks_identity, what_is_missing
from priorities.polls.queries.polls import OpenedPoll

CHANGED = sentence(
    "Since this vote was opened the council has changed where its people sign in. Nobody can show "
    "here any more who they are. Ask whoever runs the vote."
)
OF_ANOTHER = sentence(
    "Your identity at the council's sign-in was connected with another account before, and that is "
    "the voter here whom it belongs to. Ask whoever runs the vote."
)


def sign_in_for(opened: OpenedPoll) -> CouncilSignIn | None:
    """Where people sign in for this poll: with the provider that it was opened with, as long as it
    is the council's. One query where the poll asks for an identity, and none elsewhere.
    """
    if not asks_identity(opened.definition):
        return None
    own = sign_in_of(opened.council_id)
    return own if own and own.provider == opened.definition.identities else None


def as_shown_now(voter: Voter, account: User | None, opened: OpenedPoll) -> Voter:
    """The voter without an identity that whoever has signed in does not show today. An elector
    keeps what was shown once, for the ballots that it holds; whoever casts one by it shows it anew.
    Four queries at most, and none where an identity is not what they vote by.
    """
    if not needs(IDENTITY, voter.proofs, opened.definition.proofs_asked):
        return voter
    if account and sign_in_for(opened) and shows_identity(account, voter):
        return voter
    return voter._replace(proofs=voter.proofs - {IDENTITY})


def why_no_identity(opened: OpenedPoll, account: User | None) -> Sentence | str:
    """Why nobody, or not this account, can show an identity here, in words for them; "" where they
    can, or the poll asks for none. Four queries at most.
    """
    if not asks_identity(opened.definition):
        return ""
    if sign_in_for(opened) is None:
        return CHANGED
    try:
        is_anothers = account is not None and is_identity_of_another(account, opened.council_id)
    except KeyUnavailable:
        return ""
    return OF_ANOTHER if is_anothers else ""


def what_is_missing_now(
    opened: OpenedPoll, shown: Voter | Entitlement, account: User | None
) -> Sentence | str:
    """What somebody would still have to show; "" if they are entitled. Where that is an identity
    that cannot be shown, why not.
    """
    missing = what_is_missing(opened.definition, shown.proofs, shown.area_code, shown.constituency)
    is_identity = missing == PROOFS[IDENTITY].missing
    return (is_identity and why_no_identity(opened, account)) or missing

"""Finding somebody on a register, and letting them into the booth."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from participation.electors.actions import register_listed
from participation.electors.queries import Voter, eligibility_key
from participation.engines.eligibility import frame, keyed_hash, subkey
from participation.engines.persons import letters_of
from participation.engines.proofs import REGISTER, read_asked
from participation.models import Council, User
from participation.voter_registers.queries import Details, Listing, listing_of
from priorities.booth.actions import Guesses, are_paused, held_until, let_in, note_wrong
from priorities.engines.booth import BY_REGISTER, HeldListing
from priorities.engines.tries import Limit
from priorities.polls.models import Poll

TRIES = "listed_voter_tries"  # in a session
A_DAY = 24 * 60 * 60
HERE, FROM_A_NETWORK = Limit(5, A_DAY), Limit(30, 10 * 60)  # wrong details
OF_A_NAME = Limit(5, A_DAY)  # from one network, for one surname at one postcode


class DetailsUnknown(Exception):
    """Nobody was found; the message says no more than that, whatever was wrong."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We could not find you with these details. Look whether they are as the council "
                "has them. If you have just moved or changed your name, try the old ones."
            )
        )


class DetailsPaused(Exception):
    """Too many wrong details came from here; nothing is looked at for a while."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Too many details from here were wrong. Try again tomorrow. On another phone or "
                "computer, the right ones work now."
            )
        )


DETAILS_REFUSALS = (DetailsUnknown, DetailsPaused)


@sensitive_variables()
def enter_details(
    *,
    by: User | None,
    session: SessionBase,
    network: str,
    council: Council,
    poll: UUID,
    details: Details,
    at: datetime,
) -> Voter:
    """Find somebody on a register, make them an elector, and keep in their session in which row
    they were found, until voting ends and for two hours at most. `by` is whoever is signed in: the
    account is theirs.

    After five wrong details in a session in a day, thirty from a network within ten minutes, or
    five for one name from one network in a day, nothing is looked at there; never is a person held
    back, so nobody can keep a neighbour from voting. Raises DetailsPaused, DetailsUnknown,
    RegistrationRefused and KeyUnavailable.
    """
    guesses = _guesses(council, network, details)
    if are_paused(session=session, guesses=guesses, at=at):
        raise DetailsPaused
    asking = _asking(poll, at)
    listing = listing_of(council, details)
    if asking is None or listing is None:
        note_wrong(session=session, guesses=guesses, at=at)
        raise DetailsUnknown
    voter = _registered(by, council, listing)
    until = held_until(closes_at=asking.closes_at, at=at)
    held = HeldListing(str(poll), until, listing.pk)
    let_in(
        session=session, guesses=guesses, held_by=BY_REGISTER, facts=held.facts, until=until, at=at
    )
    return voter


def _registered(by: User | None, council: Council, listing: Listing) -> Voter:
    return register_listed(
        by=by,
        council=council,
        entries=listing.entries,
        area=listing.area,
        constituency=listing.constituency,
    )


def _asking(poll: UUID, at: datetime) -> Poll | None:
    """The poll, if it takes ballots and asks for a register."""
    found = Poll.objects.taking_ballots(at).filter(pk=poll).first()
    asks = found and any(REGISTER in proofs for proofs in read_asked(found.proofs_asked))
    return found if asks else None


def _guesses(council: Council, network: str, details: Details) -> Guesses:
    """What wrong details count against: this browser, its network, and both with a name; that is
    kept as a keyed hash.
    """
    named = frame(
        network.encode(),
        letters_of(details.surname).encode(),
        letters_of(details.postcode).encode(),
    )
    name = keyed_hash(subkey(eligibility_key(council.pk), "register-tries"), named).hex()
    return Guesses(
        TRIES,
        HERE,
        {f"wrong-details:{network}": FROM_A_NETWORK, f"wrong-details-of:{name}": OF_A_NAME},
    )

"""The facts about councils, places, services, people and electors."""

from participation.claims.models import Claim
from participation.council_sign_in.models import CouncilSignIn
from participation.councils.models import Council
from participation.data_imports.models import DataImport
from participation.electors.models import Binding, Elector, Method
from participation.equality.models import EqualityCount
from participation.interests.models import Interest
from participation.invitations.models import Invitation
from participation.memberships.models import Membership
from participation.people.models import CouncilRequest, Role, User, UserRequest
from participation.places.models import Area, Postcode, normalise_postcode
from participation.privacy.models import AccountDeletion, PrivacyComplaint
from participation.services.models import Organisation, Sector, Service
from participation.voter_registers.models import (
    RegisterColumn,
    RegisterEntry,
    RegisterFault,
    RegisterVersion,
    SealedPart,
    VoterRegister,
)

__all__ = [
    "AccountDeletion",
    "Area",
    "Binding",
    "Claim",
    "Council",
    "CouncilRequest",
    "CouncilSignIn",
    "DataImport",
    "Elector",
    "EqualityCount",
    "Interest",
    "Invitation",
    "Membership",
    "Method",
    "Organisation",
    "Postcode",
    "PrivacyComplaint",
    "RegisterColumn",
    "RegisterEntry",
    "RegisterFault",
    "RegisterVersion",
    "Role",
    "SealedPart",
    "Sector",
    "Service",
    "User",
    "UserRequest",
    "VoterRegister",
    "normalise_postcode",
]

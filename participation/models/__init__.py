"""The facts about councils, places, services, people and electors."""

from participation.models.councils import Council
from participation.models.electors import Elector, Level, Method
from participation.models.people import CouncilRequest, Membership, Role, User, UserRequest
from participation.models.places import Area, Postcode, normalise_postcode
from participation.models.services import Organisation, Sector, Service

__all__ = [
    "Area",
    "Council",
    "CouncilRequest",
    "Elector",
    "Level",
    "Membership",
    "Method",
    "Organisation",
    "Postcode",
    "Role",
    "Sector",
    "Service",
    "User",
    "UserRequest",
    "normalise_postcode",
]

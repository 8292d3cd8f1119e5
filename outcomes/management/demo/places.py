"""A council and its real places: wards, care homes, surgeries, and the invented organisations among
them; and for what it hides proposals.
"""

import json
from urllib.parse import urlsplit

from django.conf import settings

from coopservices.texts import Text
from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.words import Script
from participation.demonstration.actions import declare_demonstration
from participation.engines.boundaries import boundaries_in
from participation.engines.registers import read_postcodes, read_services
from participation.founding.actions import found_council
from participation.models import Council, Organisation, User
from participation.places.actions import import_areas, import_postcodes
from participation.services.actions.organisations import add_organisation
from participation.services.actions.services import import_services
from priorities.moderation_reasons.actions import add_reason, end_reason
from priorities.moderation_reasons.queries import reasons_of

FOUNDED = -240
OF_THIS_COMPUTER = ("127.0.0.1", "::1", "localhost")


def found(script: Script, calendar: Calendar) -> tuple[Council, User]:
    """The council, which says that it is a demonstration, and its clerk, its second officer."""
    facts, at = script.council["council"], calendar.morning(FOUNDED)
    attribution, clerk_email = facts.pop("attribution"), f"clerk{script.mail_domain}"
    host = host_of(facts.pop("subdomain", ""))
    council = found_council(**facts, host=host, officer_email=clerk_email, at=at)
    clerk = User.objects.get(email=clerk_email)
    declare_demonstration(by=clerk, council=council, attribution=attribution, at=at)
    return council, clerk


def set_reasons(script: Script, clerk: User, council: Council, calendar: Calendar) -> None:
    """For what proposals are hidden here: what differs from the platform's reasons."""
    at, ended = calendar.morning(FOUNDED), script.council.get("reasons_ended", [])
    for own in script.council.get("reasons", []):
        words = Text(own["english"], own["welsh"])
        add_reason(by=clerk, council=council, words=words, at=at)
    for reason in reasons_of(council):
        if reason.code in ended:
            end_reason(by=clerk, reason=reason, at=at)


def host_of(subdomain: str) -> str | None:
    """Where a council answers beside the first one: at a name under the installation's own, as in
    glasgow.localhost. None without a subdomain: the first answers everywhere else.
    """
    if not subdomain:
        return None
    site = urlsplit(settings.SITE).hostname
    return f"{subdomain}.{'localhost' if site in OF_THIS_COMPUTER else site}"


def bring_in_places(script: Script, clerk: User, council: Council, calendar: Calendar) -> None:
    """Wards, past ones too, care homes and surgeries with their postcodes, and organisations."""
    at = calendar.morning(FOUNDED)
    told = script.council
    for wards in told["wards"]:
        import_areas(
            by=clerk,
            council=council,
            boundaries=boundaries_in(json.loads(script.file(f"data/{wards['file']}"))),
            valid_from=wards["from"],
            valid_to=wards.get("to"),
            at=at,
        )
    for each in told["registers"]:
        register = script.file(f"data/{each['file']}")
        if each.get("has_postcodes", True):
            import_postcodes(by=clerk, council=council, rows=read_postcodes(register).whole, at=at)
        import_services(
            by=clerk,
            council=council,
            sector=council.sectors.get(slug=each["sector"]),
            rows=read_services(register).whole,
            at=at,
        )
    for organisation in told["organisations"]:
        kind = Organisation.Kind(organisation["kind"])
        add_organisation(by=clerk, council=council, name=organisation["name"], kind=kind, at=at)

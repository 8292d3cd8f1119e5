"""Founding a council, and saying what it is and in which sectors it asks."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from participation.councils.actions import forget_councils
from participation.councils.models import FEWEST_SHOWN, MOST_HIDDEN, Council
from participation.electors.actions import make_eligibility_key
from participation.founding.permissions import may_set_up_council
from participation.memberships.models import Membership
from participation.people.models import Role, User
from participation.services.models import Sector

FIRST_SECTORS = {
    "adults-residential-care": Text("Adults' residential care", "Gofal preswyl i oedolion"),
    "primary-care": Text("Primary care", "Gofal sylfaenol"),
    "childrens-residential-care": Text("Children's residential care", "Gofal preswyl i blant"),
}


class CouncilRefused(Exception):
    """Why a council cannot be founded, in words for the operator."""


@transaction.atomic
def found_council(
    *,
    name: str,
    slug: str,
    area_code: str,
    colour: str,
    contact_email: str,
    host: str | None,
    officer_email: str,
    at: datetime,
) -> Council:
    """A new council with its first sectors and its first officer. The shell is its only door, so
    nobody is asked.

    Raises CouncilRefused when a fact is wrong or another council has its slug, host or area code.
    """
    council = Council(
        name=name,
        slug=slug,
        area_code=area_code,
        colour=colour,
        contact_email=contact_email,
        host=host or None,
    )
    try:
        council.full_clean()
    except ValidationError as problem:
        raise CouncilRefused(
            " ".join(f"{field}: {' '.join(says)}" for field, says in problem.message_dict.items())
        ) from problem

    council.save()
    for position, (sector, called) in enumerate(FIRST_SECTORS.items()):
        names = {"name": called.english, "name_cy": called.welsh}
        Sector.objects.create(council=council, slug=sector, position=position, **names)
    officer = User.objects.filter(email=officer_email.lower()).first() or User.objects.create_user(
        officer_email
    )
    Membership.objects.create(user=officer, council=council, role=Role.OFFICER)
    make_eligibility_key(council=council)
    audit.record("council_founded", council, by=None, details={"officer": officer.pk}, at=at)
    events.record("participation.council_founded", subject_id=council.pk, at=at)
    return council


class DetailsRefused(Refusal):
    """Why a council cannot be described, or have this sector, in words for the officer."""


@transaction.atomic
def describe_council(
    *, by: User, council: Council, name: str, contact_email: str, colour: str, at: datetime
) -> None:
    """Say how a council is called, where people write to and which colour is its own. Raises
    DetailsRefused.
    """
    require(may_set_up_council(by, council))
    council.name, council.contact_email, council.colour = name.strip(), contact_email, colour
    try:
        council.clean_fields()
    except ValidationError as problem:
        about, says = next(iter(problem.message_dict.items()))
        raise DetailsRefused(" ".join(says), about) from problem
    council.save(update_fields=["name", "contact_email", "colour"])
    forget_councils()
    audit.record("council_described", council, by=by, at=at)
    events.record("participation.council_described", subject_id=council.pk, actor_id=by.pk, at=at)


@transaction.atomic
def set_own_words(
    *, by: User, council: Council, scheme: Text, welcome: Text, who_helps: Text, at: datetime
) -> None:
    """Say in the council's own words what this is called, what its first page says and who helps.
    What is left empty is as the platform says it. Raises DetailsRefused.
    """
    require(may_set_up_council(by, council))
    now = Council.objects.get(pk=council.pk)  # a request remembers its council for a moment
    written = {
        "scheme": scheme.stripped(),
        "welcome": welcome.stripped(),
        "who_helps": who_helps.stripped(),
    }
    for about, text in written.items():
        if text.welsh and not text.english:
            raise DetailsRefused(_("Say it in English too."), about)
        if now.must_write_welsh and text.english and not text.welsh:
            raise DetailsRefused(_("Say it in Welsh too."), about)
    Council.objects.filter(pk=council.pk).update(**columns(**written))
    forget_councils()
    audit.record("own_words_set", council, by=by, at=at)
    events.record("participation.own_words_set", subject_id=council.pk, actor_id=by.pk, at=at)


@transaction.atomic
def set_thresholds(*, by: User, council: Council, fewest_shown: int, at: datetime) -> None:
    """Say how small a count of people the council's measures show: 8 or more. Raises
    DetailsRefused.
    """
    require(may_set_up_council(by, council))
    if not FEWEST_SHOWN <= fewest_shown <= MOST_HIDDEN:
        limits = {"fewest": FEWEST_SHOWN, "most": MOST_HIDDEN}
        words = _("The smallest number that is shown is from %(fewest)s to %(most)s.") % limits
        raise DetailsRefused(words, "fewest_shown")
    Council.objects.filter(pk=council.pk).update(fewest_shown=fewest_shown)
    forget_councils()
    details = {"fewest_shown": fewest_shown}
    audit.record("thresholds_set", council, by=by, details=details, at=at)
    events.record("participation.thresholds_set", subject_id=council.pk, actor_id=by.pk, at=at)


@transaction.atomic
def add_sector(*, by: User, council: Council, names: Text, at: datetime) -> Sector:
    """A further field of local service, after those that there are. Raises DetailsRefused."""
    require(may_set_up_council(by, council))
    names = _named(council, names)
    sectors = Sector.objects.filter(council=council)
    slug = slugify(names.english)[:50]
    if not slug:
        raise DetailsRefused(_("Give it a name in letters."), "names")
    if sectors.filter(slug=slug).exists():
        raise DetailsRefused(_("There is a sector of this name."), "names")
    sector = Sector.objects.create(
        council=council,
        slug=slug,
        name=names.english,
        name_cy=names.welsh,
        position=sectors.count(),
    )
    audit.record("sector_added", sector, by=by, at=at)
    events.record("participation.sector_added", subject_id=sector.pk, actor_id=by.pk, at=at)
    return sector


@transaction.atomic
def name_sector(*, by: User, sector: Sector, names: Text, at: datetime) -> None:
    """Say what a sector is called in each language; its address stays. Raises DetailsRefused."""
    require(may_set_up_council(by, sector.council))
    names = _named(sector.council, names)
    others = Sector.objects.filter(council=sector.council_id).exclude(pk=sector.pk)
    if others.filter(name__iexact=names.english).exists():
        raise DetailsRefused(_("There is a sector of this name."), "names")
    sector.name, sector.name_cy = names.english, names.welsh
    sector.save(update_fields=["name", "name_cy"])
    audit.record("sector_named", sector, by=by, at=at)
    events.record("participation.sector_named", subject_id=sector.pk, actor_id=by.pk, at=at)


def _named(council: Council, names: Text) -> Text:
    """The names of a sector, as far as they must be given."""
    now = Council.objects.get(pk=council.pk)  # a request remembers its council for a moment
    if not names.stripped().english:
        raise DetailsRefused(_("Say it in English."), "names")
    if now.must_write_welsh and not names.stripped().welsh:
        raise DetailsRefused(_("Say it in Welsh too."), "names_cy")
    return names.stripped()

"""Founding a council: its sectors, its officer, its key; and the facts that are refused."""

import pytest
from django.core.management import CommandError, call_command

from coopservices import keystore
from participation.electors.queries import eligibility_key_name
from participation.founding.actions import CouncilRefused, found_council
from participation.memberships.permissions import may_take_roles
from participation.models import Council, Membership, User
from tests import make

pytestmark = pytest.mark.django_db


def found(**facts) -> Council:
    return found_council(
        **{
            "name": "Northbrook",
            "slug": "northbrook",
            "area_code": "E08000999",
            "colour": "#12436D",
            "contact_email": "say@northbrook.example",
            "host": "say.northbrook.example",
            "officer_email": "Ann@Northbrook.example",
            "at": make.NOW,
            **facts,
        }
    )


def test_it_has_its_sectors_its_officer_and_its_key():
    council = found()
    officer = User.objects.get()
    assert officer.email == "ann@northbrook.example"
    assert may_take_roles(officer, council)
    assert [sector.slug for sector in council.sectors.all()] == [
        "adults-residential-care",
        "primary-care",
        "childrens-residential-care",
    ]
    assert keystore.exists(eligibility_key_name(council.pk))


def test_an_officer_who_has_an_account_keeps_it():
    ann = make.a_person(email="ann@northbrook.example")
    found()
    assert Membership.objects.get().user == ann


@pytest.mark.parametrize(
    "wrong", [{"colour": "blue"}, {"slug": "north brook"}, {"contact_email": "say"}, {"name": ""}]
)
def test_a_wrong_fact_is_refused_and_nothing_is_kept(wrong):
    with pytest.raises(CouncilRefused):
        found(**wrong)
    assert not Council.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("same", ["slug", "area_code", "host"])
def test_two_councils_share_no_address(same):
    found()
    others = {"slug": "other", "area_code": "E08000998", "host": "other.example"}
    del others[same]
    with pytest.raises(CouncilRefused):
        found(**others)


def test_the_shell_founds_one(capsys):
    call_command(
        "make_council",
        "Northbrook",
        "northbrook",
        "E08000999",
        contact="a@b.example",
        officer="o@b.example",
    )
    assert Council.objects.get().host is None
    with pytest.raises(CommandError):
        call_command(
            "make_council",
            "Again",
            "northbrook",
            "E08000998",
            contact="a@b.example",
            officer="o@b.example",
        )

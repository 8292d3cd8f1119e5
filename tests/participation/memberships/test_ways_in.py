"""Coming in: which council answers, what the navigation offers, and the admin."""

import pytest
from django.conf import settings as configured
from django.contrib import admin
from django.urls import reverse

from coopservices.admin import Window
from participation.models import Council, Role, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _any_host(settings):
    settings.ALLOWED_HOSTS = ["*"]


NAMES = {name for _, name, _, _ in configured.NAVIGATION}
EVERYBODY = {"rounds", "commitments", "services"}


def menu(client) -> set[str]:
    offered = {entry.href for entry in client.get(reverse("rounds")).context["navigation"]}
    return {name for name in NAMES if reverse(name) in offered}


def test_the_host_says_which_council_answers(client):
    make.a_council(name="Northbrook", host="north.example")
    make.a_council(name="Southbrook", host="south.example")
    for host, name in (("north.example", "Northbrook"), ("SOUTH.example:8000", "Southbrook")):
        with_host = client.get(reverse("rounds"), headers={"host": host})
        assert with_host.context["council"].name == name


def test_where_no_council_answers_only_the_operator_is_at_home(client):
    make.a_council(host="north.example")
    make.a_council(host="south.example")
    for name in ("rounds", "your_details", "council_stylesheet", "account_login", "api_reference"):
        assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("healthz")).status_code == 200


# --- The navigation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.RESIDENT, set()),
        (Role.STAFF, set()),
        (Role.PROVIDER, {"your_tasks"}),
        (Role.COUNCILLOR, {"dashboard"}),
        (Role.COMMISSIONER, {"dashboard", "your_tasks"}),
        (
            Role.OFFICER,
            {
                "at_desk",
                "audit_log",
                "dashboard",
                "data_imports",
                "people",
                "privacy_complaints",
                "set_up",
                "your_tasks",
            },
        ),
        (Role.DESK, {"at_desk"}),
        (Role.MODERATOR, {"moderation"}),
        (Role.GUARDIAN, {"audit_log", "privacy_complaints"}),
    ],
)
def test_the_navigation_offers_what_a_role_may_do(client, role, own):
    council = make.a_council()
    client.force_login(make.a_person(council, role))
    assert menu(client) == EVERYBODY | {"news", "your_details"} | own


def test_a_stranger_is_offered_what_is_for_everybody(client):
    make.a_council()
    assert menu(client) == EVERYBODY


def test_the_entry_of_the_page_that_is_read_is_marked(client):
    proposal = make.a_proposal(make.a_round(make.a_sector(make.a_council())))
    for address in (reverse("rounds"), proposal.get_absolute_url()):
        entries = client.get(address).context["navigation"]
        assert [entry.label for entry in entries if entry.is_current] == ["Have your say"]


# --- The admin ------------------------------------------------------------------------------------


@pytest.fixture
def operator(client):
    somebody = make.with_second_factor(User.objects.create_superuser("root@example.org"))
    client.force_login(somebody)
    return somebody


def test_the_admin_shows_and_changes_nothing(client, operator):
    council = make.a_council()
    proposal = make.a_proposal(
        make.a_round(make.a_sector(council)), make.a_person(name="Dani Kowalski")
    )
    assert client.get(reverse("admin:participation_council_changelist")).status_code == 200
    assert client.post(reverse("admin:participation_council_add"), {"name": "X"}).status_code == 403
    assert (
        client.post(
            reverse("admin:participation_council_change", args=[council.pk]), {"name": "X"}
        ).status_code
        == 403
    )
    assert (
        client.post(reverse("admin:participation_council_delete", args=[council.pk])).status_code
        == 403
    )
    window = client.get(
        reverse("admin:priorities_proposal_change", args=[proposal.pk])
    ).content.decode()
    assert proposal.title in window
    assert "Kowalski" not in window
    assert Council.objects.get().name == council.name


def test_every_window_of_ours_is_one():
    ours = [
        kind
        for model, kind in admin.site._registry.items()
        if model.__module__.split(".")[0] in ("participation", "priorities", "outcomes")
    ]
    assert ours
    assert all(isinstance(kind, Window) for kind in ours)

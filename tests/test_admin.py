"""The admin is a window: every page of every registered model, asked by somebody who may do all."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from coopservices.models import AuditEntry
from coopservices.windows import Window
from participation.models import Membership, Role, User
from priorities.models import Proposal
from tests import make

pytestmark = pytest.mark.django_db

WINDOWS = sorted(admin.site._registry, key=lambda model: model._meta.label)
HOSTILE = [
    *("id__exact=1", "pk__gt=0", "id__in=1,2", "nothing__exact=1", "_to_field=password"),
    *("author__id__exact=1", "author__email__startswith=a", "author__isnull=0", "author=1"),
    *("password__startswith=a", "user__password__startswith=a", "user__email__startswith=r"),
    *("council__contact_email__startswith=a", "round__proposals__author=1", "people__gt=1"),
    *("is_staff__exact=1", "last_login__isnull=0", "groups__id__exact=1", "electors__isnull=0"),
]


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def author():
    return make.a_person(name="Dani Kowalski")


@pytest.fixture(autouse=True)
def rows(council, author):
    """A row or more of most of what has a window."""
    sector, ward = make.a_sector(council), make.a_ward(council)
    round_ = make.a_round(sector)
    make.a_service(sector, ward)
    make.an_organisation(council)
    make.a_proposal(round_, author)
    make.a_person(council, Role.OFFICER)
    make.an_open_poll()
    make.a_commitment(make.a_finding(round_))
    make.an_indicator(council)
    Group.objects.create(name="Everybody")


@pytest.fixture(autouse=True)
def root(client):
    root = make.with_second_factor(User.objects.create_superuser("root@example.org"))
    client.force_login(root)
    return root


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def everything():
    """Every row of every model; sessions aside, and the audit, which tells of each look."""
    return {
        model: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label != "sessions" and model is not AuditEntry
    }


def test_whatever_is_registered_is_a_window():
    assert len(WINDOWS) >= 15
    assert all(isinstance(kind, Window) for kind in admin.site._registry.values())
    assert not {EmailAddress, Group, LogEntry} & set(WINDOWS)


def test_what_somebody_else_registers_stays_shut():
    site = type(admin.site._wrapped)("other")
    site.register(Group)
    site.register(Group, type("Door", (admin.ModelAdmin,), {}))
    assert not site.is_registered(Group)


@pytest.mark.parametrize("model", WINDOWS, ids=lambda model: model._meta.label)
def test_nothing_is_written_through_a_window(client, model):
    facts = {field.attname: "1" for field in model._meta.concrete_fields}
    row = model._default_manager.order_by("pk").first()
    pk = row.pk if row else 1
    before = everything()
    listed = address(model, "changelist")
    assert client.get(listed).status_code == 200
    if row:
        assert client.get(address(model, "change", pk)).status_code == 200
        assert client.post(address(model, "change", pk), facts).status_code == 403
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "add"), facts).status_code == 403
    for page in ("change", "delete"):
        assert client.post(address(model, page, pk), {"post": "yes"}).status_code in (302, 403)
    for action in ("delete_selected", "make_verified", ""):
        client.post(listed, {"action": action, "_selected_action": [pk], "post": "yes", "index": 0})
        client.post(listed, {"form-TOTAL_FORMS": 1, "form-0-id": pk, "_save": "Save", **facts})
    assert everything() == before


@pytest.mark.parametrize("model", WINDOWS, ids=lambda model: model._meta.label)
def test_a_window_is_asked_by_its_own_filters_alone(client, model):
    listed = address(model, "changelist")
    for asked in HOSTILE:
        answer = client.get(f"{listed}?{asked}")
        assert answer.status_code in (302, 400), asked
        assert "Kowalski" not in answer.content.decode()
    for name in admin.site.get_model_admin(model).list_filter:
        field = model._meta.get_field(name)
        tail = "__id__exact" if field.is_relation else "__exact"
        assert client.get(f"{listed}?{name}{tail}=1").status_code == 200, name


def test_the_author_of_an_unnamed_proposal_is_not_found_by_asking(client, author):
    listed = address(Proposal, "changelist")
    assert client.get(listed).context["cl"].result_count >= 1
    assert client.get(f"{listed}?author__id__exact={author.pk}").status_code == 400
    assert client.get(f"{listed}?author__id__exact={author.pk + 1}").status_code == 400


def test_nobody_makes_themselves_an_officer_by_confirming_an_address(client, council, root):
    for path in (
        "account/emailaddress/",
        "account/emailaddress/add/",
        "auth/group/",
        "auth/group/add/",
    ):
        for method in (client.get, client.post):
            assert method(f"/admin/{path}", {"email": "officer@example.org"}).status_code == 404
    assert not EmailAddress.objects.exists()
    assert not Membership.objects.filter(user=root).exists()


def test_no_password_is_changed_here(client, root):
    root.set_password("a-long-old-one")
    root.save()
    client.force_login(root)
    assert client.get("/admin/").status_code == 200
    for method in (client.get, client.post):
        assert method("/admin/password_change/").status_code == 404

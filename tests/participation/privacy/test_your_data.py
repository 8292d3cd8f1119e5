"""All that is held about somebody: nothing is left out, nothing of anybody else is in it."""

import csv
import json
from io import BytesIO, TextIOWrapper
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from coopservices import audit
from participation.engines.personal_data import personal_data
from participation.models import Invitation, Role
from participation.privacy.queries.held import held_about, held_without_a_name
from participation.privacy.words.fields import FIELD_WORDS
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def rosa(council):
    """Somebody with something in several tables."""
    person = make.a_voter(council, email="rosa@example.org", name="Rosa Rees")
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    make.a_proposal(round_, person, title="Later visits")
    make.a_proposal(round_, make.a_person(council, Role.RESIDENT), title="Somebody else's")
    Invitation.objects.create(
        council=council,
        email="ROSA@example.org",
        role=Role.STAFF,
        invited_at=make.NOW,
        expires_at=make.NOW,
    )
    Invitation.objects.create(
        council=council,
        email="other@example.org",
        role=Role.STAFF,
        invited_at=make.NOW,
        expires_at=make.NOW,
    )
    audit.record_reading("person_read", person, by=None, at=make.NOW)
    return person


def taken(client, person, form):
    client.force_login(person)
    return client.post(reverse("download_your_data", args=[form]))


def test_every_table_that_leads_to_somebody_is_read(rosa):
    """Whatever the registry says leads to an account is looked for there."""
    held = {(each.table, each.use.code) for each in held_about(rosa)}
    assert held >= {
        ("participation.User", "account"),
        ("participation.Membership", "account"),
        ("participation.Invitation", "invitation"),
        ("priorities.Proposal", "contribution"),
        ("coopservices.AuditEntry", "audit"),
        ("account.EmailAddress", "account"),
    }


def test_a_new_field_is_in_it_as_soon_as_the_registry_has_it(rosa):
    for each in held_about(rosa):
        data = [
            data
            for table, data in personal_data()
            if (table, data.use.code) == (each.table, each.use.code)
        ]
        assert each.fields in {one.beside + one.fields for one in data} | {()}


def test_every_field_of_it_has_words():
    unnamed = {
        name for _, data in personal_data() if data.of or data.address for name in data.fields
    } - FIELD_WORDS.keys()
    assert unnamed == set()


def test_the_json_has_what_is_theirs_and_nothing_of_others(client, rosa, audited):
    document = json.loads(taken(client, rosa, "json").content)
    text = json.dumps(document)
    for theirs in ("rosa@example.org", "Rosa Rees", "Later visits", "person_read"):
        assert theirs in text
    for not_theirs in ("Somebody else's", "other@example.org", "pbkdf2", "argon2"):
        assert not_theirs not in text
    secrets = [each["not_handed_out"] for each in document["held"] if each["not_handed_out"]]
    assert secrets == [["password"]]
    entry = audited().last()
    assert (entry.act, entry.actor_id, entry.subject_id) == (
        "own_data_taken",
        rosa.pk,
        str(rosa.pk),
    )


def test_the_spreadsheets_have_the_same(client, rosa):
    archive = ZipFile(BytesIO(b"".join(taken(client, rosa, "csv").streaming_content)))
    (name,) = [each for each in archive.namelist() if "priorities.proposal" in each]
    (row,) = csv.DictReader(TextIOWrapper(archive.open(name)))
    assert row["title"] == "Later visits"
    rows = {each.table.lower() for each in held_about(rosa) if each.rows}
    assert {each.split("-")[-1].removesuffix(".csv") for each in archive.namelist()} == rows


def test_the_page_shows_the_same_and_what_nobody_can_find(client, rosa):
    client.force_login(rosa)
    response = client.get(reverse("your_data"))
    for theirs in (b"rosa@example.org", b"Later visits", b"Sealed ballots"):
        assert theirs in response.content
    assert b"Somebody else" not in response.content


def test_ballots_and_electors_lead_to_nobody():
    codes = {use.code for use in held_without_a_name()}
    assert codes >= {"ballot", "entitlement", "entitled-at-closing", "code", "register"}
    for table, data in personal_data():
        if data.use.code in codes:
            links = [field.name for field in apps.get_model(table)._meta.fields]
            assert "user" not in links
            assert not data.of


def test_a_page_of_more_asks_no_more(client, council, rosa, django_assert_max_num_queries):
    client.force_login(rosa)
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    for _ in range(120):
        make.a_proposal(round_, rosa)
    with django_assert_max_num_queries(len(list(personal_data())) + 12):
        response = client.get(reverse("your_data"))
    assert b"it is all in the files" in response.content


def test_no_other_form_of_it(client, rosa):
    assert taken(client, rosa, "xml").status_code == 404

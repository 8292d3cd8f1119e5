"""The pages of the audit: who may read it, what narrows it, what one's own tells, and whether the
chain holds.
"""

import ast
import csv
import re
import secrets
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from coopservices import audit
from coopservices.audit.chain import Facts, Why
from coopservices.audit.checking import check_chain
from coopservices.models import AuditCheck, AuditEntry
from coopservices.tasks import verify_audit
from participation.audit.actions import ask_for_audit_check
from participation.audit.words import ACT_WORDS, KIND_WORDS
from participation.memberships.actions import take_role
from participation.models import Council, Membership, Role, User
from tests import make
from tests.test_house import HOUSE, MODULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    # What another test left in the audit cannot be deleted, and may be of a council of this number.
    return make.a_council(host="testserver", pk=2_000_000 + secrets.randbelow(1_000_000))


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER, name="Ann Ames")


def done(act, subject, by, *, council=None, at=make.NOW, **details):
    return audit.record(act, subject, by=by, council=council, details=details, at=at)


def lines(client, **asked):
    return client.get(reverse("audit_log"), asked).context["lines"]


# --- Words ----------------------------------------------------------------------------------------


def _recorded():
    """The code of every act that any module records."""
    for path in MODULES:
        if "tests" in path.relative_to(HOUSE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and re.search(
                r"audit\.record|_was_read", ast.unparse(node.func)
            ):
                for said in ast.walk(node.args[0]) if node.args else ():  # it may be one of two
                    if isinstance(said, ast.Constant):
                        yield said.value


def test_every_act_that_is_recorded_has_words():
    assert set(_recorded()) == ACT_WORDS.keys()


def test_a_kind_that_has_words_is_a_model():
    from django.apps import apps

    assert all(apps.get_model(kind) for kind in KIND_WORDS)


# --- Reading and narrowing ------------------------------------------------------------------------


def test_an_officer_reads_what_was_done_here_newest_first(client, council, officer):
    elsewhere = make.a_council()
    done("languages_chosen", council, officer)
    done("safeguards_chosen", council, officer)
    done("languages_chosen", elsewhere, None)
    client.force_login(officer)
    found = lines(client)
    assert [line.act for line in found] == [
        ACT_WORDS["safeguards_chosen"],
        ACT_WORDS["languages_chosen"],
    ]
    assert (found[0].by.name, found[0].roles) == ("Ann Ames", ["Council officer"])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"who": "ames"}, {"languages_chosen", "round_published"}),
        ({"who": "nobody"}, set()),
        ({"act": "poll_closed"}, {"poll_closed"}),
        ({"kind": "priorities.Round"}, {"round_published"}),
        ({"role": "officer"}, {"languages_chosen", "round_published"}),
        ({"role": "commissioner"}, {"round_published"}),
        ({"role": "office"}, None),
        ({"since": "2026-11-03"}, {"poll_closed"}),
        ({"until": "2026-11-02"}, {"languages_chosen", "round_published"}),
        ({"since": "2026-11-03", "until": "2026-11-02"}, None),
        ({"since": "31/31/2026"}, None),
    ],
)
def test_the_list_is_narrowed(client, council, officer, asked, expected):
    done("languages_chosen", council, officer)
    Membership.objects.create(user=officer, council=council, role=Role.COMMISSIONER)
    officer.forget_roles()
    round_ = make.a_round(make.a_sector(council))
    done("round_published", round_, officer)
    done("poll_closed", council, None, at=make.NOW + timedelta(days=1))
    client.force_login(officer)
    response = client.get(reverse("audit_log"), asked)
    found = {line.act for line in response.context["lines"]}
    assert response.status_code == (200 if expected is not None else 422)
    assert found == {str(ACT_WORDS[act]) for act in expected or ()}


def test_one_thing_is_followed_by_its_number(client, council, officer):
    rounds = [make.a_round(make.a_sector(council)) for _ in range(2)]
    for each in rounds:
        done("round_published", each, officer)
    client.force_login(officer)
    (line,) = lines(client, kind="priorities.Round", thing=rounds[0].pk)
    assert line.thing == str(rounds[0].pk)


def test_an_account_that_has_no_role_to_be_listed_is_a_number(client, council, officer):
    resident = make.a_person(council, Role.RESIDENT, name="Rosa")
    done("role_given", resident, officer, council=council, role="staff", membership=7)
    client.force_login(officer)
    (line,) = lines(client)
    assert (line.person.number, line.person.name) == (resident.pk, "")
    assert b"Rosa" not in client.get(reverse("audit_log")).content


def test_pages_go_on_where_the_last_one_ended_while_others_write(client, council, officer):
    done_by_now = [done("languages_chosen", council, officer).n for _ in range(120)]
    client.force_login(officer)
    seen, href = [], ""
    while href is not None:
        response = client.get(f"{reverse('audit_log')}{href}")
        seen += [line.n for line in response.context["lines"]]
        href = response.context["page"].next_href
        done("safeguards_chosen", council, officer)
    assert seen == done_by_now[::-1]
    back = client.get(f"{reverse('audit_log')}?page=newer-{seen[60]}").context["lines"]
    assert [line.n for line in back][-1] == seen[59]


def test_a_page_asks_no_more_for_more_people(
    client, council, officer, django_assert_max_num_queries
):
    for n in range(40):
        staff = make.a_person(council, Role.STAFF, name=f"Person {n}")
        done("role_given", staff, officer, council=council, role="staff", membership=n)
    client.force_login(officer)
    with django_assert_max_num_queries(7):
        assert len(lines(client)) == 40


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.OFFICER, Role.GUARDIAN)]
)
def test_nobody_else_reads_it(client, council, role):
    client.force_login(make.a_person(council, role))
    assert client.get(reverse("audit_log")).status_code == 403
    with pytest.raises(PermissionDenied):
        ask_for_audit_check(by=make.a_person(council, role), council=council, at=make.NOW)


# --- The file -------------------------------------------------------------------------------------


def test_the_file_has_what_the_list_has_and_is_an_entry(client, council, officer, audited):
    done("languages_chosen", council, officer)
    done("poll_closed", council, None)
    client.force_login(officer)
    response = client.post(f"{reverse('download_audit')}?act=poll_closed")
    text = b"".join(response.streaming_content).decode()
    (row,) = csv.DictReader(StringIO(text))
    assert (row["act"], row["actor_id"]) == ("poll_closed", "")
    assert "Ann" not in text
    assert "@" not in text
    last = audited().last()
    assert (last.act, last.actor_id, last.council_id) == ("audit_exported", officer.pk, council.pk)


def test_a_file_of_wrong_days_is_refused_and_leaves_nothing(client, council, officer, audited):
    client.force_login(officer)
    response = client.post(f"{reverse('download_audit')}?since=x", follow=True)
    assert response.status_code == 422
    assert not audited().exists()


# --- One's own ------------------------------------------------------------------------------------


def own(client, person):
    client.force_login(person)
    return client.get(reverse("who_read_my_data")).context["lines"]


def test_a_person_reads_who_looked_and_what_was_done_with_their_account(client, council, officer):
    person = make.a_person(council, Role.STAFF, joined_at=make.NOW)
    role = person.memberships.get()
    operator = make.a_person(is_superuser=True)
    done("person_read", person, operator)
    done("people_listed", User, operator)
    details = {"role": "staff", "membership": role.pk}
    done("role_given", person, officer, council=council, **details)
    done("person_read", role, operator)
    take_role(by=officer, membership=role, at=make.NOW)
    found = own(client, person)
    assert [line.act for line in found] == [
        str(ACT_WORDS[act])
        for act in ("role_taken", "person_read", "role_given", "people_listed", "person_read")
    ]
    assert not any(line.by.name for line in found)
    assert found[0].roles == ["Council officer"]
    assert found[-1].roles == ["Operator of the platform"]


def test_ones_own_holds_nothing_about_others_nor_from_elsewhere(client, council, officer):
    person, other = (make.a_person(council, Role.RESIDENT) for _ in range(2))
    done("role_given", other, officer, council=council, role="staff", membership=1)
    done("role_given", person, None, council=make.a_council(), role="staff", membership=2)
    done("people_listed", User, None, at=person.joined_at - timedelta(days=1))
    done("languages_chosen", council, officer)
    same_number = Council(pk=person.pk)
    done("role_given", same_number, officer, council=council, role="staff", membership=3)
    done("person_read", Membership(pk=3), officer, council=council)
    assert own(client, person) == []
    assert b"Nobody has looked" in client.get(reverse("who_read_my_data")).content


# --- Whether it holds -----------------------------------------------------------------------------


def test_a_check_is_asked_for_done_and_shown(client, council, officer):
    client.force_login(officer)
    assert b"not been checked yet" in client.get(reverse("audit_log")).content
    assert client.post(reverse("check_audit")).status_code == 302
    assert client.post(reverse("check_audit")).status_code == 302
    waiting = AuditCheck.objects.get()
    assert waiting.checked_at is None
    shown = client.get(reverse("audit_log"))
    assert b"is not done yet" in shown.content
    verify_audit(str(waiting.pk))
    check = AuditCheck.objects.get()
    assert check.holds
    assert (check.entries, check.head) == AuditEntry.objects.newest_first().values_list(
        "n", "entry_hash"
    ).first()
    shown = client.get(reverse("audit_log"))
    assert b"Last checked" in shown.content
    assert shown.context["check"].waits_since is None
    client.post(reverse("check_audit"))
    assert client.get(reverse("audit_log")).context["check"].last == check, "until the next is done"


def test_the_page_shows_the_first_entry_that_is_wrong(client, council, officer, monkeypatch):
    entry = done("languages_chosen", council, officer)
    done("safeguards_chosen", council, officer)
    altered = [
        (Facts(*(getattr(each, name) for name in Facts._fields)), each.entry_hash)
        for each in AuditEntry.objects.oldest_first()
    ]
    altered = [
        (facts._replace(act="role_given"), hash_) if facts.n == entry.n else (facts, hash_)
        for facts, hash_ in altered
    ]
    monkeypatch.setattr("coopservices.audit.queries._rows", lambda: iter(altered))
    found = check_chain(at=make.NOW)
    assert (found.fault.n, found.fault.why) == (entry.n, Why.HASH)
    client.force_login(officer)
    shown = client.get(reverse("audit_log"))
    assert shown.context["check"].last.fault_n == entry.n
    assert b"is not as it should be" in shown.content
    assert b"was altered after it was written" in shown.content


def test_entries_cut_off_since_the_last_check_are_noticed(council, officer, monkeypatch):
    done("languages_chosen", council, officer)
    done("safeguards_chosen", council, officer)
    assert check_chain(at=make.NOW).fault is None
    rows = [
        (Facts(*(getattr(each, name) for name in Facts._fields)), each.entry_hash)
        for each in AuditEntry.objects.oldest_first()
    ]
    monkeypatch.setattr("coopservices.audit.queries._rows", lambda: iter(rows[:-1]))
    assert check_chain(at=make.NOW).fault.why == Why.HEAD
    monkeypatch.setattr("coopservices.audit.queries._rows", lambda: iter(rows))
    assert check_chain(at=make.NOW).fault is None


def test_a_council_s_acts_have_an_index():
    with connection.cursor() as cursor:
        table = connection.introspection.get_constraints(cursor, AuditEntry._meta.db_table)
    assert table["audit_of_an_act"]["columns"] == ["council_id", "act", "n"]

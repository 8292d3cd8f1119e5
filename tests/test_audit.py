"""The audit: an entry stands or falls with its act, nobody changes one, and tampering is found."""

import io
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from coopservices import audit
from coopservices.audit.chain import GENESIS, Facts, Fault, NotACode, Why, hash_of, verified
from coopservices.audit.queries import verification
from coopservices.models import AuditEntry
from coopservices.tasks import verify_audit
from participation.invitations.actions import invite_people
from participation.models import Membership, Role, User
from tests import make
from tests.priorities.ballots.test_ballot_races import at_once, on_postgresql

pytestmark = pytest.mark.django_db

TABLE = AuditEntry._meta.db_table
NOW = datetime(2026, 11, 2, 10, 0, 0, 7, tzinfo=UTC)


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER, name="Ann Ames")


def head():
    return AuditEntry.objects.newest_first().first()


def head_hash():
    return head().entry_hash if head() else GENESIS


# --- An entry -------------------------------------------------------------------------------------


def test_an_entry_says_who_as_what_did_what_to_which_thing_and_when(council, officer):
    finding = make.a_finding(make.a_round(make.a_sector(council)))
    Membership.objects.create(user=officer, council=council, role=Role.COMMISSIONER)
    Membership.objects.create(user=officer, council=make.a_council(), role=Role.COUNCILLOR)
    before = head_hash()
    audit.record("finding_answered", finding, by=officer, details={"answer": "will"}, at=NOW)
    entry = head()
    assert entry.at == NOW
    assert (entry.act, entry.actor_id, entry.role) == (
        "finding_answered",
        officer.pk,
        "commissioner+officer",
    )
    assert (entry.council_id, entry.subject_type, entry.subject_id) == (
        council.pk,
        "outcomes.Finding",
        str(finding.pk),
    )
    assert entry.details == '{"answer":"will"}'
    assert entry.previous_hash == before


def test_nobody_is_the_platform_itself(council):
    entry = audit.record("poll_closed", council, by=None, at=NOW)
    assert (entry.actor_id, entry.role, entry.details) == (None, "", "")


def test_details_are_codes_ids_numbers_and_nothing(council):
    details = {"b": ["E08000009", 7, None], "a": "", "c": Role.OFFICER, "d": True}
    entry = audit.record("poll_closed", council, by=None, details=details, at=NOW)
    assert entry.details == '{"a":"","b":["E08000009",7,null],"c":"officer","d":true}'


def test_it_is_known_that_an_operator_is_one(council):
    root = make.with_second_factor(User.objects.create_superuser("root@example.org"))
    assert audit.record("row_read", council, by=root, at=NOW).role == "superuser"


@pytest.mark.parametrize(
    "prose", ["Rosa Luz", "rosa@example.org", "x" * 81, "a\nb", {"a": "b"}, ["Rosa Luz"]]
)
def test_what_somebody_might_have_written_has_no_place_in_it(council, prose):
    before = head()
    with pytest.raises(NotACode):
        audit.record("role_given", council, by=None, details={"role": prose}, at=NOW)
    with pytest.raises(NotACode):
        audit.record("Gave Rosa a role", council, by=None, at=NOW)
    assert head() == before


def test_an_entry_is_rolled_back_with_its_act(council, officer):
    before = head()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        invite_people(
            by=officer, council=council, emails=["a@b.example"], role=Role.COUNCILLOR, at=NOW
        )
        assert head() != before
        1 / 0  # noqa: B018
    assert head() == before


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_in_the_transaction_of_its_act(council):
    with pytest.raises(RuntimeError):
        audit.record("poll_closed", council, by=None, at=NOW)
    audit.record_reading("recovery_sheet_printed", council, by=None, at=NOW)
    assert head().act == "recovery_sheet_printed"


def test_an_entry_asks_no_more_of_the_database_when_there_are_many(
    council, officer, django_assert_num_queries
):
    assert officer.roles
    statements = 3 if connection.vendor == "postgresql" else 2
    for _ in range(3):
        with django_assert_num_queries(statements):
            audit.record("role_given", council, by=officer, at=NOW)


def test_entries_are_found_by_council_by_actor_and_by_subject(council, officer, audited):
    other = make.a_council()
    audit.record("areas_imported", council, by=officer, at=NOW)
    audit.record("areas_imported", other, by=None, at=NOW)
    entries = audited()
    assert [entry.council_id for entry in entries.of_council(council.pk)] == [council.pk]
    assert [entry.actor_id for entry in entries.by(officer.pk)] == [officer.pk]
    assert [entry.subject_id for entry in entries.about(other)] == [str(other.pk)]


def test_an_account_can_be_deleted_and_the_chain_holds(council, officer):
    audit.record("areas_imported", council, by=officer, at=NOW)
    gone = officer.pk
    officer.delete()
    assert head().actor_id == gone
    assert verification().fault is None


# --- Nobody changes an entry ----------------------------------------------------------------------


def refused(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_change_or_delete_an_entry(council):
    entry = audit.record("poll_closed", council, by=None, at=NOW)
    refused(f"UPDATE {TABLE} SET act = 'poll_opened' WHERE n = {entry.n}")
    refused(f"DELETE FROM {TABLE} WHERE n = {entry.n}")
    refused(f"DELETE FROM {TABLE}")
    for change in (entry.save, entry.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert head() == entry


@on_postgresql
def test_postgresql_refuses_to_empty_it():
    refused(f"TRUNCATE {TABLE}")
    refused(f"TRUNCATE {TABLE} CASCADE")


def copied(entry, n, previous_hash):
    """The SQL values of an entry moved elsewhere; its hash is right for where it stands."""
    facts = Facts(**{name: getattr(entry, name) for name in Facts._fields})
    facts = facts._replace(n=n, previous_hash=previous_hash)
    return {**facts._asdict(), "entry_hash": hash_of(facts)}


def test_the_database_takes_an_entry_only_after_the_last(council):
    first = audit.record("poll_closed", council, by=None, at=NOW)
    last = audit.record("poll_closed", council, by=None, at=NOW)
    for n, follows in (
        (last.n + 2, last.entry_hash),
        (last.n + 1, first.entry_hash),
        (last.n, first.entry_hash),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEntry.objects.create(**copied(last, n, follows))
    assert head() == last


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own way to overwrite a row.")
def test_an_entry_is_not_replaced(council):
    entry = audit.record("poll_closed", council, by=None, at=NOW)
    names = ", ".join(field.column for field in AuditEntry._meta.fields)
    refused(f"INSERT OR REPLACE INTO {TABLE} SELECT {names} FROM {TABLE} WHERE n = {entry.n}")


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_leaves_the_audit_alone(council):
    entry = audit.record_reading("recovery_sheet_printed", council, by=None, at=NOW)
    call_command("flush", interactive=False, verbosity=0)
    assert not type(council).objects.exists()
    assert head() == entry


# --- Whether the chain holds ----------------------------------------------------------------------


def facts(n, previous_hash, **more):
    return Facts(
        **{
            "n": n,
            "at": NOW + timedelta(seconds=n),
            "act": "poll_closed",
            "actor_id": n,
            "role": "officer",
            "council_id": 1,
            "subject_type": "priorities.Poll",
            "subject_id": str(n),
            "details": "",
            "previous_hash": previous_hash,
            **more,
        }
    )


def a_chain(length=5):
    rows, previous = [], GENESIS
    for n in range(1, length + 1):
        row = facts(n, previous)
        previous = hash_of(row)
        rows.append((row, previous))
    return rows


def test_the_hash_is_the_one_the_documentation_says():
    row = facts(1, GENESIS, at=NOW, details='{"a":1}')
    plain = {**row._asdict(), "at": "2026-11-02T10:00:00.000007Z"}
    written = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    assert hash_of(row) == sha256(b"CoopServices/audit/1\0" + written.encode()).hexdigest()


def test_a_chain_that_nobody_touched_holds():
    rows = a_chain()
    assert verified(rows) == (5, rows[-1][1], None)
    assert verified([]) == (0, GENESIS, None)


@pytest.mark.parametrize(
    "field", [name for name in Facts._fields if name not in ("n", "previous_hash")]
)
def test_each_altered_field_is_found(field):
    rows = a_chain()
    row, entry_hash = rows[2]
    other = {"at": NOW, "actor_id": None, "council_id": 2}.get(field, "other")
    rows[2] = row._replace(**{field: other}), entry_hash
    assert verified(rows).fault == Fault(3, Why.HASH)


def test_an_entry_written_anew_with_a_hash_of_its_own_is_found_at_the_next():
    rows = a_chain()
    row = rows[2][0]._replace(actor_id=9)
    rows[2] = row, hash_of(row)
    assert verified(rows).fault == Fault(4, Why.ORDER)


def test_a_removed_entry_is_found():
    rows = a_chain()
    del rows[2]
    assert verified(rows).fault == Fault(3, Why.GAP)
    renumbered = [(row._replace(n=n), entry_hash) for n, (row, entry_hash) in enumerate(rows, 1)]
    assert verified(renumbered).fault == Fault(3, Why.ORDER)
    del rows[:2]
    assert verified(rows).fault == Fault(1, Why.GAP)


def test_swapped_entries_are_found():
    rows = a_chain()
    (one, one_hash), (two, two_hash) = rows[1:3]
    rows[1:3] = [(two._replace(n=2), two_hash), (one._replace(n=3), one_hash)]
    assert verified(rows).fault == Fault(2, Why.ORDER)


def test_an_inserted_entry_is_found():
    rows = a_chain()
    row = facts(3, rows[1][1], actor_id=9)
    later = [(row._replace(n=row.n + 1), entry_hash) for row, entry_hash in rows[2:]]
    assert verified([*rows[:2], (row, hash_of(row)), *later]).fault == Fault(4, Why.ORDER)


def test_a_removed_tail_is_found_by_the_head_that_was_noted():
    rows = a_chain()
    noted = rows[-1][1]
    assert verified(rows[:-2]).fault is None
    assert verified(rows[:-2], expected_head=noted).fault == Fault(3, Why.HEAD)
    assert verified(rows[:-2], since=noted).fault == Fault(3, Why.HEAD)
    assert verified(rows, expected_head=noted, since=rows[1][1]).fault is None
    assert verified(rows, expected_head=rows[1][1]).fault == Fault(5, Why.HEAD)


# --- The command ----------------------------------------------------------------------------------


def tamper(statement):
    """What somebody does who owns the database: takes the triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        else:
            for name in ("audit_is_not_changed", "audit_is_not_deleted", "audit_is_a_chain"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(statement)


def say(**options):
    call_command("verify_audit", stdout=(out := io.StringIO()), **options)
    return out.getvalue()


@pytest.fixture
def three(council):
    return [audit.record("poll_closed", council, by=None, at=NOW) for _ in range(3)]


def test_the_shell_says_how_many_entries_hold_and_the_head(three):
    said = say(since=three[0].entry_hash, expect_head=three[2].entry_hash)
    assert str(AuditEntry.objects.count()) in said
    assert three[2].entry_hash in said


@pytest.mark.parametrize(
    ("statement", "at", "why"),
    [
        ("UPDATE {table} SET actor_id = 9 WHERE n = {n}", 0, "hash"),
        ("UPDATE {table} SET entry_hash = previous_hash WHERE n = {n}", 0, "hash"),
        ("DELETE FROM {table} WHERE n = {n}", 0, "gap"),
        ("UPDATE {table} SET n = n + 9 WHERE n = {n}", 0, "gap"),
    ],
)
def test_the_shell_names_the_first_entry_that_is_wrong(three, statement, at, why):
    tamper(statement.format(table=TABLE, n=three[1].n))
    with pytest.raises(CommandError, match=rf"Entry {three[1].n + at} \({why}\)") as problem:
        say()
    assert problem.value.returncode == 1


def test_the_shell_notices_entries_removed_from_the_end(three):
    tamper(f"DELETE FROM {TABLE} WHERE n >= {three[1].n}")
    assert three[0].entry_hash in say()
    for option in ("since", "expect_head"):
        with pytest.raises(CommandError, match="head"):
            say(**{option: three[2].entry_hash})


def test_verifying_reads_the_chain_once(three, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert verification().fault is None


def test_each_day_the_log_keeps_the_head_or_tells_of_a_fault(three, caplog):
    caplog.set_level("INFO")
    verify_audit()
    assert three[2].entry_hash in caplog.text
    tamper(f"UPDATE {TABLE} SET role = 'officer' WHERE n = {three[1].n}")
    caplog.clear()
    verify_audit()
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]


# --- The role of the platform in the database -----------------------------------------------------


@on_postgresql
def test_the_role_of_web_and_workers_reads_and_adds_and_does_no_more(three):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE audit_test_role")
        call_command("grant_tables", "audit_test_role", stdout=io.StringIO())
        cursor.execute("SET ROLE audit_test_role")
    try:
        audit.record("poll_closed", make.a_council(), by=None, at=NOW)
        for statement in (
            f"UPDATE {TABLE} SET act = 'x'",
            f"DELETE FROM {TABLE}",
            f"TRUNCATE {TABLE}",
            f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
        ):
            with (
                pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@on_postgresql
def test_no_grant_binds_a_superuser():
    for role in ("postgres", "nobody-of-this-name"):
        with pytest.raises(CommandError):
            call_command("grant_tables", role)


# --- Many at once ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_at_once_leave_one_chain_without_gaps(council, audited):
    before = head().n if head() else 0

    def writer(number):
        def write():
            for n in range(20):
                with transaction.atomic():
                    audit.record("poll_closed", council, by=None, details={"w": number}, at=NOW)
                    if n % 7 == 0:
                        transaction.set_rollback(True)

        return write

    at_once([writer(number) for number in range(16)])
    written = 16 * sum(1 for n in range(20) if n % 7)
    assert [entry.n for entry in audited()] == list(range(before + 1, before + 1 + written))
    assert verification().fault is None


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_check_of_foreign_keys_at_the_commit_waits_for_nobody_who_waits_for_the_audit(council):
    """One adds a row of the council and then an entry; the other holds the council and then adds
    an entry. Were the key checked at the commit, each would wait for the other.
    """
    both = Barrier(2)

    def adds_a_row():
        with transaction.atomic():
            Membership.objects.create(user=person, council=council, role=Role.STAFF)
            both.wait(timeout=30)
            audit.record("role_given", council, by=None, at=NOW)

    def holds_the_council():
        with transaction.atomic():
            type(council).objects.select_for_update().get(pk=council.pk)
            both.wait(timeout=30)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
            audit.record("areas_imported", council, by=None, at=NOW)

    person = make.a_person()
    at_once([adds_a_row, holds_the_council])
    assert verification().fault is None


# --- Who looked -----------------------------------------------------------------------------------


@pytest.fixture
def operator(client):
    root = make.with_second_factor(User.objects.create_superuser("root@example.org"))
    client.force_login(root)
    return root


def test_a_look_at_who_people_are_is_in_the_audit(client, operator, council, officer):
    membership = officer.memberships.get()
    for kind, row, of in (("user", officer, None), ("membership", membership, council.pk)):
        client.get(reverse(f"admin:participation_{kind}_changelist"))
        assert (head().act, head().subject_id) == ("people_listed", "")
        client.get(reverse(f"admin:participation_{kind}_change", args=[row.pk]))
        entry = head()
        assert (entry.act, entry.actor_id, entry.role) == (
            "person_read",
            operator.pk,
            "superuser",
        )
        assert (entry.subject_type, entry.subject_id, entry.council_id) == (
            row._meta.label,
            str(row.pk),
            of,
        )


def test_a_look_that_is_refused_shows_nothing_and_leaves_nothing(client, officer):
    client.force_login(make.a_person(is_staff=True))
    before = head()
    address = reverse("admin:participation_user_change", args=[officer.pk])
    assert client.get(address).status_code == 403
    assert head() == before


def test_the_audit_has_a_window(client, operator, council):
    entry = audit.record("poll_closed", council, by=None, at=NOW)
    assert (
        "poll_closed"
        in client.get(reverse("admin:coopservices_auditentry_changelist")).content.decode()
    )
    address = reverse("admin:coopservices_auditentry_change", args=[entry.n])
    assert entry.entry_hash in client.get(address).content.decode()
    assert client.post(address, {"act": "x"}).status_code == 403
    assert not admin.site._registry[AuditEntry].has_delete_permission(None)

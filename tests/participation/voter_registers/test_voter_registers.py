"""Registers: sent, checked and taken as a whole or not at all; and never anything but hashes."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coopservices import keystore
from coopservices.keystore import KeyUnavailable
from participation import tasks
from participation.electors.queries import eligibility_key_name
from participation.models import (
    RegisterColumn,
    RegisterEntry,
    RegisterFault,
    RegisterVersion,
    Role,
    SealedPart,
    VoterRegister,
)
from participation.voter_registers.actions import checking
from participation.voter_registers.actions.checking import check_register
from participation.voter_registers.actions.keeping import (
    RegisterRefused,
    begin_register,
    delete_register,
    discard_version,
    forget_files,
    take_register,
)
from participation.voter_registers.actions.sending import confirm_columns, send_register
from participation.voter_registers.queries import (
    Details,
    contents_of,
    listing_of,
    registers_now,
)
from tests import make
from tests.spreadsheets import an_ods, an_xlsx

pytestmark = pytest.mark.django_db

HEADING = "Surname,Postcode,Date of birth"
ROSA = "Quillfeather,NB1 1AA,27/3/1980"
ROSAS = Details("quill-feather", "nb11aa", make.date(1980, 3, 27))
TODAY = timezone.localdate()


@pytest.fixture
def council():
    council = make.a_council()
    make.make_eligibility_key(council=council)
    return council


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def begun(officer, council, **facts):
    told = {"name": "Tenants", "kind": "birth", "is_electoral": False, **facts}
    return begin_register(by=officer, council=council, at=timezone.now(), **told)


def sent(officer, register, *rows, heading=HEADING):
    content = "\n".join([heading, *rows]).encode()
    return send_register(by=officer, register=register, content=content, at=timezone.now())


def checked(officer, register, *rows, heading=HEADING):
    version = sent(officer, register, *rows, heading=heading)
    uses = dict(version.columns.exclude(use="").values_list("position", "use"))
    confirm_columns(by=officer, version=version, uses=uses, at=timezone.now())
    check_register(version=version.pk, today=TODAY)
    version.refresh_from_db()
    return version


def take(officer, version, reason=""):
    take_register(by=officer, version=version, reason=reason, at=timezone.now())


def faults_of(version):
    return [(each.line, each.kind) for each in version.faults.all()]


# --- From the file to the register ----------------------------------------------------------------


def test_nothing_counts_until_it_is_taken(officer, council, audited):
    register = begun(officer, council)
    version = checked(officer, register, ROSA, "Jones,NB1 1AB,1/1/1950")
    assert (version.state, version.lines, version.checked) == ("checked", 2, 2)
    assert listing_of(council, ROSAS) is None
    take(officer, version)
    assert listing_of(council, ROSAS) is not None
    assert listing_of(council, ROSAS._replace(born_on=make.date(1980, 3, 28))) is None
    acts = [entry.act for entry in audited()]
    assert acts == [
        "register_begun",
        "register_sent",
        "register_columns_confirmed",
        "register_taken",
    ]
    assert json.loads(audited().last().details) == {
        "version": str(version.pk), "lines": 2, "added": 2, "gone": 0, "differs": 0,
    }  # fmt: skip


def test_a_worker_checks_what_an_officer_confirmed(officer, council):
    version = sent(officer, begun(officer, council), ROSA)
    confirm_columns(
        by=officer,
        version=version,
        uses={0: "surname", 1: "postcode", 2: "born_on"},
        at=timezone.now(),
    )
    make.settle()
    version.refresh_from_db()
    assert version.is_checked


def test_each_kind_of_file_makes_the_same_register(officer, council):
    rows = [HEADING.split(","), ["Quillfeather", "NB1 1AA", make.date(1980, 3, 27)]]
    for place, content in enumerate([an_xlsx(rows), an_ods(rows)]):
        register = begun(officer, council, name=f"Tenants {place}")
        told = {"by": officer, "at": timezone.now()}
        version = send_register(register=register, content=content, **told)
        uses = {0: "surname", 1: "postcode", 2: "born_on"}
        confirm_columns(version=version, uses=uses, **told)
        check_register(version=version.pk, today=TODAY)
        take(officer, version)
        assert listing_of(council, ROSAS) is not None
        delete_register(register=register, **told)


def test_the_ward_is_that_of_the_postcode_or_of_its_column(officer, council):
    riverside, hilltop = make.a_ward(council), make.a_ward(council, "Hilltop")
    make.a_postcode(riverside)
    take(officer, checked(officer, begun(officer, council), ROSA))
    assert listing_of(council, ROSAS).area == riverside
    register = begun(officer, council, name="Others")
    told = [
        "A,NB1 1AA,1/1/1950,hilltop",
        f"B,NB9 9ZZ,1/1/1950,{hilltop.code}",
        "C,NB9 9ZZ,1/1/1950,",
    ]
    version = checked(officer, register, *told, heading=HEADING + ",Ward")
    assert version.without_ward == 1
    take(officer, version)
    for name in ("a", "b"):
        postcode = "NB1 1AA" if name == "a" else "NB9 9ZZ"
        assert listing_of(council, Details(name, postcode, make.date(1950, 1, 1))).area == hilltop


def test_faulty_lines_are_told_and_none_is_taken(officer, council):
    make.a_ward(council)
    version = checked(
        officer,
        begun(officer, council),
        ROSA + ",Riverside",
        ",NB1 1AA,soon,Riverside",
        "Jones,NB1 1AA,1/1/1950,Nowhere",
        "Quill Feather,nb11aa,1980-03-27,",
        "Jones,NB1 1AA,1/1/1950,Riverside,more",
        "Smith,NB1 1AA,1/1/1950,Riverside",
        heading=HEADING + ",Ward",
    )
    assert version.is_faulty
    assert (version.faulty_lines, version.checked, version.lines) == (4, 6, 2)
    assert faults_of(version) == [
        (3, "no-surname"), (3, "not-a-date"), (4, "not-a-ward"), (5, "twice"), (6, "shifted"),
    ]  # fmt: skip
    assert RegisterFault.objects.get(kind="twice").other_line == 2
    assert not RegisterEntry.objects.exists()
    with pytest.raises(RegisterRefused, match="not ready"):
        take(officer, version)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterVersion.objects.update(taken_at=timezone.now())


def test_a_file_that_breaks_off_is_told_where(officer, council):
    broken = '"Jones' + ",x" * 100_000
    register = begun(officer, council)
    version = checked(officer, register, *FIFTY[:5], broken)
    assert faults_of(version) == [(7, "unreadable")]
    with pytest.raises(RegisterRefused, match="from line 3 on"):
        sent(officer, register, ROSA, broken)


def test_numbers_tell_people_apart_and_a_desk_knows_them_by_their_birth(officer, council):
    register = begun(officer, council, kind="reference")
    heading = "Surname,Postcode,Date of birth,Reference"
    take(officer, checked(officer, register, ROSA + ",00123", heading=heading))
    found = listing_of(council, Details("Quillfeather", "NB1 1AA", number="123"))
    assert len(found.entries) == 2
    assert found.entries[0] == bytes(RegisterEntry.objects.get().person)
    assert listing_of(council, ROSAS) is None
    assert listing_of(council, Details("Quillfeather", "NB1 1AA", number="124")) is None


# --- A newer version ------------------------------------------------------------------------------

FIFTY = [f"Person{n},NB1 1AA,1/1/1950" for n in range(50)]


def test_a_newer_version_is_held_against_the_one_before_and_replaces_it(officer, council):
    register = begun(officer, council)
    take(officer, checked(officer, register, *FIFTY))
    newer = checked(officer, register, *FIFTY[:49], ROSA)
    assert (newer.lines_before, newer.kept, newer.added, newer.gone) == (50, 49, 1, 1)
    assert not newer.differs_in_size
    assert RegisterEntry.objects.count() == 100
    take(officer, newer)
    assert RegisterEntry.objects.count() == 50
    assert set(register.versions.values_list("state", flat=True)) == {"in-force", "replaced"}
    assert listing_of(council, Details("Person49", "NB1 1AA", make.date(1950, 1, 1))) is None
    assert listing_of(council, ROSAS) is not None


@pytest.mark.parametrize(("lines", "differs"), [(48, True), (49, False), (51, False), (52, True)])
def test_a_size_that_differs_by_more_than_2_in_100_needs_a_reason(officer, council, lines, differs):
    register = begun(officer, council)
    take(officer, checked(officer, register, *FIFTY))
    more = [f"New{n},NB1 1AA,1/1/1950" for n in range(2)]
    newer = checked(officer, register, *[*FIFTY, *more][:lines])
    assert newer.differs_in_size is differs
    if differs:
        with pytest.raises(RegisterRefused) as refused:
            take(officer, newer, reason=" ")
        assert refused.value.about == "reason"
    take(officer, newer, reason="Houses were built." if differs else "")
    assert register.versions.in_force().get().lines == lines


def test_two_versions_are_never_in_force(officer, council):
    register = begun(officer, council)
    take(officer, checked(officer, register, *FIFTY))
    newer = checked(officer, register, *FIFTY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterVersion.objects.filter(pk=newer.pk).update(state="in-force")


def test_sending_another_deletes_what_was_not_taken(officer, council):
    register = begun(officer, council)
    first = checked(officer, register, ROSA)
    second = sent(officer, register, ROSA)
    assert list(register.versions.all()) == [second]
    assert not RegisterEntry.objects.filter(version=first.pk).exists()
    with pytest.raises(RegisterRefused, match="not ready"):
        take(officer, first)


# --- What is kept ---------------------------------------------------------------------------------

TRACES = (b"Quillfeather", b"quillfeather", b"NB1 1AA", b"nb11aa", b"27/3/1980", b"1980-03-27")


def rows_of_everything():
    """All that stands in our tables, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    yield (
                        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    )


def assert_no_trace():
    for cell in rows_of_everything():
        for trace in TRACES:
            assert trace not in cell


def test_nothing_of_anybody_is_in_the_database_at_any_step(officer, council):
    register = begun(officer, council)
    version = sent(officer, register, ROSA, *FIFTY[:1])
    assert_no_trace()
    assert contents_of(version).decode().splitlines()[1] == ROSA
    shown = version.columns.first()
    assert (shown.name, shown.first_shape) == ("Surname", "Xxxxxxxxxxxx")
    version = checked(officer, register, ROSA, *FIFTY[:1])
    assert not SealedPart.objects.exists()
    assert not RegisterColumn.objects.exclude(first_shape="").exists()
    take(officer, version)
    assert_no_trace()


def test_a_file_cannot_be_read_without_the_key(officer, council, settings):
    version = sent(officer, begun(officer, council), ROSA)
    for copy in keystore.copies(eligibility_key_name(council.pk)):
        copy.path.write_bytes(bytes(32))
    with pytest.raises(ValueError, match="not as it was sealed"):
        contents_of(version)


def test_a_large_file_is_sealed_in_parts(officer, council, monkeypatch):
    monkeypatch.setattr("participation.voter_registers.actions.sending.PART", 100)
    version = sent(officer, begun(officer, council), *FIFTY)
    assert version.sealed_parts.count() == version.parts > 10
    assert contents_of(version).decode().splitlines()[1:] == FIFTY
    version.sealed_parts.last().delete()
    with pytest.raises(ValueError, match="missing"):
        contents_of(version)


def test_a_file_lapses_within_the_hour(officer, council):
    register = begun(officer, council)
    version = sent(officer, register, ROSA)
    forget_files(at=version.uploaded_at + timedelta(minutes=54))
    assert SealedPart.objects.exists()
    forget_files(at=version.uploaded_at + timedelta(minutes=55))
    version.refresh_from_db()
    assert version.is_lapsed
    assert not SealedPart.objects.exists()
    assert not RegisterColumn.objects.exclude(first_shape="").exists()
    with pytest.raises(RegisterRefused, match="Send it again"):
        confirm_columns(by=officer, version=version, uses={0: "surname"}, at=timezone.now())


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"is_electoral": True}, "is_another"),
        ({"kind": "face"}, "kind"),
        ({"constituency": "cats"}, "constituency"),
        ({"name": " "}, "name"),
        ({"name": "Tenants"}, "name"),
    ],
)
def test_a_register_that_cannot_be_is_refused(officer, council, facts, about):
    other = make.a_council()
    begun(make.a_person(other, Role.OFFICER), other)
    if facts == {"name": "Tenants"}:
        begun(officer, council)  # it may be called as one of another council
    with pytest.raises(RegisterRefused) as refused:
        begun(officer, council, **facts)
    assert refused.value.about == about


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (HEADING.encode(), "nobody in this file"),
        (b"Tenants\n" + ROSA.encode(), "at least three"),
        (ROSA.encode(), "looks like a person"),
        (b"<html>", "web page"),
    ],
)
def test_a_file_that_is_no_register_is_refused(officer, council, content, words):
    register = begun(officer, council)
    with pytest.raises(RegisterRefused, match=words) as refused:
        send_register(by=officer, register=register, content=content, at=timezone.now())
    assert refused.value.about == "file"
    assert not RegisterVersion.objects.exists()


@pytest.mark.parametrize(
    ("uses", "words"),
    [
        ({0: "surname", 1: "postcode"}, "date of birth"),
        ({0: "surname", 2: "born_on"}, "postcode"),
        ({0: "surname", 1: "surname", 2: "born_on"}, "More than one"),
        ({0: "surname", 1: "postcode", 2: "reference"}, "date of birth"),
    ],
)
def test_columns_that_are_not_enough_are_refused(officer, council, uses, words):
    version = sent(officer, begun(officer, council), ROSA)
    with pytest.raises(RegisterRefused, match=words):
        confirm_columns(by=officer, version=version, uses=uses, at=timezone.now())
    version.refresh_from_db()
    assert version.waits_for_columns


def test_a_version_in_force_is_not_dropped(officer, council):
    register = begun(officer, council)
    version = checked(officer, register, ROSA)
    take(officer, version)
    with pytest.raises(RegisterRefused, match="in force"):
        discard_version(by=officer, version=version, at=timezone.now())
    newer = checked(officer, register, ROSA)
    discard_version(by=officer, version=newer, at=timezone.now())
    assert list(register.versions.all()) == [version]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_nobody_else_keeps_registers(officer, council, role):
    person = make.a_person(council, role)
    register = begun(officer, council)
    version = checked(officer, register, ROSA)
    at = timezone.now()
    for act in (
        lambda: begun(person, council, name="Mine"),
        lambda: sent(person, register, ROSA),
        lambda: confirm_columns(by=person, version=version, uses={}, at=at),
        lambda: take(person, version),
        lambda: discard_version(by=person, version=version, at=at),
        lambda: delete_register(by=person, register=register, at=at),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- Workers --------------------------------------------------------------------------------------


def test_what_a_dead_worker_left_behind_is_checked_from_the_beginning(
    officer, council, monkeypatch
):
    monkeypatch.setattr(checking, "_AT_ONCE", 10)
    version = sent(officer, begun(officer, council), *FIFTY)
    uses = {0: "surname", 1: "postcode", 2: "born_on"}
    confirm_columns(by=officer, version=version, uses=uses, at=timezone.now())
    kept, calls = checking._kept, []

    def dying(*args):
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return kept(*args)

    monkeypatch.setattr(checking, "_kept", dying)
    with pytest.raises(KeyboardInterrupt):
        check_register(version=version.pk, today=TODAY)
    version.refresh_from_db()
    assert (version.checked, version.is_checking) == (20, True)
    tasks.tend_registers()  # the worker was heard of this moment
    version.refresh_from_db()
    assert version.is_checking
    RegisterVersion.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
    tasks.tend_registers()
    version.refresh_from_db()
    assert (version.state, version.lines, version.run) == ("checked", 50, 2)
    assert version.entries.count() == 50


def test_a_worker_that_was_taken_for_dead_stops(officer, council, monkeypatch):
    monkeypatch.setattr(checking, "_AT_ONCE", 10)
    version = sent(officer, begun(officer, council), *FIFTY)
    uses = {0: "surname", 1: "postcode", 2: "born_on"}
    confirm_columns(by=officer, version=version, uses=uses, at=timezone.now())
    kept, calls = checking._kept, []

    def overtaken(*args):
        calls.append(args)
        if len(calls) == 2:
            check_register(version=version.pk, today=TODAY)
        return kept(*args)

    monkeypatch.setattr(checking, "_kept", overtaken)
    check_register(version=version.pk, today=TODAY)
    version.refresh_from_db()
    assert (version.state, version.lines, version.run) == ("checked", 50, 2)
    assert version.entries.count() == 50


def test_a_missing_key_leaves_the_file_for_later(officer, council):
    version = sent(officer, begun(officer, council), ROSA)
    uses = {0: "surname", 1: "postcode", 2: "born_on"}
    confirm_columns(by=officer, version=version, uses=uses, at=timezone.now())
    copy = keystore.copies(eligibility_key_name(council.pk))[0]
    hidden = copy.path.rename(copy.path.with_suffix(".away"))
    with pytest.raises(KeyUnavailable):
        check_register(version=version.pk, today=TODAY)
    hidden.rename(copy.path)
    check_register(version=version.pk, today=TODAY)
    version.refresh_from_db()
    assert version.is_checked


def test_a_file_that_was_changed_lapses(officer, council):
    version = sent(officer, begun(officer, council), ROSA)
    uses = {0: "surname", 1: "postcode", 2: "born_on"}
    confirm_columns(by=officer, version=version, uses=uses, at=timezone.now())
    SealedPart.objects.update(ciphertext=b"x" * 60)
    check_register(version=version.pk, today=TODAY)
    version.refresh_from_db()
    assert version.is_lapsed
    assert not SealedPart.objects.exists()


# --- Who can only write to the database -----------------------------------------------------------


def test_a_row_that_we_did_not_write_lists_nobody(officer, council):
    ward = make.a_ward(council)
    register = begun(officer, council)
    take(officer, checked(officer, register, ROSA))
    row = RegisterEntry.objects.get()
    for change in (
        {"entry": b"e" * 32},
        {"area": ward},
        {"mac": bytes(32)},
        {"person": b"p" * 32},
    ):
        with transaction.atomic():
            RegisterEntry.objects.filter(pk=row.pk).update(**change)
            details = ROSAS
            assert listing_of(council, details) is None
            transaction.set_rollback(True)
    VoterRegister.objects.update(constituency="staff")
    assert listing_of(council, ROSAS) is None


def test_who_stood_on_an_earlier_version_is_not_brought_back(officer, council):
    register = begun(officer, council)
    take(officer, checked(officer, register, ROSA))
    (old,) = RegisterEntry.objects.values("entry", "person", "area", "mac")
    take(officer, checked(officer, register, *FIFTY), reason="Houses were built.")
    version = register.versions.in_force().get()
    del old["area"]
    RegisterEntry.objects.create(version=version, **old)
    assert listing_of(council, ROSAS) is None


def test_pages_ask_as_often_however_many_registers_there_are(
    officer, council, django_assert_num_queries
):
    for place in range(3):
        take(officer, checked(officer, begun(officer, council, name=f"R{place}"), ROSA))
    with django_assert_num_queries(2):
        shown = registers_now(council)
    assert [(each.in_force.lines, each.under_way) for each in shown] == [(1, None)] * 3

"""The registry of personal data names every field of every table, and whoever ends what it says."""

import importlib
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command

from participation.engines.personal_data import (
    REGISTRY,
    TIDY,
    Table,
    gaps,
    personal_data,
    retentions,
    uses,
)
from participation.management.commands.privacy_registry import ASSESSMENT, RECORD, filled
from participation.privacy.queries.tables import fields_of_tables
from participation.privacy.words.record import record_of_processing


def test_every_field_of_every_table_is_in_the_registry_once():
    assert gaps(fields_of_tables()) == []


def test_a_field_that_is_new_gone_or_listed_twice_is_found():
    tables = {"a.Here": frozenset({"id", "name"}), "a.New": frozenset({"id"})}
    registry = {"a.Here": Table((), ("id", "id", "gone")), "a.Old": Table((), ())}
    assert gaps(tables, registry) == [
        "a.New: not in the registry",
        "a.Old: there is no such table",
        "a.Here.name: not in the registry",
        "a.Here.gone: no such field",
        "a.Here.id: listed twice",
    ]


def test_the_command_checks(monkeypatch):
    call_command("privacy_registry", check=True, stdout=StringIO())
    monkeypatch.setattr(
        "participation.privacy.queries.tables.fields_of_tables",
        lambda: {"a.New": frozenset({"id"})},
    )
    with pytest.raises(CommandError, match=r"a\.New: not in the registry"):
        call_command("privacy_registry", check=True, stdout=StringIO())


@pytest.mark.django_db
def test_every_way_to_a_person_is_one_that_a_row_has():
    wrong = []
    for table, data in personal_data():
        rows = apps.get_model(table)._default_manager
        try:
            if data.of:
                rows.filter(**{data.of: 1, **data.where}).exists()
            if data.since:
                rows.filter(**{f"{data.since}__lt": "2020-01-01T00:00Z", **data.only}).exists()
        except FieldError as problem:
            wrong.append(f"{table}: {problem}")
    assert wrong == []


def test_a_link_to_an_account_is_personal():
    """Nobody links a row to an account without saying what that is for."""
    ways = {}
    for table, data in personal_data():
        ways.setdefault(table, set()).add(data.of)
    user = apps.get_model(settings.AUTH_USER_MODEL)
    unsaid = [
        f"{model._meta.label}.{each.name}"
        for model in apps.get_models(include_auto_created=True)
        for each in model._meta.get_fields()
        if each.concrete and each.related_model is user and not each.many_to_many
        if each.name not in ways.get(model._meta.label, set())
    ]
    assert unsaid == []


def _is_there(name):
    module, _, what = name.rpartition(".")
    return callable(getattr(importlib.import_module(module), what, None))


def _runs_by_itself(name):
    """Whether beat, or an event, has a worker do it."""
    by_beat = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    by_event = {task for tasks in settings.EVENT_SUBSCRIBERS.values() for task in tasks}
    return name in by_beat | by_event


def test_whatever_is_kept_for_a_time_is_ended_by_somebody():
    for each in retentions():
        assert bool(each.ended_by) != bool(each.kept_because), each.code
        for name in each.ended_by:
            assert _is_there(name), name
            assert _runs_by_itself(name) or ".actions." in name, name
        assert (TIDY in each.ended_by) == bool(each.days), each.code


def test_the_job_knows_which_rows_to_delete_wherever_it_has_to():
    for use in uses():
        has_rows = any(data.since for _, data in personal_data() if data.use.code == use.code)
        assert has_rows == (TIDY in use.retention.ended_by), use.code


def test_the_documents_are_made_of_the_registry_as_it_is():
    """Mend it with `manage.py privacy_registry --write`."""
    assert RECORD.read_text() == record_of_processing()
    text = ASSESSMENT.read_text()
    assert text == filled(text)
    assert all(str(use.purpose) in text for use in uses())


def test_the_command_prints_the_record():
    printed = StringIO()
    call_command("privacy_registry", stdout=printed)
    assert "| what | what for | lawful basis | how long |" in printed.getvalue()
    assert set(REGISTRY) >= {"participation.User"}

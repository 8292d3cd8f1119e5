"""Every address is read as every role, once: nothing that is held about a person stands where it
does not belong, and reading changes nothing.

What is looked for is made of the registry of personal data, so that a new field is looked for from
the day that it is there: its place is nowhere, until PLACES says otherwise and why.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from outcomes.notifications.actions.telling import tell_followers
from participation.engines.personal_data import personal_data
from priorities.models import Proposal
from priorities.results.queries.files import BUNDLE
from tests import make
from tests.crawl import PRINTED, addresses_of, read_printed, whole
from tests.test_access import World, clients_of


@dataclass(frozen=True)
class Place:
    """Where what is in a field may be read by somebody else: by which roles, at which addresses (at
    any, where none is named), of which rows (of any), and why.
    """

    why: str
    roles: frozenset[str] | None = None
    addresses: frozenset[str] | None = None
    rows: Callable[[], set[object]] | None = None

    def takes(self, row, address, person):
        """Whether this person may read it at this address."""
        return (
            (self.roles is None or person in self.roles)
            and (self.addresses is None or address in self.addresses)
            and (self.rows is None or row in self.rows())
        )


def place(why, roles="", addresses="", rows=None):
    """A place, with what it names as words."""
    named = [frozenset(each.split()) or None for each in (roles, addresses)]
    return Place(why, *named, rows)


def _published():
    return set(Proposal.objects.published().values_list("pk", flat=True))


_TEXT = (
    place("everybody reads what is published", rows=_published),
    place(
        "a moderator reads what was reported or hidden",
        "moderator",
        "moderation moderate_proposal answer_appeal",
    ),
)
PLACES = {
    **{f"priorities.Proposal.{name}": _TEXT for name in ("title", "problem", "idea", "benefit")},
    "coopservices.Event.subject_id": (place("the id of a poll, which is in its address"),),
    "coopservices.AuditEntry.subject_id": (place("the id of a thing, which is in its address"),),
    **{
        f"coopservices.AuditEntry.{name}": (
            place("a code that tells what was done", "guardian officer", "audit_log"),
        )
        for name in ("act", "subject_type")
    },
    "participation.Claim.known_as": (
        place("who confirms it has to know whose it is", "officer", "decide_claim"),
    ),
    "participation.Invitation.email": (
        place("who has the letter has the address", addresses="invitation"),
        place("officers invite", "officer", "people invited_person"),
    ),
    "participation.PrivacyComplaint.email": (
        place("where the answer goes", "guardian officer", "answer_complaint"),
    ),
    "participation.PrivacyComplaint.text": (
        place("who answers reads it", "guardian officer", "answer_complaint"),
    ),
    "participation.User.email": (
        place(
            "officers give and take roles",
            "officer",
            "people decide_jointly take_away_role decide_claim reset_second_factors",
        ),
    ),
    "participation.User.name": (
        place("officers give and take roles", "officer", "people voter_register"),
        place("who did what", "guardian officer", "audit_log"),
        place("who invites says who they are", addresses="invitation"),
        place("who decides declares their interests in public", addresses="about_interests"),
    ),
    "participation.Interest.what": (
        place("who decides declares their interests in public", addresses="about_interests"),
    ),
    "priorities.Challenge.reason": (
        place("who answers reads it", "officer", "challenges answer_challenge"),
    ),
    "priorities.ModerationDecision.appeal": (
        place("another moderator answers", "moderator", "answer_appeal"),
    ),
}

# What a GET may write: the table, the addresses that do (any, where none is named), and why.
WRITES = {
    "django_session": ("", "a message that was shown is taken out; a vote that was begun"),
    "coopservices_auditentry": (
        "answer_complaint decide_claim",
        "whoever reads what somebody said of themselves is noted",
    ),
    "coopservices_event": ("readyz", "it tries whether the outbox can be written, and undoes it"),
}

MARK = re.compile(r"cnry\d+z")
TEXTS = (models.CharField, models.TextField)
LONG_ENOUGH = 16  # characters that nobody meets by chance


class Seeds:
    """What to look for, a mark or a value: the field and the row in which it stands, and whose it
    is.
    """

    def __init__(self):
        self.marks, self.values = {}, {}
        for label, data in personal_data():
            model = apps.get_model(label)
            for name in data.fields:
                field = model._meta.get_field(name)
                if isinstance(field, TEXTS) and not field.choices and not field.is_relation:
                    keeps = self._is_kept(label, data, field)
                    self._seed(model, label, field, data.of, keeps=keeps)

    @staticmethod
    def _is_kept(label, data, field):
        """Whether what stands there is looked for as it is: other rows and keys depend on it."""
        return data.is_secret or field.primary_key or label in KEPT or "mac" in data.fields

    def _seed(self, model, label, field, of, *, keeps):
        for pk, value, owner in model._default_manager.values_list("pk", field.name, of or "pk"):
            where = (f"{label}.{field.name}", pk, owner if of else None)
            if keeps:
                if isinstance(value, str) and len(value) >= LONG_ENOUGH:
                    self.values[value] = where
                continue
            mark = f"cnry{len(self.marks)}z"
            if field.max_length is not None and field.max_length < len(mark):
                continue
            told = f"{mark}@example.org" if isinstance(field, models.EmailField) else mark
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=pk).update(**{field.name: told})
            except IntegrityError:  # a constraint wants it empty here
                continue
            self.marks[mark] = where

    def within(self, text):
        """What of it stands in a text."""
        found = {self.marks[mark] for mark in MARK.findall(text) if mark in self.marks}
        return found | {where for value, where in self.values.items() if value in text}


KEPT = {
    *("sessions.Session", "account.EmailAddress", "coopservices.AuditEntry", "coopservices.Event"),
    *("priorities.CountPart", "priorities.CountPiece", "coopservices.KeptLimit"),
}


def tables():
    """The hash of every table's rows, by its name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = model._default_manager.order_by("pk").values_list()
        plain = [[_plain(value) for value in row] for row in rows]
        found[model._meta.db_table] = hashlib.sha256(repr(plain).encode()).hexdigest()
    return found


def _plain(value):
    """PostgreSQL gives bytes as a view, whose words tell where in memory it is."""
    return bytes(value) if isinstance(value, memoryview) else value


class Writes:
    """Notes which tables are written to, by the address that is read."""

    STATEMENT = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)

    def __init__(self):
        self.name, self.found = "", set()

    def __call__(self, execute, sql, params, many, context):
        if match := self.STATEMENT.match(sql):
            self.found.add((match[1], self.name))
        return execute(sql, params, many, context)


class Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.texts = []

    def emit(self, record):
        self.texts.append(f"{record.getMessage()} {getattr(record, 'exc_text', '')}")


class Reading:
    """What was found when everything was read: `told` are what, where and by whom."""

    def __init__(self):
        world = World("testserver")
        clients = clients_of(world)
        self.seeds, lines, writes = Seeds(), Lines(), Writes()
        self.told = set()
        addresses = {
            **addresses_of(world),
            "openapi": "/api/v1/openapi.json",
            "bundle": reverse("published_file", args=[world.counted.pk, BUNDLE]),
        }
        logging.getLogger().addHandler(lines)
        before = tables()
        own = {name: int(each.session.get(SESSION_KEY, 0)) for name, each in clients.items()}
        self.printed = set()
        try:
            with connection.execute_wrapper(writes):
                for person, client in clients.items():
                    for name, address in addresses.items():
                        writes.name = name
                        self._note(name, person, whole(client.get(address)), own=own[person])
            for name, person, told in read_printed(addresses, clients):
                self.printed.add(name)
                self._note(name, person, told, own=own[person])
        finally:
            logging.getLogger().removeHandler(lines)
        after = tables()
        self.changed = {name for name in after if after[name] != before[name]}
        self.writes = writes.found
        self.logged = set().union(*(self.seeds.within(text) for text in lines.texts))
        mail.outbox.clear()
        tell_followers(at=timezone.now())
        make.settle()
        letters = [f"{each.subject} {each.body} {each.alternatives}" for each in mail.outbox]
        self.mailed = set().union(*(self.seeds.within(text) for text in letters))

    def _note(self, name, person, told, *, own):
        """What stands there that is somebody else's."""
        found = self.seeds.within(told)
        self.told |= {(*each, name, person) for each in found if each[2] != own}


def _is_in_place(field, row, name, person):
    return any(each.takes(row, name, person) for each in PLACES.get(field, ()))


def test_reading_tells_nothing_out_of_place_and_changes_nothing(db, settings):
    settings.GOVUK_NOTIFY_POSTS_LETTERS = True
    reading = Reading()
    out_of_place = {
        (field, name, person)
        for field, row, _owner, name, person in reading.told
        if not _is_in_place(field, row, name, person)
    }
    assert not out_of_place, sorted(out_of_place)
    told = {field for field, *_where in reading.told}
    assert told >= {"priorities.Proposal.title", "participation.User.email"}, "it looks"
    assert reading.printed == PRINTED.keys()
    assert not reading.logged
    assert {field for field, row, _owner in reading.mailed if row not in _published()} == set()
    assert reading.changed <= WRITES.keys()
    written = {
        (table, name)
        for table, name in reading.writes
        if table not in WRITES or (WRITES[table][0] and name not in WRITES[table][0].split())
    }
    assert written == set()

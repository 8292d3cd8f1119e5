"""Sending a file for a register, and saying what stands in its columns."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from coopservices import audit
from coopservices.languages import say
from coopservices.outbox import events
from participation.electors.queries import eligibility_key
from participation.engines.tables import FileUnreadable, Table, read_table, text_of
from participation.engines.voter_registers.columns import (
    COLUMNS,
    OFFERED,
    Match,
    Use,
    guessed,
    lacking,
    problem_with_heading,
    shape_of,
)
from participation.engines.voter_registers.sealed_files import NONCE_SIZE, PART, seal_part
from participation.people.models import User
from participation.voter_registers.actions.keeping import (
    RegisterRefused,
    discard_under_way,
    locked_register,
)
from participation.voter_registers.models import (
    RegisterColumn,
    RegisterVersion,
    SealedPart,
    VoterRegister,
)

MOST_BYTES = 32 * 1024 * 1024
_SHOWN = 3  # rows, by their shapes


@sensitive_variables()
@transaction.atomic
def send_register(
    *, by: User, register: VoterRegister, content: bytes, at: datetime
) -> RegisterVersion:
    """Keep a file sealed until an officer says what stands in its columns; what was sent before and
    not taken is deleted. Raises RegisterRefused, and KeyUnavailable.
    """
    locked = locked_register(by=by, register=register)
    if len(content) > MOST_BYTES:
        raise RegisterRefused(
            _("This file is too large. Send the columns that are needed."), "file"
        )
    try:
        table = read_table(content)
        if problem := problem_with_heading(table.heading):
            raise RegisterRefused(say(problem), "file")
        rows = [[text_of(cell) for cell in cells] for _number, cells in islice(table.rows, _SHOWN)]
    except FileUnreadable as problem:
        raise RegisterRefused(say(problem), "file") from problem
    if not rows:
        raise RegisterRefused(_("There is nobody in this file, only a heading."), "file")

    discard_under_way(register=locked)
    version = RegisterVersion.objects.create(
        register=locked,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=table.encoding,
        parts=-(-len(content) // PART),
        lines=table.expected,
        uploaded_by=by,
        uploaded_at=at,
        touched_at=at,
    )
    _keep_columns(version, table, rows)
    _seal(version, content)
    audit.record("register_sent", locked, by=by, details={"version": version.pk}, at=at)
    return version


def _keep_columns(version: RegisterVersion, table: Table, rows: list[list[str]]) -> None:
    uses = {
        place: use
        for use, place in guessed(table.heading).items()
        if use in OFFERED[Match(version.register.kind)]
    }
    shapes = [[shape_of(cell) for cell in row] for row in rows]
    for place, name in enumerate(table.heading):
        first, second, third = [
            row[place] if place < len(row) else "" for row in [*shapes, *[[]] * _SHOWN][:_SHOWN]
        ]
        RegisterColumn.objects.create(
            version=version,
            position=place,
            name=name,
            first_shape=first,
            second_shape=second,
            third_shape=third,
            use=uses.get(place, ""),
        )


def _seal(version: RegisterVersion, content: bytes) -> None:
    """Keep the file in parts, none of which can be read without the council's key."""
    key = eligibility_key(version.register.council_id)
    for place in range(version.parts):
        nonce = secrets.token_bytes(NONCE_SIZE)
        part = content[place * PART : (place + 1) * PART]
        sealed = seal_part(key, version.pk, place, version.parts, nonce, part)
        SealedPart.objects.create(version=version, position=place, nonce=nonce, ciphertext=sealed)


@transaction.atomic
def confirm_columns(
    *, by: User, version: RegisterVersion, uses: Mapping[int, str], at: datetime
) -> None:
    """Say what each column is used for, by its place, and let a worker check the lines. Raises
    RegisterRefused.
    """
    register = locked_register(by=by, register=version.register)
    waiting = register.versions.filter(pk=version.pk).first()
    if waiting is None or not waiting.waits_for_columns:
        raise RegisterRefused(_("This file is not here any more. Send it again."))
    match = Match(register.kind)
    chosen = {place: Use(use) for place, use in uses.items() if use in OFFERED[match]}
    for use in OFFERED[match]:
        if list(chosen.values()).count(use) > 1:
            words = _("More than one column is the %(use)s. Choose one.")
            raise RegisterRefused(words % {"use": say(COLUMNS[use].label).lower()})
    if needed := lacking({use: place for place, use in chosen.items()}, match):
        raise RegisterRefused(say(COLUMNS[needed].lacking))

    waiting.columns.update(use="")
    for place, use in chosen.items():
        waiting.columns.filter(position=place).update(use=use)
    waiting.state, waiting.touched_at = RegisterVersion.State.CHECKING, at
    waiting.save(update_fields=["state", "touched_at"])
    details = {"version": waiting.pk, "columns": sorted(chosen.values())}
    audit.record("register_columns_confirmed", register, by=by, details=details, at=at)
    events.record(
        "participation.register_columns_confirmed", subject_id=waiting.pk, actor_id=by.pk, at=at
    )

"""Beginning a register, taking a version that was checked, and deleting."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.councils.models import Council
from participation.engines.constituencies import CONSTITUENCIES
from participation.people.models import User
from participation.voter_registers.models import (
    LONGEST_REASON,
    UNDER_WAY,
    RegisterEntry,
    RegisterVersion,
    VoterRegister,
)
from participation.voter_registers.permissions import may_keep_registers
from participation.voter_registers.queries import KEPT_FOR


class RegisterRefused(Refusal):
    """A register cannot be begun, sent or taken like this; the message is for the officer."""


@transaction.atomic
def begin_register(
    *,
    by: User,
    council: Council,
    name: str,
    kind: str,
    constituency: str = "",
    is_electoral: bool,
    at: datetime,
) -> VoterRegister:
    """A register with nobody on it yet. Raises RegisterRefused, for the electoral register too: the
    law lets no vote that is held here use it.
    """
    require(may_keep_registers(by, council))
    if is_electoral:
        raise RegisterRefused(
            _("The electoral register may not be used here. Use a list of the council's own."),
            "is_another",
        )
    if kind not in VoterRegister.Kind.values:
        raise RegisterRefused(_("Choose what people show to be found."), "kind")
    if constituency and constituency not in CONSTITUENCIES:
        raise RegisterRefused(_("Choose who is on this register."), "constituency")
    name = name.strip()
    if not name or VoterRegister.objects.filter(council=council, name=name).exists():
        words = _("Give it a name that no other register has.")
        raise RegisterRefused(words, "name")
    register = VoterRegister.objects.create(
        council=council, name=name, kind=kind, constituency=constituency
    )
    audit.record("register_begun", register, by=by, details={"kind": kind}, at=at)
    return register


@transaction.atomic
def take_register(*, by: User, version: RegisterVersion, reason: str = "", at: datetime) -> None:
    """Put a version that was checked in force in the place of the one before, whose entries are
    deleted. Where its size is very different a reason says why. Raises RegisterRefused.
    """
    register = locked_register(by=by, register=version.register)
    checked = register.versions.filter(pk=version.pk).first()
    if checked is None or not checked.is_checked:
        raise RegisterRefused(_("This file is not ready to be taken. Look at it again."))
    if checked.differs_in_size and not reason.strip():
        raise RegisterRefused(_("Say why it is so much larger or smaller."), "reason")
    if len(reason) > LONGEST_REASON:
        raise RegisterRefused(_("Say it in fewer words."), "reason")

    before = register.versions.in_force()
    RegisterEntry.objects.filter(version__in=before).delete()
    before.update(state=RegisterVersion.State.REPLACED)
    checked.state, checked.size_reason = RegisterVersion.State.IN_FORCE, reason.strip()
    checked.taken_by, checked.taken_at = by, at
    checked.save(update_fields=["state", "size_reason", "taken_by", "taken_at"])
    details = {
        "version": checked.pk,
        "lines": checked.lines,
        "added": checked.added,
        "gone": checked.gone,
        "differs": int(checked.differs_in_size),
    }
    audit.record("register_taken", register, by=by, details=details, at=at)
    events.record("participation.register_taken", subject_id=register.pk, actor_id=by.pk, at=at)


@transaction.atomic
def discard_version(*, by: User, version: RegisterVersion, at: datetime) -> None:
    """Delete a file that was sent and not taken, and what was found in it. Raises
    RegisterRefused.
    """
    register = locked_register(by=by, register=version.register)
    if not register.versions.under_way().filter(pk=version.pk).exists():
        raise RegisterRefused(_("This version is in force. Send another to replace it."))
    discard_under_way(register=register)
    audit.record("register_file_discarded", register, by=by, details={"version": version.pk}, at=at)


@transaction.atomic
def delete_register(*, by: User, register: VoterRegister, at: datetime) -> None:
    """Delete a register with everybody on it: nobody can be found on it any more. Who has voted
    keeps their ballot.
    """
    found = locked_register(by=by, register=register)
    audit.record("register_deleted", found, by=by, at=at)
    events.record("participation.register_deleted", subject_id=found.pk, actor_id=by.pk, at=at)
    found.delete()


@transaction.atomic
def forget_files(*, at: datetime) -> None:
    """Delete the files that wait for an officer, or for a check, since too long ago."""
    waiting = RegisterVersion.objects.filter(
        state__in=[RegisterVersion.State.COLUMNS, RegisterVersion.State.CHECKING],
        uploaded_at__lte=at - KEPT_FOR,
    )
    for version in waiting.select_for_update():
        version.state = RegisterVersion.State.LAPSED
        version.save(update_fields=["state"])
        forget_file(version=version)
        version.entries.all().delete()


def forget_file(*, version: RegisterVersion) -> None:
    """Delete the sealed file, and what was shown of it."""
    version.sealed_parts.all().delete()
    version.columns.update(first_shape="", second_shape="", third_shape="")


def discard_under_way(*, register: VoterRegister) -> None:
    """Delete what was sent and not taken."""
    register.versions.filter(state__in=UNDER_WAY).delete()


def locked_register(*, by: User, register: VoterRegister) -> VoterRegister:
    """The register, for one officer at a time until the transaction ends."""
    found = VoterRegister.objects.select_for_update(of=("self",)).select_related("council")
    locked = found.get(pk=register.pk)
    require(may_keep_registers(by, locked.council))
    return locked

"""Materials: what a vote is about in other forms, as files that are kept here or as links."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices.languages import say
from coopservices.texts import Text, columns
from participation.models import User
from priorities.polls.actions.drafting import DraftRefused, edited, kept
from priorities.polls.models import Material, Poll

MOST_MATERIALS = 10
LARGEST_FILE = 10 * 1024 * 1024
TYPES = {b"%PDF-": "application/pdf", b"ID3": "audio/mpeg", b"\xff\xfb": "audio/mpeg"}
"""What a file begins with, and what it then is."""


@transaction.atomic
def add_material(
    *,
    by: User,
    poll: Poll,
    kind: str,
    title: Text | str,
    link: str = "",
    file: bytes | None = None,
    at: datetime,
) -> Material:
    """Put a file (a PDF or an MP3) or a link beside a draft. Raises DraftRefused."""
    draft = edited(by=by, poll=poll)
    if draft.materials.count() >= MOST_MATERIALS:
        words = _("A vote can have at most %(most)s of these.")
        raise DraftRefused(words % {"most": say(MOST_MATERIALS)})
    material = Material(poll=draft, kind=kind, **columns(title=Text.of(title).stripped()))
    if file is None:
        material.link = _checked_link(link)
    else:
        material.file, material.file_type = file, _type_of(file)
        material.sha256 = hashlib.sha256(file).hexdigest()
    material.save()
    kept(by=by, draft=draft, step="materials", at=at)
    return material


@transaction.atomic
def remove_material(*, by: User, material: Material, at: datetime) -> None:
    """Take one away again."""
    draft = edited(by=by, poll=material.poll)
    draft.materials.filter(pk=material.pk).delete()
    kept(by=by, draft=draft, step="materials", at=at)


def _checked_link(link: str) -> str:
    if not link.startswith("https://"):
        raise DraftRefused(_("Give an address that begins with https://."), "link")
    return link


def _type_of(file: bytes) -> str:
    """What a file is by its first bytes, whatever its name says. Raises DraftRefused."""
    if len(file) > LARGEST_FILE:
        raise DraftRefused(_("The file is larger than 10 megabytes. Choose a smaller one."), "file")
    found = next((kind for begin, kind in TYPES.items() if file.startswith(begin)), None)
    if found is None:
        raise DraftRefused(_("The file is neither a PDF nor an MP3. Choose one that is."), "file")
    return found

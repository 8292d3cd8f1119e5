"""Loading an election held elsewhere, with its real ballots, as a closed poll: all of it, or
nothing.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from django.db import transaction
from django.utils.text import Truncator, slugify
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.permissions import require
from participation.models import Council, Sector, User
from priorities.engines.counting.formats.pb import PbElection
from priorities.engines.imported_election import GROUP, QUESTION, Imported
from priorities.engines.sealing.publication import (
    FEWEST_BALLOTS,
    manifest,
    public_half,
    read_line,
    root,
    sign,
)
from priorities.engines.voting.definition import fingerprint
from priorities.imported_elections.permissions import may_import_election
from priorities.polls.actions.keys import make_signing_key
from priorities.polls.models import Option, Poll, Question
from priorities.polls.queries.keys import signing_key
from priorities.results.actions.analysing import analyse_result
from priorities.results.actions.counting import publish
from priorities.results.queries.publications import Publication, margins_of
from priorities.rounds.models import Round

SECTOR = {"slug": "elsewhere", "name": "Elections held elsewhere"}


class ImportRefused(Exception):
    """Why an election cannot be loaded, in words for the officer."""


@transaction.atomic
def import_election(
    *, by: User, council: Council, election: PbElection, file: bytes, at: datetime
) -> Poll:
    """A real election as a certified poll of its own round, its ballots published line by line and
    counted here.

    `election` is what `file` was read as. Raises ImportRefused where it cannot be shown, or is
    loaded already.
    """
    require(may_import_election(by, council))
    imported = Imported(uuid4(), election, sha256(file).digest())
    if len(imported.ballots) == 0:
        raise ImportRefused(_("There is no ballot in it."))
    if not imported.title:
        raise ImportRefused(
            _("Its META section has neither a description nor an instance to call it by.")
        )
    slug = f"{slugify(imported.title)[:60]}-{imported.digest.hex()[:8]}"
    if Round.objects.filter(council=council, slug=slug).exists():
        raise ImportRefused(_("This file has been imported already."))

    lines = [line for _, line in imported.lines()]
    poll = _poll(imported, _round(imported, council, slug, by, at), by, at)
    publication = _publication(imported, poll, council, lines)
    publish(poll=poll, lines=map(read_line, lines), publication=lambda: publication, at=at)
    analyse_result(poll=poll)
    audit.record("election_imported", poll, by=by, at=at)
    return poll


def _round(imported: Imported, council: Council, slug: str, by: User, at: datetime) -> Round:
    sector, _ = Sector.objects.get_or_create(
        council=council, slug=SECTOR["slug"], defaults={"name": SECTOR["name"], "position": 99}
    )
    return Round.objects.create(
        council=council,
        sector=sector,
        slug=slug,
        title_en=Truncator(imported.title).chars(120),
        question_en=Truncator(
            f"What did people choose in {imported.place or imported.title}?"
        ).chars(200),
        summary_en=(
            "A real election held elsewhere "
            f"({imported.place or 'the file does not say where'}), loaded with its own "
            "ballots to show how they count here."
        ),
        what_can_change_en="Nothing here: this was decided where it was held.",
        who_decides_en=imported.place or "Those who held it",
        decided_by_on=at.date(),
        created_by=by,
        published_at=at,
    )


def _poll(imported: Imported, round_: Round, by: User, at: datetime) -> Poll:
    opened_at, closed_at = _dates(imported, at)
    poll = Poll.objects.create(
        id=imported.poll,
        round=round_,
        title_en=round_.title.english,
        state=Poll.State.CERTIFIED,
        proofs_asked="",
        imported_from=Truncator(imported.place or imported.title).chars(300),
        closes_at=closed_at,
        opened_at=opened_at,
        closed_at=closed_at,
        certified_at=at,
        certified_by=by,
        definition=imported.definition(opened_at=opened_at, closed_at=closed_at).decode(),
    )
    _question(imported, poll)
    return poll


def _question(imported: Imported, poll: Poll) -> None:
    words, options = imported.question(), imported.ballots.options
    question = Question.objects.create(
        poll=poll,
        key=QUESTION,
        position=0,
        text_en=str(words["text"]),
        method=str(words["type"]),
        most_choices=len(options),
        budget=imported.ballots.budget,
    )
    keys = imported.keys
    Option.objects.bulk_create(
        Option(
            question=question,
            key=keys[option.id],
            position=place,
            title_en=Truncator(option.name or option.id).chars(300),
            cost=option.cost,
        )
        for place, option in enumerate(options)
    )


def _publication(
    imported: Imported, poll: Poll, council: Council, lines: list[bytes]
) -> Publication:
    if poll.opened_at is None or poll.closed_at is None:
        raise ImportRefused(_("The election has no dates."))
    make_signing_key(council=council)
    private = signing_key(council.pk)
    questions, result = [imported.question()], {QUESTION: imported.result()}
    text = manifest(
        poll=poll.pk,
        title=poll.title,
        mode="content",
        opened_at=poll.opened_at,
        closed_at=poll.closed_at,
        questions=questions,
        groups=[GROUP],
        counted_groups=[GROUP],
        ballots=imported.ballots.turnout,
        leaves=len(lines),
        roots={"root": root(lines)},
        result=result,
        smallest_group=FEWEST_BALLOTS,
        definition=fingerprint(poll.definition.encode()),
    )
    public = public_half(private)
    margins = margins_of(text)
    margins |= {QUESTION: exact} if (exact := imported.margin()) else {}
    return Publication(text, sign(private, text), public, margins)


def _dates(imported: Imported, at: datetime) -> tuple[datetime, datetime]:
    """When voting began and, exclusive, when it ended, as the file says; now where it does not."""
    begun, ended = (
        _midnight(imported.election.meta.get(key, "")) for key in ("date_begin", "date_end")
    )
    closed_at = ended + timedelta(days=1) if ended else at
    return min(begun or closed_at, closed_at), closed_at


def _midnight(text: str) -> datetime | None:
    """The beginning of a day that is written as the files do: 15.04.2024, 2024-04-15 or 2024."""
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%Y"):
        try:
            return make_aware(datetime.strptime(text.strip(), form))  # noqa: DTZ007 (a day where it was is a day here)
        except ValueError:
            continue
    return None

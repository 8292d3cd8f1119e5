"""The last steps of the chain: from what was promised to what residents say came of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopservices.templatetags.ui import as_written
from coopservices.texts import Text
from outcomes.commitments.queries.commitments import CommitmentNow

State = Literal["done", "now", "ahead", "missing"]
LONG = 28  # words on one step of what somebody wrote


@dataclass(frozen=True)
class Step:
    """One step of the chain: what it is called, what happened, where it can be read, and how far it
    is.
    """

    name: str
    title: str
    href: str | None
    state: State


def short(text: Text | str) -> str:
    """What somebody wrote, short enough for a step."""
    return Truncator(str(text)).words(LONG, truncate=" …")


def day(on: date) -> str:
    """A day as people write it: 3 March 2027."""
    return format_date(on, "j F Y")


def last_steps(now: CommitmentNow, *, is_named: bool) -> list[Step]:
    """What was promised (by name unless that stands above it), what was done, what came of it. Asks
    no database.
    """
    title = _("%(title)s: %(owner)s, by %(day)s") if is_named else _("%(owner)s, by %(day)s")
    promise = title % {
        "title": now.commitment.title,
        "owner": now.commitment.owner,
        "day": day(now.commitment.due_on),
    }
    return [
        Step(_("The promise"), promise, _href(now), "done"),
        _deed(now),
        _measure(now),
        _verdict(now),
    ]


def nothing_done_yet() -> list[Step]:
    """The last steps where something may still be promised."""
    verdict = _("Whether it worked, from those who live with it")
    return [
        Step(_("What is done"), _("In the owner's words, with the day"), None, "ahead"),
        Step(_("The measure"), _("Whether the figures move"), None, "ahead"),
        Step(_("What people say"), verdict, None, "ahead"),
    ]


def nothing_to_come() -> list[Step]:
    """The last steps where nothing was promised, and nothing will be."""
    return [
        Step(_("What is done"), _("Nothing was promised, so nothing is due"), None, "missing"),
        Step(_("The measure"), _("There is nothing to measure"), None, "missing"),
        Step(_("What people say"), _("Nobody is asked whether it worked"), None, "missing"),
    ]


def _deed(now: CommitmentNow) -> Step:
    state: State = "now" if now.commitment.is_outstanding else "done"
    told = _done_so_far(now)
    if now.latest:
        said = {"told": told, "words": short(now.latest.text)}
        told = _("%(told)s “%(words)s”") % said
    elif now.commitment.is_outstanding:
        nothing = _("Nothing has been said yet about what is done.")
        told = f"{told} {nothing}"
    return Step(_("What is done"), told, _href(now, "done"), state)


def _done_so_far(now: CommitmentNow) -> str:
    commitment = now.commitment
    if commitment.done_at:
        return _("Done on %(day)s.") % {"day": day(localdate(commitment.done_at))}
    if commitment.stopped_at:
        stopped = {"day": day(localdate(commitment.stopped_at))}
        return _("The trial was stopped on %(day)s.") % stopped
    due = _("Overdue since %(day)s.") if now.is_overdue else _("Due by %(day)s.")
    return due % {"day": day(commitment.due_on)}


def _measure(now: CommitmentNow) -> Step:
    name, indicator = _("The measure"), now.commitment.indicator
    if indicator is None:
        return Step(name, _("No measure was chosen to show whether it worked"), None, "missing")
    href = reverse("indicator_detail", args=[indicator.key])
    title = now.measure or str(as_written(indicator.name))
    return Step(name, title, href, "done" if now.commitment.is_done else "ahead")


def _verdict(now: CommitmentNow) -> Step:
    name = _("What people say")
    if now.commitment.is_stopped:
        return Step(
            name, _("It was stopped, so nobody is asked whether it worked"), None, "missing"
        )
    if not now.commitment.is_done:
        return Step(name, _("Once it is done, people say whether it worked"), None, "ahead")
    if now.verdict is None or not now.verdicts:
        return Step(name, _("Nobody has said yet whether it worked"), _href(now, "worked"), "now")
    return Step(name, now.verdict_words, _href(now, "worked"), "done")


def _href(now: CommitmentNow, part: str = "") -> str:
    return reverse("commitment_detail", args=[now.commitment.pk]) + (f"#{part}" if part else "")

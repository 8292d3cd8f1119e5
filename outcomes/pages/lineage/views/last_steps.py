"""The last steps of the chain: from what was promised to what residents say came of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

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


def short(text: str) -> str:
    """What somebody wrote, short enough for a step."""
    return Truncator(text).words(LONG, truncate=" …")


def day(on: date) -> str:
    """A day as people write it: 3 March 2027."""
    return format_date(on, "j F Y")


def last_steps(now: CommitmentNow, *, is_named: bool) -> list[Step]:
    """What was promised (by name unless that stands above it), what was done, what came of it. Asks
    no database.
    """
    whose = f"{now.commitment.owner}, by {day(now.commitment.due_on)}"
    title = f"{now.commitment.title}: {whose}" if is_named else whose
    return [
        Step("The promise", title, _href(now), "done"),
        _deed(now),
        _measure(now),
        _verdict(now),
    ]


NOTHING_DONE_YET = [
    Step("What is done", "In the owner's words, with the day", None, "ahead"),
    Step("The measure", "Whether the figures move", None, "ahead"),
    Step("What people say", "Whether it worked, from those who live with it", None, "ahead"),
]


def nothing_to_come() -> list[Step]:
    """The last steps where nothing was promised, and nothing will be."""
    return [
        Step("What is done", _("Nothing was promised, so nothing is due"), None, "missing"),
        Step("The measure", _("There is nothing to measure"), None, "missing"),
        Step("What people say", _("Nobody is asked whether it worked"), None, "missing"),
    ]


def _deed(now: CommitmentNow) -> Step:
    name, commitment = "What is done", now.commitment
    said = f" “{short(now.latest.text)}”" if now.latest else ""
    if commitment.done_at:
        return Step(
            name, f"Done on {day(localdate(commitment.done_at))}.{said}", _href(now, "done"), "done"
        )
    if commitment.stopped_at:
        return Step(
            name,
            f"The trial was stopped on {day(localdate(commitment.stopped_at))}.{said}",
            _href(now, "done"),
            "done",
        )
    state = (
        f"Overdue since {day(commitment.due_on)}."
        if now.is_overdue
        else f"Due by {day(commitment.due_on)}."
    )
    return Step(
        name,
        f"{state}{said or ' Nothing has been said yet about what is done.'}",
        _href(now, "done"),
        "now",
    )


def _measure(now: CommitmentNow) -> Step:
    name, indicator = "The measure", now.commitment.indicator
    if indicator is None:
        return Step(name, "No measure was chosen to show whether it worked", None, "missing")
    href = reverse("indicator_detail", args=[indicator.key])
    return Step(
        name, now.measure or indicator.name, href, "done" if now.commitment.is_done else "ahead"
    )


def _verdict(now: CommitmentNow) -> Step:
    name = "What people say"
    if now.commitment.is_stopped:
        return Step(name, "It was stopped, so nobody is asked whether it worked", None, "missing")
    if not now.commitment.is_done:
        return Step(name, "Once it is done, people say whether it worked", None, "ahead")
    if now.verdict is None or not now.verdicts:
        return Step(name, "Nobody has said yet whether it worked", _href(now, "worked"), "now")
    return Step(name, now.verdict_words, _href(now, "worked"), "done")


def _href(now: CommitmentNow, part: str = "") -> str:
    return reverse("commitment_detail", args=[now.commitment.pk]) + (f"#{part}" if part else "")

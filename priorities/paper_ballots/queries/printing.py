"""Ballot papers as a document to print: one page or more for each serial number."""

import json
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from coopservices.dates import moment
from coopservices.languages import say
from priorities.engines.sealing.paper import PaperNumber, serial
from priorities.engines.voting.asked_questions import AskedQuestion
from priorities.engines.voting.paper_order import letter_of_order
from priorities.paper_ballots.models import PaperBatch
from priorities.paper_ballots.queries.papers import order_of
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import OpenedPoll, opened_poll

TEMPLATE = settings.BASE_DIR / "templates/priorities/ballot_paper.typ"


def printed_papers(batch: PaperBatch, *, language: str, is_large: bool) -> bytes:
    """The papers of a batch as PDF, in a language, as the poll was frozen. Raises
    KeyUnavailable.
    """
    given = {"paper": json.dumps(words_of_papers(batch, language=language, is_large=is_large))}
    pdf = typst.compile(TEMPLATE, sys_inputs=given, pdf_tags=False)  # tags take 7 times as long
    if not isinstance(pdf, bytes):
        raise TypeError("Papers are one document.")
    return pdf


def words_of_papers(batch: PaperBatch, *, language: str, is_large: bool) -> dict[str, Any]:
    """All that stands on the papers of a batch: what is on each, the questions in each order in
    which they are printed, and each serial number with its order. Raises KeyUnavailable.
    """
    opened = opened_poll(batch.poll_id)
    key = voting_key(opened)
    numbers = [PaperNumber(batch.number, place + 1) for place in range(batch.size)]
    with translation.override(language):
        return {
            "language": language.partition("-")[0],  # typst knows "en", and no "en-gb"
            "is_large": is_large,
            "council": batch.poll.round.council.name,
            "papers": [
                {
                    "serial": serial(key, opened.pk, which),
                    "order": order_of(which, opened.definition),
                }
                for which in numbers
            ],
            **_words(batch, opened),
        }


def _words(batch: PaperBatch, opened: OpenedPoll) -> dict[str, Any]:
    """What stands on every paper of a batch."""
    definition = opened.definition
    back = _("Hand this paper in at %(place)s before voting ends on %(end)s.")
    words = [back % {"place": batch.place, "end": moment(opened.closes_at)}]
    if batch.is_identified:
        words.append(
            _(
                "This paper is for you alone. If it comes back, it counts in the place of anything "
                "that you cast online."
            )
        )
    if batch.whose:
        words.append(_("This slip is for %(people)s.") % {"people": batch.whose})
    words.append(
        _(
            "Do not write your name on it. The number below is for us to account for every paper: "
            "two people type it in, and the computer keeps who it was given to locked away until "
            "the result is final."
        )
        if batch.is_identified
        else _(
            "Do not write your name on it. The number below is for us to account for every slip: "
            "nobody keeps who was given which."
        )
    )
    return {
        "title": say(definition.title),
        "kind": _("Ballot paper") if batch.is_identified else _("Voting slip"),
        "page": _("page"),
        "orders": [
            {
                "letter": letter_of_order(turn) if definition.printed_orders > 1 else "",
                "questions": [_question(asked) for asked in definition.as_printed(turn).questions],
            }
            for turn in range(definition.printed_orders)
        ],
        "none": _("If you want none of these, leave every box empty. That counts as a blank vote."),
        "words": words,
    }


def _question(question: AskedQuestion) -> dict[str, Any]:
    mark = (
        _("Put a cross (X) in the box of each one that you choose.")
        if question.ballot_type.is_ticked
        else _("Write a number in the box. Leave a box empty for none.")
    )
    return {
        "text": say(question.text),
        "instruction": say(question.instruction),
        "mark": mark,
        "options": [{"title": say(one.title), "price": one.price} for one in question.options],
    }

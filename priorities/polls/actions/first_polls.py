"""The vote that a first round of a sector suggests, as a draft."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices.texts import Text
from participation.models import User
from priorities.engines.first_rounds import FIRST_ROUNDS
from priorities.polls.actions.asking import ask_question, offer_option
from priorities.polls.actions.drafting import DraftRefused, start_poll, word_poll
from priorities.polls.actions.materials import add_material
from priorities.polls.models import Material, Poll
from priorities.rounds.models import Round


@transaction.atomic
def draft_first_poll(
    *,
    by: User,
    round: Round,  # noqa: A002 (a round is a round)
    at: datetime,
) -> Poll:
    """An ordinary draft with the words, the question, the options and the materials that a first
    round of its sector suggests; each can be changed. Raises DraftRefused.
    """
    like = FIRST_ROUNDS.get(round.sector.slug)
    if like is None:
        raise DraftRefused(_("Nothing is suggested for this sector. Begin with nothing."), "begin")
    draft = start_poll(by=by, round=round, title=Text.of(like.poll_title), at=at)
    word_poll(
        by=by,
        poll=draft,
        title=Text.of(like.poll_title),
        introduction=Text.of(like.poll_introduction),
        at=at,
    )
    question = ask_question(
        by=by,
        question=draft.questions.get(),
        text=Text.of(like.poll_question),
        method="approval",
        most_choices=like.most_choices,
        at=at,
    )
    for statement in like.statements:
        offer_option(by=by, question=question, title=Text.of(statement), at=at)
    for each in like.materials:
        title = Text.of(each.title)
        add_material(
            by=by, poll=draft, kind=Material.Kind.OTHER, title=title, link=each.link, at=at
        )
    return draft

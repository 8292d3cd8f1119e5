"""Choosing whose ballots a poll counts apart, and how they make one result."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices.languages import say
from participation.engines.constituencies import (
    CONSTITUENCIES,
    written_constituencies,
)
from participation.models import User
from priorities.engines.voting.combining import ONE_POOL, problem_with_combining
from priorities.polls.actions.drafting import DraftRefused, edited, kept
from priorities.polls.models import Poll, Question
from priorities.polls.queries.polls import asked_question

STAFF = "staff"
# People of one employer can be pressed to prove their votes, so there their codes cannot.
_MODES = {True: Poll.ReceiptMode.INCLUSION, False: Poll.ReceiptMode.CONTENT}


class ConstituenciesRefused(DraftRefused):
    """A poll cannot be combined like this; the message is for the officer."""


@transaction.atomic
def set_constituencies(
    *,
    by: User,
    poll: Poll,
    constituencies: Collection[str],
    combining_rule: str = ONE_POOL,
    at: datetime,
) -> Poll:
    """Let the ballots of these constituencies count in a draft, each apart, and together by this
    rule; of none, and everybody's ballots count in one pool. Where the staff alone vote, codes show
    no vote, unless an officer has said what they show. Raises ConstituenciesRefused.
    """
    poll = edited(by=by, poll=poll)
    if not set(constituencies) <= CONSTITUENCIES.keys():
        words = _("Choose from the people that there are.")
        raise ConstituenciesRefused(words, "constituencies")
    if combining_rule != ONE_POOL and len(set(constituencies)) < 2:
        words = _("Choose at least two: with fewer there is nothing to combine.")
        raise ConstituenciesRefused(words, "constituencies")
    for question in poll.questions.all():
        if problem := _problem_with(question, combining_rule):
            raise ConstituenciesRefused(problem, "combining_rule")

    was_of_staff = poll.constituencies == STAFF
    poll.constituencies = written_constituencies(constituencies)
    poll.combining_rule = combining_rule
    is_of_staff = poll.constituencies == STAFF
    if is_of_staff != was_of_staff and not poll.saved_steps.filter(step="receipts").exists():
        poll.receipt_mode = _MODES[is_of_staff]
    poll.save(update_fields=["constituencies", "combining_rule", "receipt_mode"])
    return kept(by=by, draft=poll, step="constituencies", at=at)


def _problem_with(question: Question, combining_rule: str) -> str:
    rules = asked_question(question, question.options.all()).rules
    return say(problem_with_combining(combining_rule, rules))

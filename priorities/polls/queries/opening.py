"""What keeps a poll from its next state, in words for the officer."""

from datetime import datetime

from django.utils.translation import gettext as _

from coopservices.languages import say
from priorities.engines.voting.ballot_types import BALLOT_TYPES, problem_with_parameters
from priorities.polls.models import Poll, Question
from priorities.polls.queries.left_off import without_reason
from priorities.polls.queries.polls import asked_question
from priorities.rounds.models import Act


def problem_with_opening(poll: Poll, at: datetime) -> str:
    """Why a poll cannot open yet, in words for the officer; "" if it can."""
    phase = poll.round.phase_at(at)
    if not poll.round.is_published:
        return _("Publish the round first.")
    if phase is None or not phase.opens(Act.VOTE):
        return _("The round is not in a voting phase today. Open the poll when voting begins.")
    if poll.closes_at <= at:
        return _("The time at which voting ends has passed. Draft the poll again with a later one.")
    if poll.closes_at > phase.closes_at:
        return _(
            "Voting would end after its phase of the round has ended. Draft the poll again "
            "with an earlier end."
        )
    if without_reason(poll).exists():
        return _(
            "Since this poll was drafted, somebody published a proposal. Draft the poll again, and "
            "put it on the ballot or say why it is left off."
        )
    return next(filter(None, map(_problem_with_question, poll.questions.all())), "")


def _problem_with_question(question: Question) -> str:
    options = list(question.options.all())
    if len(options) < 2:
        return _("A question needs at least two options: with fewer there is nothing to vote on.")
    if question.method not in BALLOT_TYPES:
        return _("“%(type)s” has no ballot paper here.") % {"type": question.get_method_display()}
    if not 1 <= question.most_choices <= len(options):
        return _("Each person must be able to choose at least one option.")
    _about, problem = problem_with_parameters(
        BALLOT_TYPES[question.method], asked_question(question, options).rules
    )
    return say(problem)

"""What keeps a draft from opening, step by step of setting it up, in words for the officer."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from coopservices.languages import say
from coopservices.sentences import Wording
from participation.council_sign_in.queries import sign_in_of
from participation.engines.constituencies import read_constituencies
from participation.engines.proofs import IDENTITY, REGISTER, read_asked
from participation.models import Council
from participation.voter_registers.queries import registers_in_force, registers_without_births
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    problem_with_parameters,
)
from priorities.engines.voting.combining import problem_with_combining
from priorities.polls.models import Poll, Question
from priorities.polls.queries.left_off import without_reason
from priorities.polls.queries.polls import asked_question
from priorities.public_log.models import LogEntry
from priorities.rounds.models import Act, Phase, Round


def voting_phase(round_: Round, at: datetime) -> Phase | None:
    """The phase in which a poll begun now would be voted in; None where the round has none left."""
    return round_.phases.opening(Act.VOTE).filter(closes_at__gt=at).order_by("closes_at").first()


def problem_with_opening(poll: Poll, at: datetime) -> str:
    """Why a poll cannot open now, in words for the officer; "" if it can."""
    phase = poll.round.phase_at(at)
    if LogEntry.objects.filter(poll=poll.pk, kind=LogEntry.Kind.OPENED).exists():
        return _(
            "This vote was opened before, and went with a restore of the platform. It cannot be "
            "opened a second time. Set up another like it."
        )
    if not poll.round.is_published:
        return _("Publish the round first.")
    if phase is None or not phase.opens(Act.VOTE):
        return _("The round is not in a voting phase today. Open the poll when voting begins.")
    if poll.closes_at > phase.closes_at:
        return _("Voting would end after its phase of the round has ended. Choose an earlier day.")
    return next((words for _step, words in problems_with_draft(poll, at)), "")


def problems_with_draft(poll: Poll, at: datetime) -> Iterator[tuple[str, str]]:
    """The steps that have still something wrong, each with the first thing that is, in the order of
    the list of steps.
    """
    must_be_in_both = Council.objects.get(pk=poll.council_id).must_write_welsh
    if not poll.title or _lacks_welsh(must_be_in_both, poll.title, poll.introduction):
        yield "words", _in_both() if poll.title else _("Give the vote a title.")
    for question in poll.questions.prefetch_related("options"):
        yield from _problems_with_question(question, must_be_in_both=must_be_in_both)
    if without_reason(poll).exists():
        yield "left-off", _("Say of each proposal that is not on the ballot why it is left off.")
    elif _lacks_welsh(must_be_in_both, *(each.reason for each in poll.left_off.all())):
        yield "left-off", _in_both()
    if problem := _problem_with_register(poll):
        yield problem
    elif _asks(poll, IDENTITY) and sign_in_of(poll.council_id) is None:
        yield (
            "voters",
            _(
                "Nobody can sign in with the council's own accounts. Set that up first, or ask for "
                "something else."
            ),
        )
    if poll.closes_at <= at:
        yield "dates", _("The time at which voting ends has passed. Choose a later day.")
    if _lacks_welsh(must_be_in_both, *(each.title for each in poll.materials.defer("file"))):
        yield "materials", _in_both()


def _problem_with_register(poll: Poll) -> tuple[str, str] | None:
    """The step at which a poll that asks for a register cannot have it, and why; None if it can."""
    if not _asks(poll, REGISTER):
        return None
    council, counted = poll.council_id, read_constituencies(poll.constituencies)
    if not registers_in_force(council).exists():
        return "voters", _(
            "There is no register in force. Send one first, or ask for something else."
        )
    told = registers_in_force(council, counted).exclude(constituency="")
    if counted and not told.exists():
        return "constituencies", _(
            "No register in force is of one of these. Nobody on the registers could vote."
        )
    if poll.takes_papers and registers_without_births(council, counted):
        return "paper", _(
            "A register by reference numbers does not tell dates of birth, so somebody on it could "
            "vote at a desk too. Send one that does, or do without paper."
        )
    return None


def _asks(poll: Poll, proof: str) -> bool:
    return any(proof in asked for asked in read_asked(poll.proofs_asked))


def _problems_with_question(
    question: Question, *, must_be_in_both: bool
) -> Iterator[tuple[str, str]]:
    options = list(question.options.all())
    kind = BALLOT_TYPES.get(question.method)
    about, problem = "", ""
    if kind and len(options) > 1:
        rules = asked_question(question, options).rules
        about, lacking = problem_with_parameters(kind, rules)
        problem = say(lacking or problem_with_combining(question.poll.combining_rule, rules))
    if not question.text:
        yield f"{question.key}-asked", _("Write the question.")
    elif _lacks_welsh(must_be_in_both, question.text):
        yield f"{question.key}-asked", _in_both()
    elif kind is None:
        words = _("“%(type)s” has no ballot paper here.")
        yield f"{question.key}-asked", words % {"type": question.get_method_display()}
    elif problem and about != "options":
        yield f"{question.key}-asked", problem
    if len(options) < 2:
        words = _("A question needs at least two options: with fewer there is nothing to vote on.")
        yield f"{question.key}-options", words
    elif problem and about == "options":
        yield f"{question.key}-options", problem
    elif _lacks_welsh(
        must_be_in_both, *(words for each in options for words in (each.title, each.description))
    ):
        yield f"{question.key}-options", _in_both()


def _lacks_welsh(must_be_in_both: bool, *texts: Wording) -> bool:  # noqa: FBT001 (of the council)
    return must_be_in_both and any(text and not text.is_in_both for text in texts)


def _in_both() -> str:
    return _("Give every text in English and in Welsh.")

"""Drafting a poll, which is not open yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.languages import say
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.engines.proofs import PROOFS, Proofs, written_asked
from participation.models import User
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    QuestionRules,
    problem_with_parameters,
    settled,
)
from priorities.polls.models import LONGEST_REASON, LeftOff, Option, Poll, Question
from priorities.polls.permissions import may_draft_poll
from priorities.proposals.models import Proposal
from priorities.rounds.models import Round

QUESTION_KEY = "question-1"


class DraftRefused(Refusal):
    """A poll cannot be drafted like this; the message is for the officer."""


@transaction.atomic
def draft_poll(
    *,
    by: User,
    round: Round,  # noqa: A002 (a round is a round)
    title: str,
    question: str,
    options: Sequence[Proposal | str],
    left_off: Mapping[Proposal, str] = MappingProxyType({}),
    method: str = "approval",
    rule: str = "",
    completion: str = "",
    budget: int | None = None,
    seats: int | None = None,
    most_choices: int | None = None,
    proofs_asked: Sequence[Proofs] = (PROOFS["email"].asks,),
    closes_at: datetime,
    receipt_mode: str = Poll.ReceiptMode.CONTENT,
    challenge_days: int = 3,
    at: datetime,
) -> Poll:
    """A poll of one question, not open yet. An option is a published proposal of the round, or a
    title of its own; `left_off` says of every other published proposal why it is none. `method`
    is the type of ballot; of `budget` (points, or pence), `seats` and `most_choices` it takes what
    it needs. `rule` and `completion` say how the ballots are counted, "" as is usual.

    Raises DraftRefused.
    """
    require(may_draft_poll(by, round))
    if not proofs_asked or not all(proofs <= PROOFS.keys() for proofs in proofs_asked):
        raise DraftRefused(_("Choose what people must show before they vote."))
    if method not in BALLOT_TYPES:
        raise DraftRefused(_("Choose a kind of ballot that there is."), "method")
    offered = [_option(n, option) for n, option in enumerate(options)]
    rules = settled(
        BALLOT_TYPES[method],
        QuestionRules(
            id=QUESTION_KEY,
            type=method,
            options=tuple(option.key for option in offered),
            max=most_choices,
            budget=budget,
            rule=rule,
            completion=completion,
            seats=seats,
            costs={option.key: option.cost for option in offered if option.cost is not None},
        ),
    )
    about, problem = _problem_with_draft(round, options, rules.most, closes_at, at)
    if problem:
        raise DraftRefused(problem, about)
    about, lacking = problem_with_parameters(BALLOT_TYPES[method], rules)
    if lacking:
        raise DraftRefused(say(lacking), about)
    reasons = _reasons(round, options, left_off)

    poll = Poll.objects.create(
        round=round,
        title=title,
        proofs_asked=written_asked(proofs_asked),
        closes_at=closes_at,
        receipt_mode=receipt_mode,
        challenge_days=challenge_days,
    )
    asked = Question.objects.create(
        poll=poll,
        key=rules.id,
        position=0,
        text=question,
        method=rules.type,
        rule=rules.rule,
        completion=rules.completion,
        seats=rules.seats,
        budget=rules.budget,
        most_choices=rules.most,
    )
    for option in offered:
        option.question, option.cost = asked, rules.costs.get(option.key)
    Option.objects.bulk_create(offered)
    LeftOff.objects.bulk_create(
        LeftOff(poll=poll, proposal=proposal, reason=reason) for proposal, reason in reasons
    )
    audit.record("poll_drafted", poll, by=by, at=at)
    events.record("priorities.poll_drafted", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


def _problem_with_draft(
    round_: Round,
    options: Sequence[Proposal | str],
    most_choices: int,
    closes_at: datetime,
    at: datetime,
) -> tuple[str, str]:
    """What a draft's problem is about and what it is, "" and "" if it has none."""
    proposals = [option for option in options if isinstance(option, Proposal)]
    if any(proposal.round_id != round_.pk or not proposal.is_published for proposal in proposals):
        return "options", _("Choose only from the published proposals of this round.")
    if len(options) < 2:
        words = _("Choose at least two options: with fewer there is nothing to vote on.")
        return "options", words
    if len(set(options)) < len(options):
        return "options", _("Choose each option once.")
    if not 1 <= most_choices <= len(options):
        words = _("Let each person choose between 1 and %(most)s of the options.")
        return "most_choices", words % {"most": say(len(options))}
    if closes_at <= at:
        return "last_day", _("Voting must end in the future.")
    return "", ""


def _reasons(
    round_: Round, options: Sequence[Proposal | str], given: Mapping[Proposal, str]
) -> list[tuple[Proposal, str]]:
    """Each published proposal that is no option, with the reason. Raises DraftRefused where there
    is none.
    """
    left_off = round_.proposals.published().order_by("pk").exclude(pk__in=_proposals_in(options))
    reasons = [(proposal, given.get(proposal, "").strip()) for proposal in left_off]
    for proposal, reason in reasons:
        if not reason:
            words = _("Say why “%(title)s” is left off the ballot.")
            raise DraftRefused(words % {"title": proposal.title}, "options")
        if len(reason) > LONGEST_REASON:
            words = _("Say in fewer words why “%(title)s” is left off the ballot.")
            raise DraftRefused(words % {"title": proposal.title}, "options")
    return reasons


def _proposals_in(options: Sequence[Proposal | str]) -> list[int]:
    return [option.pk for option in options if isinstance(option, Proposal)]


def _option(position: int, option: Proposal | str) -> Option:
    if isinstance(option, Proposal):
        key, words = (
            f"proposal-{option.pk}",
            {
                "title": option.title,
                "description": option.idea,
                "cost": option.cost_pence,
                "proposal": option,
            },
        )
    else:
        key, words = f"option-{position + 1}", {"title": option}
    return Option(key=key, position=position, **words)

"""Saying how a draft's question is counted, and in what order ballot papers show its options."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices.languages import say
from participation.models import User
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    Variant,
    problem_with_parameters,
    settled,
)
from priorities.polls.actions.drafting import DraftRefused, edited, kept
from priorities.polls.models import Option, Poll, Question
from priorities.polls.queries.polls import asked_question


@transaction.atomic
def set_counting(
    *,
    by: User,
    question: Question,
    rule: str = "",
    completion: str = "",
    satisfaction: str = "",
    integral_start: bool = False,
    threshold: int = 0,
    exclusive: Sequence[Sequence[str]] = (),
    reserve_percent: int | None = None,
    undivided: bool = False,
    at: datetime,
) -> Question:
    """Say how a draft's question is counted: its rule, "" the usual one, and all that varies it; ""
    and what is left out are as usual. `exclusive` are groups of the options' keys, of each of which
    at most one is funded.

    Raises DraftRefused, also for a setting that makes no difference to the rule.
    """
    draft = edited(by=by, poll=question.poll)
    question = draft.questions.get(pk=question.pk)
    options = list(question.options.all())
    kind = BALLOT_TYPES[question.method]
    way = kind.counted(rule)
    if way is not None and completion and not way.completions:
        words = _("Nothing is left to settle by this rule while there is money left.")
        raise DraftRefused(words, "completion")
    if len({key for group in exclusive for key in group}) < sum(map(len, exclusive)):
        words = _("Put each option into one group at most.")
        raise DraftRefused(words, "exclusive")
    variant = Variant(
        satisfaction=satisfaction,
        integral_start=integral_start,
        threshold=threshold,
        exclusive=tuple(tuple(group) for group in exclusive),
        reserve_percent=reserve_percent,
        undivided=undivided,
    )
    before = asked_question(question, options).rules
    rules = settled(kind, replace(before, rule=rule, completion=completion, variant=variant))
    about, problem = problem_with_parameters(kind, rules)
    if problem:
        raise DraftRefused(say(problem), about)

    question.rule, question.completion = rules.rule, rules.completion
    question.satisfaction = rules.variant.satisfaction
    question.integral_start, question.undivided = integral_start, undivided
    question.threshold, question.reserve_percent = threshold, reserve_percent
    question.save()
    group_of = {key: number for number, group in enumerate(exclusive) for key in group}
    for option in options:
        option.exclusive_group = group_of.get(option.key)
    Option.objects.bulk_update(options, ["exclusive_group"])
    kept(by=by, draft=draft, step=f"{question.key}-counting", at=at)
    return question


@transaction.atomic
def set_option_order(*, by: User, poll: Poll, option_order: str, at: datetime) -> Poll:
    """Say whether every ballot paper of a draft shows its options in an order of its own. Raises
    DraftRefused.
    """
    draft = edited(by=by, poll=poll)
    if option_order not in Poll.OptionOrder:
        raise DraftRefused(_("Choose an order that there is."), "option_order")
    draft.option_order = option_order
    draft.save(update_fields=["option_order"])
    return kept(by=by, draft=draft, step="order", at=at)

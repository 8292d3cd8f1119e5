"""Asking: the questions of a draft, how each is answered and counted, and what can be chosen."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coopservices.languages import say
from coopservices.texts import Text, columns
from participation.models import User
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    QuestionRules,
    Variant,
    problem_with_parameters,
    settled,
)
from priorities.polls.actions.drafting import DraftRefused, edited, kept
from priorities.polls.models import MOST_QUESTIONS, Option, Poll, Question
from priorities.proposals.models import Proposal


@transaction.atomic
def add_question(*, by: User, poll: Poll, text: Text | str = "", at: datetime) -> Question:
    """A further question of a draft. Raises DraftRefused."""
    draft = edited(by=by, poll=poll)
    if draft.questions.count() >= MOST_QUESTIONS:
        words = _("A vote can have at most %(most)s questions.")
        raise DraftRefused(words % {"most": say(MOST_QUESTIONS)})
    numbers = [int(key.rpartition("-")[2]) for key in draft.questions.values_list("key", flat=True)]
    key = f"question-{max(numbers, default=0) + 1}"
    question = Question.objects.create(
        poll=draft, key=key, position=max(numbers, default=0), **columns(text=Text.of(text))
    )
    kept(by=by, draft=draft, step=f"{key}-begun", at=at)
    return question


@transaction.atomic
def remove_question(*, by: User, question: Question, at: datetime) -> None:
    """Take a question with its options out of a draft. Raises DraftRefused for the only one."""
    draft = edited(by=by, poll=question.poll)
    if draft.questions.count() == 1:
        raise DraftRefused(_("A vote needs at least one question."))
    draft.questions.filter(pk=question.pk).delete()
    draft.saved_steps.filter(step__startswith=f"{question.key}-").delete()
    kept(by=by, draft=draft, step=f"{question.key}-removed", at=at)


@transaction.atomic
def ask_question(
    *,
    by: User,
    question: Question,
    text: Text | str,
    method: str,
    rule: str | None = None,
    completion: str | None = None,
    budget: int | None = None,
    points: int | None = None,
    seats: int | None = None,
    most_choices: int | None = None,
    at: datetime,
) -> Question:
    """What a draft asks and how: `method` is the type of ballot; of `budget` (points, or pence),
    `points` (where it has both), `seats` and `most_choices` it takes what it needs. `rule` and
    `completion` say how the ballots are counted, "" as is usual, and None as it was if the type
    stays. Raises DraftRefused.
    """
    draft = edited(by=by, poll=question.poll)
    if method not in BALLOT_TYPES:
        raise DraftRefused(_("Choose a kind of ballot that there is."), "method")
    if most_choices is not None and most_choices < 1:
        raise DraftRefused(_("Let each person choose at least one."), "most_choices")
    kind, options = BALLOT_TYPES[method], list(question.options.all())
    stays = question.method == method
    rule = (question.rule if stays else "") if rule is None else rule
    completion = (question.completion if stays else "") if completion is None else completion
    rules = settled(
        kind,
        QuestionRules(
            id=question.key,
            type=method,
            options=tuple(option.key for option in options),
            max=most_choices,
            budget=budget,
            points=points,
            variant=Variant(satisfaction=""),
            rule=rule,
            completion=completion,
            seats=seats,
            costs={option.key: option.cost for option in options if option.cost is not None},
        ),
    )
    about, lacking = problem_with_parameters(kind, rules, are_options_there=False)
    if lacking:
        raise DraftRefused(say(lacking), about)
    asked = draft.questions.get(pk=question.pk)
    for name, words in columns(text=Text.of(text)).items():
        setattr(asked, name, words.strip())
    if (asked.method, asked.rule) != (method, rules.rule):
        _vary_as_usual(asked, rules.variant)
    asked.method, asked.rule, asked.completion = method, rules.rule, rules.completion
    asked.seats, asked.budget, asked.points = rules.seats, rules.budget, rules.points
    asked.most_choices = most_choices or asked.most_choices
    asked.save()
    kept(by=by, draft=draft, step=f"{asked.key}-asked", at=at)
    return asked


def _vary_as_usual(asked: Question, usual: Variant) -> None:
    """Take back how another rule was varied."""
    asked.satisfaction, asked.integral_start, asked.threshold = usual.satisfaction, False, 0
    asked.reserve_percent, asked.undivided = None, False
    asked.options.update(exclusive_group=None)


@transaction.atomic
def offer_proposals(
    *, by: User, question: Question, proposals: Collection[Proposal], at: datetime
) -> None:
    """Let people choose these published proposals of the round in a question, and no other
    proposals; options in words stay. An option says what its proposal would do, and what that
    would change. Raises DraftRefused.
    """
    draft = edited(by=by, poll=question.poll)
    if any(
        each.round_id != draft.round_id or not each.is_published or each.is_hidden
        for each in proposals
    ):
        raise DraftRefused(
            _("Choose only from the published proposals of this round."), "proposals"
        )
    question.options.exclude(proposal=None).exclude(
        proposal__in=[each.pk for each in proposals]
    ).delete()
    offered = set(question.options.exclude(proposal=None).values_list("proposal", flat=True))
    new = [each for each in proposals if each.pk not in offered]
    begin = _next_position(question)
    Option.objects.bulk_create(
        Option(
            question=question,
            key=f"proposal-{each.pk}",
            position=begin + place,
            title_en=each.title,
            description_en="\n\n".join(filter(None, [each.idea, each.benefit])),
            cost=each.cost_pence,
            proposal=each,
        )
        for place, each in enumerate(new)
    )
    draft.left_off.filter(proposal__in=[each.pk for each in proposals]).delete()
    kept(by=by, draft=draft, step=f"{question.key}-options", at=at)


@transaction.atomic
def offer_option(
    *,
    by: User,
    question: Question,
    title: Text | str,
    description: Text | str = "",
    cost: int | None = None,
    at: datetime,
) -> Option:
    """An option in the officer's own words; `cost` in pence. Raises DraftRefused."""
    draft = edited(by=by, poll=question.poll)
    numbers = [
        int(key.rpartition("-")[2])
        for key in question.options.filter(proposal=None).values_list("key", flat=True)
    ]
    option = Option(
        question=question,
        key=f"option-{max(numbers, default=0) + 1}",
        position=_next_position(question),
    )
    return _worded(draft, option, title, description, cost, by=by, at=at)


@transaction.atomic
def change_option(
    *,
    by: User,
    option: Option,
    title: Text | str,
    description: Text | str = "",
    cost: int | None = None,
    at: datetime,
) -> Option:
    """Other words or another cost for an option. Raises DraftRefused."""
    draft = edited(by=by, poll=option.question.poll)
    return _worded(draft, option, title, description, cost, by=by, at=at)


def _worded(
    draft: Poll,
    option: Option,
    title: Text | str,
    description: Text | str,
    cost: int | None,
    *,
    by: User,
    at: datetime,
) -> Option:
    named = {"title": Text.of(title).stripped(), "description": Text.of(description).stripped()}
    same = option.question.options.exclude(pk=option.pk).filter(title_en=named["title"].english)
    if same.exists():
        raise DraftRefused(_("Another option has these words."), "title")
    for name, words in columns(**named).items():
        setattr(option, name, words)
    option.cost = cost
    option.save()
    kept(by=by, draft=draft, step=f"{option.question.key}-options", at=at)
    return option


@transaction.atomic
def move_option(*, by: User, option: Option, up: bool, at: datetime) -> None:
    """Change places with the option before, or after."""
    draft = edited(by=by, poll=option.question.poll)
    options = list(option.question.options.all())
    here = next(place for place, each in enumerate(options) if each.pk == option.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(options):
        options[here], options[there] = options[there], options[here]
        for place, each in enumerate(options):
            each.position = place
        Option.objects.bulk_update(options, ["position"])
    kept(by=by, draft=draft, step=f"{option.question.key}-options", at=at)


@transaction.atomic
def remove_option(*, by: User, option: Option, at: datetime) -> None:
    """Take an option off a draft. A proposal is then one that needs a reason."""
    draft = edited(by=by, poll=option.question.poll)
    option.question.options.filter(pk=option.pk).delete()
    kept(by=by, draft=draft, step=f"{option.question.key}-options", at=at)


def _next_position(question: Question) -> int:
    last = question.options.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1

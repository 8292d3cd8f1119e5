"""A draft as its list of steps shows it: what is done, what is not, and what is still wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from participation.models import Council
from priorities.engines.sealing.publication import OpenedBallot
from priorities.engines.tally import QuestionTally, tally
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.engines.voting.definition import Definition, read_definition
from priorities.engines.voting.made_up_ballots import made_up_choice
from priorities.polls.models import Poll
from priorities.polls.queries.left_off import not_offered
from priorities.polls.queries.opening import problems_with_draft

MOST_TO_COPY = 20
_MADE_UP = "made-up"


class Status(StrEnum):
    """How far a step is."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    OPTIONAL = "optional"


_ENOUGH = (Status.DONE, Status.OPTIONAL)
_OPTIONAL = frozenset(
    {"constituencies", "materials", "order", "paper", "receipts"}
)  # what is usual there is enough


@dataclass(frozen=True)
class Task:
    """One step of setting up a poll: its code, what it is called, and how far it is; `problem` is
    what is still wrong, "" if nothing.
    """

    step: str
    name: str
    status: Status
    problem: str = ""

    @property
    def is_done(self) -> bool:
        return self.status is Status.DONE

    @property
    def is_in_progress(self) -> bool:
        return self.status is Status.IN_PROGRESS

    @property
    def is_optional(self) -> bool:
        return self.status is Status.OPTIONAL


@dataclass(frozen=True)
class Section:
    """Steps that belong together; `question` is the key of the question they are about, "" if
    none.
    """

    title: str
    tasks: tuple[Task, ...]
    question: str = ""


def sections_of(poll: Poll, at: datetime) -> list[Section]:
    """The list of steps. Its queries grow with the questions, of which there are few."""
    steps = _Steps(poll, at)
    questions = list(poll.questions.all())
    asked = [
        steps.about_question(
            each.key, place, has_several_rules=BALLOT_TYPES[each.method].has_several_rules
        )
        for place, each in enumerate(questions, 1)
    ]
    return [
        Section(_("The vote"), (steps.task("words", _("Its name, and words for voters")),)),
        *asked,
        Section(
            _("Fairness"),
            (
                steps.task("left-off", _("What is left off the ballot, and why")),
                steps.task("voters", _("Who can vote, and what they show")),
                steps.task("constituencies", _("Whose ballots count, and how")),
                steps.task("order", _("In what order people see the options")),
                steps.task("paper", _("Whether people can vote on paper")),
                steps.task("dates", _("Until when people can vote")),
                steps.task("receipts", _("What a code shows, and time to challenge")),
            ),
        ),
        Section(
            _("For everybody"),
            (steps.task("materials", _("Easy Read, sign language and audio")),),
        ),
    ]


class _Steps:
    """What is known of the steps of one draft."""

    def __init__(self, poll: Poll, at: datetime) -> None:
        self.poll = poll
        self.saved = set(poll.saved_steps.values_list("step", flat=True))
        self.problems: dict[str, str] = {}
        for step, words in problems_with_draft(poll, at):
            self.problems.setdefault(step, words)
        if not not_offered(poll).exists():
            self.saved.add("left-off")

    def task(self, step: str, name: str) -> Task:
        """A step by its code."""
        problem = self.problems.get(step, "")
        return Task(step, name, self._status(step, problem), problem if step in self.saved else "")

    def about_question(self, key: str, place: int, *, has_several_rules: bool) -> Section:
        """The steps of one question."""
        tasks = [
            self.task(f"{key}-asked", _("The question, and how it is answered")),
            self.task(f"{key}-options", _("What people can choose")),
        ]
        if has_several_rules:
            tasks.append(self.task(f"{key}-counting", _("How it is counted")))
        title = _("Question %(number)s") % {"number": place}
        return Section(title, tuple(tasks), key)

    def _status(self, step: str, problem: str) -> Status:
        if step in self.saved:
            return Status.IN_PROGRESS if problem else Status.DONE
        return Status.OPTIONAL if step in _OPTIONAL else Status.NOT_STARTED


def polls_to_copy(council: Council) -> "QuerySet[Poll]":
    """The latest polls of a council from which a draft can be begun."""
    polls = Poll.objects.of(council).filter(imported_from="").select_related("round")
    return polls.defer("definition", "canary").order_by("-closes_at", "pk")[:MOST_TO_COPY]


def tasks_not_done(sections: list[Section]) -> Iterator[Task]:
    """What has still to be done before a draft can open."""
    for section in sections:
        yield from (task for task in section.tasks if task.status not in _ENOUGH)


# --- The rehearsal --------------------------------------------------------------------------------


@dataclass(frozen=True)
class RehearsedOption:
    """An option as made-up voters placed it; `is_chosen` is None where options are only put in
    order.
    """

    option: Choosable
    score: int | str
    is_chosen: bool | None


@dataclass(frozen=True)
class RehearsedQuestion:
    """A question as it would be counted, its options in order."""

    question: AskedQuestion
    options: tuple[RehearsedOption, ...]


def rehearse(definition: Definition, voters: int, random: Random) -> list[RehearsedQuestion]:
    """What a draft's rules make of so many made-up ballots. Nothing is stored, sealed or signed.
    Raises PaperFaulty and NotCountable where the draft is not complete.
    """
    _read, paper = read_definition(definition.frozen())
    ballots = [
        OpenedBallot(
            group=_MADE_UP,
            secret=place.to_bytes(16, "big"),
            choices={rules.id: made_up_choice(rules, random) for rules in paper.questions},
        )
        for place in range(voters)
    ]
    results = tally(paper, ballots, [_MADE_UP])
    return [_rehearsed(question, results[question.id]) for question in definition.questions]


def _rehearsed(question: AskedQuestion, result: QuestionTally) -> RehearsedQuestion:
    options = {option.id: option for option in question.options}
    winners = result.get("winners")
    return RehearsedQuestion(
        question,
        tuple(
            RehearsedOption(
                options[key], result["score"][key], None if winners is None else key in winners
            )
            for key in result["order"]
        ),
    )

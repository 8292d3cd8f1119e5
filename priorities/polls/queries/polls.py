"""Polls as pages and the ballot box read them: who sees which, what governs one, and how many have
voted so far.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import cast
from uuid import UUID

import structlog

from coopservices.keystore import KeyUnavailable
from participation.council_sign_in.queries import sign_in_of
from participation.engines.constituencies import read_constituencies
from participation.engines.identities import Provider
from participation.engines.proofs import IDENTITY
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_paper import BallotPaper, PaperFaulty
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Parameter, Variant
from priorities.engines.voting.definition import (
    Definition,
    Material,
    Mode,
    OptionOrder,
    fingerprint,
    read_definition,
)
from priorities.polls.models import Option, Poll, Question

log = structlog.get_logger(__name__)


class DefinitionAltered(KeyUnavailable):
    """What is stored as a poll's definition is not what it opened with. As with a key that is not
    there, voting answers 503 and nothing is counted until a person has looked.
    """


@dataclass(frozen=True)
class OpenedPoll:
    """A poll as it was frozen at its opening. Nothing in here can change but its end, so each
    process remembers it.

    `frozen` is the text of its definition, and `mac` the keyed hash that was stored beside it:
    whoever casts or counts asks first whether they belong together (`voting_key`). `closes_at` is
    its end, which two people may have put off, once: then `extension_mac` is the keyed hash of it.
    """

    pk: UUID
    council_id: int
    key_check: bytes
    definition: Definition
    paper: BallotPaper
    frozen: bytes
    mac: bytes
    closes_at: datetime
    extension_mac: bytes | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the definition, in hex."""
        return fingerprint(self.frozen)

    @property
    def challenges_end_at(self) -> datetime:
        """Until when the result may be challenged, if voting ends when it should."""
        return self.closes_at + timedelta(days=self.definition.challenge_days)


@lru_cache(maxsize=256)
def opened_poll(pk: UUID) -> OpenedPoll:
    """What governs a poll since it opened. Raises Poll.DoesNotExist for a draft. One query, once in
    a process.
    """
    return opened_poll_now(pk)


def opened_poll_now(pk: UUID) -> OpenedPoll:
    """The same, asked of the database each time. Raises DefinitionAltered if it cannot be read."""
    poll = Poll.objects.published().filter(imported_from="").select_related("round").get(pk=pk)
    try:
        definition, paper = read_definition(poll.definition)
    except PaperFaulty as problem:
        raise definition_altered(pk) from problem
    return OpenedPoll(
        pk=poll.pk,
        council_id=poll.round.council_id,
        key_check=bytes(poll.key_check or b""),
        definition=definition,
        paper=paper,
        frozen=poll.definition.encode(),
        mac=bytes(poll.definition_mac or b""),
        closes_at=poll.closes_at if poll.is_extended else definition.closes_at,
        extension_mac=_bytes(poll.extension_mac),
    )


def opened_poll_of(poll: Poll) -> OpenedPoll:
    """The same of a poll that was just read: what this process remembers of its end may be over."""
    if opened_poll(poll.pk).extension_mac != _bytes(poll.extension_mac):
        opened_poll.cache_clear()
    return opened_poll(poll.pk)


def _bytes(kept: bytes | memoryview | None) -> bytes | None:
    return None if kept is None else bytes(kept)


def definition_altered(poll: UUID) -> DefinitionAltered:
    """The refusal to vote or count by an altered definition, which no process shall remember."""
    opened_poll.cache_clear()
    log.critical("definition_altered", poll=str(poll))
    return DefinitionAltered("The definition of this poll was altered after it opened.")


def definition_of(poll: Poll, *, lot: bytes, at: datetime) -> Definition:
    """What would be frozen if the poll opened at this moment with these random bytes
    for its lots.
    """
    return Definition(
        poll=poll.pk,
        title=poll.title,
        questions=tuple(
            asked_question(question, question.options.all())
            for question in poll.questions.prefetch_related("options")
        ),
        opened_at=at,
        closes_at=poll.closes_at,
        proofs_asked=poll.asked,
        areas=dict(poll.round.areas.values_list("code", "name")),
        smallest_group=poll.smallest_group,
        challenge_days=poll.challenge_days,
        mode=cast("Mode", poll.receipt_mode),
        lot=lot,
        introduction=poll.introduction,
        materials=tuple(
            Material(each.title, each.kind, each.link, each.sha256)
            for each in poll.materials.defer("file")
        ),
        constituencies=read_constituencies(poll.constituencies),
        combining_rule=poll.combining_rule,
        paper_rule=poll.paper_rule,
        option_order=cast("OptionOrder", poll.option_order),
        identities=_who_shows_identities(poll),
    )


def _who_shows_identities(poll: Poll) -> Provider | None:
    """The council's provider, where the poll asks for an identity."""
    is_asked = any(IDENTITY in asked for asked in poll.asked)
    own = sign_in_of(poll.council_id) if is_asked else None
    return own.provider if own else None


def asked_question(question: Question, options: Iterable[Option]) -> AskedQuestion:
    """The question with these options, in the words of its ballot paper. Nobody chooses more than
    there is.
    """
    options = list(options)
    return AskedQuestion(
        id=question.key,
        type=question.method,
        text=question.text,
        options=tuple(_choosable(question, option) for option in options),
        most=min(_most(question, len(options)), len(options)),
        budget=question.budget,
        rule=question.rule,
        completion=question.completion,
        seats=question.seats,
        points=question.points,
        variant=Variant(
            satisfaction=question.satisfaction or Satisfaction.COST,
            integral_start=question.integral_start,
            threshold=question.threshold,
            exclusive=_exclusive(options),
            reserve_percent=question.reserve_percent,
            undivided=question.undivided,
        ),
    )


def _most(question: Question, options: int) -> int:
    """How many a ballot may choose: what the officer said, where the type asks; else what the type
    says, or all.
    """
    kind = BALLOT_TYPES.get(question.method)
    if kind is None or Parameter.MOST in kind.needs:
        return question.most_choices
    return kind.at_most or options


def _choosable(question: Question, option: Option) -> Choosable:
    """The option on the ballot paper; its cost stands there where people spend money."""
    kind = BALLOT_TYPES.get(question.method)
    is_spent = kind is not None and Parameter.MONEY in kind.needs
    return Choosable(
        option.key, option.title, option.description, option.cost if is_spent else None
    )


def _exclusive(options: Iterable[Option]) -> tuple[tuple[str, ...], ...]:
    """The groups of options of which at most one is funded."""
    groups: dict[int, list[str]] = {}
    for option in options:
        if option.exclusive_group is not None:
            groups.setdefault(option.exclusive_group, []).append(option.key)
    return tuple(tuple(groups[number]) for number in sorted(groups))

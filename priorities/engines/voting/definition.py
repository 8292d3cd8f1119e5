"""A poll's definition: all that governs it, as it is frozen and published at its opening."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from coopservices.sentences import Sentence, Wording
from participation.engines.constituencies import CONSTITUENCIES, labels_of
from participation.engines.identities import Provider
from priorities.engines.canonical import CanonicalError, canonical, parse
from priorities.engines.keys import keyed_hash, subkey
from priorities.engines.voting.asked_questions import (
    NO_WORDS,
    Answer,
    AskedQuestion,
    read_in_both,
    read_question,
    written_in_both,
)
from priorities.engines.voting.ballot_paper import BallotPaper, PaperFaulty
from priorities.engines.voting.ballot_types import Choice
from priorities.engines.voting.combining import (
    COMBINING_RULES,
    ONE_POOL,
    CombiningRule,
    how_combined,
    problem_with_combining,
)
from priorities.engines.voting.paper_order import MOST_PRINTED, printed_order

Mode = Literal["content", "inclusion"]  # of receipts: what a code shows
OptionOrder = Literal["fixed", "random"]  # on a ballot paper: as published, or drawn for each

LARGEST = 1024 * 1024
_DEPTH = 5


@dataclass(frozen=True)
class Material:
    """Something for voters in another form: a `link`, or a file by the SHA-256 of its bytes."""

    title: Wording
    kind: str
    link: str = ""
    sha256: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """All but its title, by name."""
        return {"kind": self.kind, "link": self.link, "sha256": self.sha256}


@dataclass(frozen=True)
class Definition:
    """What governs a poll. `areas` maps the codes of the areas whose electors may vote to names;
    empty, all may. `constituencies` are those whose ballots count, each apart and then together by
    the combining rule; (), all count in one pool. `identities` is the provider that shows them,
    where the poll asks for one: another shows none here. `paper_rule` is `none`, `papers` or
    `papers-and-slips`: which ballots on paper count. `option_order` is that of a ballot paper, and
    counts nothing.
    """

    poll: UUID
    title: Wording
    questions: tuple[AskedQuestion, ...]
    opened_at: datetime
    closes_at: datetime
    proofs_asked: tuple[frozenset[str], ...]
    areas: Mapping[str, str]
    smallest_group: int
    challenge_days: int
    mode: Mode
    lot: bytes
    introduction: Wording = NO_WORDS
    materials: tuple[Material, ...] = ()
    constituencies: tuple[str, ...] = ()
    combining_rule: str = ONE_POOL
    paper_rule: str = "none"
    option_order: OptionOrder = "fixed"
    identities: Provider | None = None

    def frozen(self) -> bytes:
        """Return the canonical bytes that are kept and published, the tie orders drawn
        from `lot`.
        """
        return canonical(
            {
                "format": "LV1",
                "vote": str(self.poll),
                **written_in_both("title", self.title),
                "questions": [question.written(self.lot) for question in self.questions],
                **self._descriptions(),
                **(written_in_both("introduction", self.introduction) if self.introduction else {}),
                **({"materials": self._materials()} if self.materials else {}),
                "opened_at": self.opened_at.astimezone(UTC).isoformat(),
                "closes_at": self.closes_at.astimezone(UTC).isoformat(),
                "proofs": sorted(sorted(proofs) for proofs in self.proofs_asked),
                "areas": dict(self.areas),
                "breakdowns": ["constituencies", "proofs"] if self.constituencies else ["proofs"],
                **({"constituencies": self.constituencies} if self.constituencies else {}),
                "combining_rule": self.combining_rule,
                "paper_rule": self.paper_rule,
                "smallest_group": self.smallest_group,
                "challenge_days": self.challenge_days,
                "mode": self.mode,
                "lot": self.lot.hex(),
                **({"option_order": "random"} if self.has_random_order else {}),
                **({"identities": self.identities._asdict()} if self.identities else {}),
            }
        )

    def _descriptions(self) -> dict[str, dict[str, object]]:
        """The words of each option by question, in English and, where any is given, in Welsh."""
        written: dict[str, dict[str, object]] = {
            question.id: {**written_in_both("in", {o.id: o.description for o in question.options})}
            for question in self.questions
        }
        welsh = {key: each["in_cy"] for key, each in written.items() if "in_cy" in each}
        return {
            "descriptions": {key: each["in"] for key, each in written.items()},
            **({"descriptions_cy": welsh} if welsh else {}),
        }

    def _materials(self) -> list[dict[str, object]]:
        return [
            {
                **written_in_both("title", each.title),
                **{name: words for name, words in each.facts.items() if words},
            }
            for each in self.materials
        ]

    @property
    def has_random_order(self) -> bool:
        """Whether each ballot paper has its options in an order of its own."""
        return self.option_order == "random"

    @property
    def printed_orders(self) -> int:
        """In how many orders papers are printed: in each, another option is the first."""
        most = max(len(question.options) for question in self.questions)
        return min(most, MOST_PRINTED) if self.has_random_order else 1

    def as_printed(self, turn: int) -> "Definition":
        """The same with its options in one of the orders in which papers are printed."""
        if not self.has_random_order:
            return self
        questions = [
            question.in_order(
                printed_order([each.id for each in question.options], self.lot, question.id, turn)
            )
            for question in self.questions
        ]
        return replace(self, questions=tuple(questions))

    @property
    def code_shows_vote(self) -> bool:
        """Whether a receipt finds the vote itself, or only that it is counted."""
        return self.mode == "content"

    @property
    def combining(self) -> CombiningRule:
        """The combining rule."""
        return COMBINING_RULES[self.combining_rule]

    @property
    def people(self) -> tuple[Sentence, ...]:
        """Whose ballots count, inside a sentence; () in one pool of all."""
        return labels_of(self.constituencies)

    @property
    def how_combined(self) -> list[Sentence]:
        """Whose ballots count and how they make one result; [] in one pool of all."""
        rules = [question.rules for question in self.questions]
        return how_combined(self.constituencies, self.combining_rule, rules, self.smallest_group)

    @property
    def takes_papers(self) -> bool:
        """Whether people may vote on paper."""
        return self.paper_rule != "none"

    @property
    def area_names(self) -> tuple[str, ...]:
        """The names of the areas whose electors may vote, in order; () if all may."""
        return tuple(sorted(self.areas.values()))

    def answers(self, choices: Mapping[str, Choice]) -> list[Answer]:
        """Return what a ballot chose in each question, in the words of the ballot paper."""
        return [
            question.answer(choices[question.id])
            for question in self.questions
            if question.id in choices
        ]


def read_definition(frozen: bytes | str) -> tuple[Definition, BallotPaper]:
    """Return what was frozen, and the ballot paper in it. Raises PaperFaulty when it contradicts
    itself.
    """
    fields = _fields(frozen)
    paper = BallotPaper.from_definition(fields)
    try:
        definition = _definition(fields, paper)
        _check_combining(definition, paper)
    except PaperFaulty:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PaperFaulty("The definition of a poll is incomplete.") from error
    return definition, paper


def definition_mac(key: bytes, frozen: bytes) -> bytes:
    """Return the 32 bytes by which whoever has the poll's key knows what was frozen."""
    return keyed_hash(subkey(key, "definition"), frozen)


def extension_mac(key: bytes, frozen: bytes, closes_at: datetime) -> bytes:
    """Return the 32 bytes by which whoever has the poll's key knows a later end than was frozen."""
    told = {"definition": fingerprint(frozen), "closes_at": closes_at.astimezone(UTC).isoformat()}
    return keyed_hash(subkey(key, "extension"), canonical(told))


def fingerprint(frozen: bytes) -> str:
    """Return the SHA-256 of what was frozen, in hex, as it is signed and published."""
    return hashlib.sha256(frozen).hexdigest()


def questions_of(frozen: bytes | str) -> list[Mapping[str, Any]]:
    """Return the questions exactly as they were frozen, for the manifest."""
    return list(_fields(frozen)["questions"])


def _fields(frozen: bytes | str) -> Mapping[str, Any]:
    try:
        fields = parse(frozen, max_bytes=LARGEST, max_depth=_DEPTH)
    except CanonicalError as error:
        raise PaperFaulty("The definition of a poll cannot be read.") from error
    if not isinstance(fields, dict):
        raise PaperFaulty("The definition of a poll cannot be read.")
    return fields


def _definition(fields: Mapping[str, Any], paper: BallotPaper) -> Definition:
    return Definition(
        poll=paper.poll,
        title=read_in_both(fields, "title"),
        questions=tuple(
            read_question(question, _descriptions(fields, question["id"]))
            for question in fields["questions"]
        ),
        opened_at=datetime.fromisoformat(fields["opened_at"]),
        closes_at=datetime.fromisoformat(fields["closes_at"]),
        proofs_asked=tuple(frozenset(proofs) for proofs in fields["proofs"]),
        areas=fields["areas"],
        smallest_group=fields["smallest_group"],
        challenge_days=fields["challenge_days"],
        mode=fields["mode"],
        lot=bytes.fromhex(fields["lot"]),
        introduction=read_in_both({"introduction": "", **fields}, "introduction"),
        materials=tuple(
            Material(
                title=read_in_both(each, "title"),
                kind=each["kind"],
                link=each.get("link", ""),
                sha256=each.get("sha256", ""),
            )
            for each in fields.get("materials", ())
        ),
        constituencies=tuple(fields.get("constituencies", ())),
        combining_rule=fields.get("combining_rule", ONE_POOL),
        paper_rule=fields.get("paper_rule", "none"),
        option_order="random" if fields.get("option_order") == "random" else "fixed",
        identities=Provider(**fields["identities"]) if "identities" in fields else None,
    )


def _descriptions(fields: Mapping[str, Any], question: str) -> dict[str, Wording]:
    english = fields["descriptions"].get(question, {})
    welsh = fields.get("descriptions_cy", {}).get(question, {})
    return {key: Wording(words, welsh.get(key, "")) for key, words in english.items()}


def _check_combining(definition: Definition, paper: BallotPaper) -> None:
    codes, rule = definition.constituencies, definition.combining_rule
    if list(codes) != [code for code in CONSTITUENCIES if code in codes]:
        raise PaperFaulty("A poll names constituencies that there are, in order, and each once.")
    if rule != ONE_POOL and not codes:
        raise PaperFaulty("A poll in one pool has nothing to combine.")
    if any(problem_with_combining(rule, rules) for rules in paper.questions):
        raise PaperFaulty("A question cannot be combined by the rule of its poll.")

"""A hundred kinds of tampering with bundles of every type, each refused by `verify.py`; most are
signed again with the council's own key, so it is not the signature that gives them away.
"""

import base64
import copy
import hashlib
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from priorities.engines import verify
from priorities.engines.canonical import canonical
from priorities.engines.sealing.publication import root, sign
from priorities.engines.voting.tie_order import draw_tie_order
from tests.engines.verifying.bundles import (
    KEY,
    OTHER_KEY,
    OTHER_PUBLIC,
    PUBLIC,
    Way,
    a_poll,
    bundle_of,
    with_papers,
)

VOTERS, LEAST = 40, 4


@dataclass
class Opened:
    """A bundle laid open: what its manifest and definition say, and its lines as text."""

    files: dict[str, bytes]
    manifest: dict[str, Any] = field(init=False)
    definition: dict[str, Any] = field(init=False)
    lines: dict[str, list[str]] = field(init=False)

    def __post_init__(self):
        self.manifest = json.loads(self.files["manifest.json"])
        self.definition = json.loads(self.files["definition.json"])
        self.lines = {
            name: text.decode().splitlines()
            for name, text in self.files.items()
            if name.endswith(".jsonl")
        }

    @property
    def asked(self) -> dict[str, Any]:
        return self.manifest["questions"][0]

    @property
    def result(self) -> dict[str, Any]:
        return self.manifest["result"]["q-1"]

    @property
    def ballots(self) -> list[str]:
        """The lines that hold choices."""
        return self.lines.get("ballots.jsonl") or self.lines["choices.jsonl"]

    @property
    def tags(self) -> list[str]:
        """The lines that hold tags."""
        return self.lines.get("ballots.jsonl") or self.lines["tags.jsonl"]

    def line_of(self, wanted: Callable[[dict[str, Any]], bool]) -> int:
        """Which line of those with choices is such; the test ends where there is none."""
        for number, line in enumerate(self.ballots):
            if wanted(json.loads(line)):
                return number
        raise DoesNotApply

    def edit(self, lines: list[str], number: int, **changes: Any) -> None:
        """Change the fields of one line."""
        lines[number] = canonical(json.loads(lines[number]) | changes).decode()

    def choose(self, choice: Any, *, instead_of: Callable[[Any], bool] = bool) -> None:
        """Let one ballot hold another choice."""
        number = self.line_of(lambda fields: instead_of(fields["c"]))
        was = json.loads(self.ballots[number])["c"]
        now = choice(was) if callable(choice) else choice
        if now == was and repr(now) == repr(was):
            raise DoesNotApply
        fields = json.loads(self.ballots[number]) | {"c": now}
        self.ballots[number] = json.dumps(
            fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def closed(self) -> dict[str, bytes]:
        """The bundle with what was changed, its roots and its signature made anew."""
        names = {
            "ballots.jsonl": "root",
            "tags.jsonl": "tags_root",
            "choices.jsonl": "choices_root",
        }
        files = dict(self.files)
        if "choices.jsonl" in self.lines:
            self.lines["choices.jsonl"].sort(key=_place)
        for name, lines in self.lines.items():
            files[name] = "".join(f"{line}\n" for line in lines).encode()
            if lines != self.files[name].decode().splitlines() and names[name] in self.manifest:
                self.manifest[names[name]] = root([line.encode() for line in lines]).hex()
        if json.loads(self.files["definition.json"]) != self.definition:
            files["definition.json"] = canonical(self.definition)
            digest = hashlib.sha256(files["definition.json"]).hexdigest()
            self.manifest["definition"] = digest
        files["manifest.json"] = canonical(self.manifest)
        return signed(files)


class DoesNotApply(Exception):
    """This kind of tampering cannot be done to a bundle of this type."""


def _place(line: str) -> tuple[str, bytes]:
    found = re.search(r'"q":"([^"]*)"', line)
    return (found[1] if found else "", line.encode())


def signed(files: dict[str, bytes], key: bytes = KEY) -> dict[str, bytes]:
    return files | {"manifest.sig": base64.b64encode(sign(key, files["manifest.json"]))}


# --- The kinds ------------------------------------------------------------------------------------

Kind = Callable[[Opened], dict[str, bytes] | None]
KINDS: dict[str, Kind] = {}


def kind(name: str) -> Callable[[Kind], Kind]:
    def named(change: Kind) -> Kind:
        assert name not in KINDS
        KINDS[name] = change
        return change

    return named


def _flipped(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


_BYTES: dict[str, Callable[[bytes], bytes]] = {
    "with a bit flipped": _flipped,
    "with a byte more": lambda data: data + b"x",
    "with a line end more": lambda data: data + b"\n",
    "cut short": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "with a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
}


def _byte_kinds() -> Iterator[tuple[str, Kind]]:
    for name in (*verify.HEADS, "ballots.jsonl", "tags.jsonl", "choices.jsonl"):
        for how, change in _BYTES.items():
            if how == "with a line end more" and name in ("manifest.sig", "council-key.hex"):
                continue  # says the same

            def changed(at: Opened, name: str = name, change: Any = change) -> dict[str, bytes]:
                if name not in at.files:
                    raise DoesNotApply
                return at.files | {name: change(at.files[name])}

            yield f"{name} {how}", changed

        def without(at: Opened, name: str = name) -> dict[str, bytes]:
            if name not in at.files:
                raise DoesNotApply
            return {each: data for each, data in at.files.items() if each != name}

        yield f"{name} taken away", without


KINDS.update(_byte_kinds())


def _of_manifest(name: str, change: Callable[[Opened], object]) -> None:
    """A kind in which the council signs another manifest."""

    def changed(at: Opened) -> None:
        before = copy.deepcopy(at.manifest)
        change(at)
        if at.manifest == before:
            raise DoesNotApply

    KINDS[name] = changed


def _swap(names: list[Any], one: int = 0, other: int = 1) -> None:
    if len(names) < 2:
        raise DoesNotApply
    names[one], names[other] = names[other], names[one]


def _has(fields: dict[str, Any], name: str) -> dict[str, Any]:
    if name not in fields:
        raise DoesNotApply
    return fields


def _moved_between_groups(at: Opened) -> None:
    one, other = sorted(at.result["ballots"])[:2]
    at.result["ballots"][one] += 1
    at.result["ballots"][other] -= 1


def _raise_score(at: Opened) -> None:
    last = at.result["order"][-1]
    score = at.result["score"][last]
    at.result["score"][last] = score + 1 if isinstance(score, int) else f"{score}1"


for _name, _change in {
    "another title": lambda at: at.manifest.update(title="Benches"),
    "another vote": lambda at: at.manifest.update(vote="33333333-3333-4333-8333-333333333333"),
    "a vote that is no id": lambda at: at.manifest.update(vote=at.manifest["vote"].upper() + "0"),
    "another mode": lambda at: at.manifest.update(
        mode="inclusion" if at.manifest["mode"] == "content" else "content"
    ),
    "an unknown mode": lambda at: at.manifest.update(mode="secret"),
    "another format": lambda at: at.manifest.update(format="LV2"),
    "another time of opening": lambda at: at.manifest.update(opened_at="2026-11-01T09:00:01Z"),
    "another hash of the definition": lambda at: at.manifest.update(definition="0" * 64),
    "a ballot more told": lambda at: at.manifest.update(ballots=at.manifest["ballots"] + 1),
    "a ballot fewer told": lambda at: at.manifest.update(ballots=at.manifest["ballots"] - 1),
    "a line more told": lambda at: at.manifest.update(leaves=at.manifest["leaves"] + 1),
    "a group more": lambda at: at.manifest["groups"].append("register"),
    "a group fewer": lambda at: at.manifest["groups"].pop(),
    "groups out of order": lambda at: _swap(at.manifest["groups"]),
    "a group that does not count": lambda at: at.manifest["counted_groups"].pop(),
    "a group that counts too": lambda at: at.manifest["counted_groups"].append("postcode"),
    "a group that is not there counts": lambda at: at.manifest["counted_groups"].append("x"),
    "another root": lambda at: at.manifest.update(
        {next(name for name in at.manifest if name.endswith("root")): "0" * 64}
    ),
    "no root": lambda at: at.manifest.pop(
        next(name for name in at.manifest if name.endswith("root"))
    ),
    "a field nobody knows": lambda at: at.manifest.update(weights={"email": 2}),
    "a field fewer": lambda at: at.manifest.pop("leaves"),
    "a question more": lambda at: at.manifest["questions"].append(at.asked | {"id": "q-9"}),
    "a question twice": lambda at: at.manifest["questions"].append(at.asked),
    "a question fewer": lambda at: at.manifest["questions"].pop(),
    "another text of a question": lambda at: at.asked.update(text="What last?"),
    "two titles exchanged": lambda at: at.asked.update(
        titles=dict(zip(at.asked["titles"], reversed(at.asked["titles"].values()), strict=True))
    ),
    "another order of options": lambda at: _swap(at.asked["options"]),
    "an option more": lambda at: at.asked["options"].append("new"),
    "an option fewer": lambda at: at.asked["options"].pop(),
    "another tie order": lambda at: _swap(at.asked["tie_order"], -1, -2),
    "another most": lambda at: at.asked.update(max=at.asked["max"] - 1),
    "another budget": lambda at: _has(at.asked, "budget").update(budget=at.asked["budget"] + 1),
    "another cost": lambda at: _has(at.asked, "costs")["costs"].update({at.asked["options"][0]: 1}),
    "another unit": lambda at: _has(at.asked, "unit").update(unit=1),
    "another number of seats": lambda at: _has(at.asked, "seats").update(
        seats=at.asked["seats"] + 1
    ),
    "another rule in the question": lambda at: _has(at.asked, "rule").update(
        rule="borda" if at.asked["type"] == "ranking" else "greedy"
    ),
    "another completion": lambda at: _has(at.asked, "completion").update(completion="none"),
    "a type nobody knows": lambda at: at.asked.update(type="lottery"),
    "a setting nobody knows": lambda at: at.asked.update(double="email"),
    "a score raised": _raise_score,
    "a score as text": lambda at: at.result["score"].update(
        {at.result["order"][0]: str(at.result["score"][at.result["order"][0]]) + "/1"}
    ),
    "an option without a score": lambda at: at.result["score"].pop(at.result["order"][0]),
    "the first two exchanged": lambda at: _swap(at.result["order"]),
    "the last two exchanged": lambda at: _swap(at.result["order"], -1, -2),
    "an order that lacks the last": lambda at: at.result["order"].pop(),
    "another winner": lambda at: _has(at.result, "winners").update(
        winners=[at.result["order"][-1], *at.result["winners"][1:]]
    ),
    "winners in another order": lambda at: _swap(_has(at.result, "winners")["winners"]),
    "a winner fewer": lambda at: _has(at.result, "winners")["winners"].pop(),
    "a winner more": lambda at: _has(at.result, "winners")["winners"].append("new"),
    "a blank more told": lambda at: _has(at.result, "blank").update(blank=at.result["blank"] + 1),
    "another cost told": lambda at: _has(at.result, "cost").update(cost=at.result["cost"] + 1),
    "another rule told": lambda at: _has(at.result, "rule").update(rule="greedy"),
    "groups of other sizes": _moved_between_groups,
    "a result more": lambda at: at.manifest["result"].update({"q-9": at.result}),
    "a result fewer": lambda at: at.manifest["result"].pop("q-1"),
    "a field more in a result": lambda at: at.result.update(swing=3),
    "a field fewer in a result": lambda at: at.result.pop("score"),
    "another combining rule": lambda at: _has(at.manifest, "combining_rule").update(
        combining_rule="one-pool"
    ),
    "a combining rule nobody knows": lambda at: _has(at.manifest, "combining_rule").update(
        combining_rule="lottery"
    ),
    "a constituency fewer": lambda at: _has(at.manifest, "constituencies")["constituencies"].pop(),
    "no constituencies": lambda at: _has(at.manifest, "constituencies").pop("constituencies"),
    "a constituency's order changed": lambda at: _swap(
        _has(at.result, "constituencies")["constituencies"]["users"]["order"]
    ),
    "a constituency not told of": lambda at: _has(at.result, "constituencies")[
        "constituencies"
    ].pop("users"),
    "a ballot more against": lambda at: _has(
        _has(at.result, "constituencies")["constituencies"]["users"], "against"
    )["against"].update(dict.fromkeys(at.asked["options"], 99)),
    "another that is opposed": lambda at: at.result.update(opposed=at.asked["options"][:1] * 2),
    "numbers hidden": lambda at: (
        [at.manifest.pop(name) for name in verify.TOLD],
        at.manifest.pop("choices_root", None),
        at.manifest.update(fewer_than=LEAST),
    ),
}.items():
    _of_manifest(_name, _change)


def _papers(at: Opened) -> list[dict[str, Any]]:
    """What is told of each batch of papers."""
    found: list[dict[str, Any]] = _has(at.manifest, "papers")["papers"]
    return found


def _counted_more(at: Opened, number: int) -> None:
    batch = _papers(at)[number]
    batch.update(issued=batch["issued"] + 20, counted=batch["counted"] + 20)


for _name, _change in {
    "a paper more issued": lambda at: _papers(at)[0].update(issued=_papers(at)[0]["issued"] + 1),
    "a paper fewer spoiled": lambda at: _papers(at)[0].update(spoiled=1),
    "a paper missing without a reason": lambda at: _papers(at)[1].pop("because"),
    "a reason for nothing": lambda at: _papers(at)[0].update(because="It rained."),
    "papers brought back by the hundred": lambda at: (
        _papers(at)[0].update(unused=107, missing=-100, because="They were found.")
        or _papers(at)[0].update(spoiled=-98, unused=207)
    ),
    "more papers counted than ballots": lambda at: _counted_more(at, 0),
    "more slips counted than ballots": lambda at: _counted_more(at, 2),
    "fewer papers counted than ballots": lambda at: _papers(at)[0].update(
        counted=0, unused=_papers(at)[0]["unused"] + _papers(at)[0]["counted"]
    ),
    "a batch of papers not told of": lambda at: _papers(at).pop(2),
    "no papers told of": lambda at: _papers(at).clear(),
    "papers of a kind nobody knows": lambda at: _papers(at)[0].update(kind="postal"),
    "a paper that is text": lambda at: _papers(at)[1].update(counted="1"),
    "a field more about papers": lambda at: _papers(at)[0].update(lost=0),
    "a channel nobody knows": lambda at: at.manifest.update(
        groups=[name.replace("@", "@x") for name in _papers(at) and at.manifest["groups"]]
    ),
}.items():
    _of_manifest(_name, _change)


def _of_both(name: str, change: Callable[[dict[str, Any]], object]) -> None:
    """A kind in which the manifest and the definition are changed alike."""

    def changed(at: Opened) -> None:
        change(at.definition)
        change(at.manifest)

    KINDS[name] = changed


_of_both("the draw undone", lambda at: _swap(at["questions"][0]["tie_order"], -1, -2))
_of_both("a setting nobody knows, frozen", lambda at: at["questions"][0].update(double="email"))
_of_both("another vote, frozen", lambda at: at.update(vote="33333333-3333-4333-8333-333333333333"))
_of_both("fewer allowed, frozen", lambda at: at["questions"][0].update(max=0))


def _of_definition(name: str, change: Callable[[dict[str, Any]], object]) -> None:
    """A kind in which the definition is changed, and its hash with it."""
    KINDS[name] = lambda at: change(at.definition) and None


for _name, _changes in {
    "a definition of another title": {"title": "Benches"},
    "a definition of another mode": {"mode": "secret"},
    "a definition that asks for more": {"proofs": [["email", "postcode"]]},
    "a definition that asks for less": {"proofs": [["postcode"]]},
    "a definition of larger groups": {"smallest_group": VOTERS - 1},
    "a definition of more ballots": {"smallest_group": VOTERS + 1},
    "a definition that combines otherwise": {"combining_rule": "weighted"},
    "a definition with paper": {"paper_rule": "replaces"},
    "a definition with other breakdowns": {"breakdowns": ["age"]},
    "a definition opened at another time": {"opened_at": "2026-10-01T09:00:00+00:00"},
}.items():
    _of_definition(_name, lambda frozen, changes=_changes: frozen.update(changes))


@kind("a definition of another lot")
def _(at):
    for number in range(99):
        lot = bytes([number]) * 32
        if draw_tie_order(at.asked["options"], lot) != at.asked["tie_order"]:
            at.definition["lot"] = lot.hex()
            return
    raise DoesNotApply


@kind("a definition with spaces")
def _(at):
    text = json.dumps(at.definition).encode()
    at.manifest["definition"] = hashlib.sha256(text).hexdigest()
    return at.closed() | {"definition.json": text}


@kind("a manifest with spaces")
def _(at):
    return signed(at.files | {"manifest.json": json.dumps(at.manifest, sort_keys=True).encode()})


@kind("a manifest with a key twice")
def _(at):
    text = at.files["manifest.json"].replace(b'{"ballots":', b'{"ballots":1,"ballots":', 1)
    return signed(at.files | {"manifest.json": text})


@kind("a manifest with a fraction")
def _(at):
    told = f'"leaves":{at.manifest["leaves"]}'.encode()
    text = at.files["manifest.json"].replace(told, told + b".0")
    return signed(at.files | {"manifest.json": text})


@kind("a manifest that is a list")
def _(at):
    return signed(at.files | {"manifest.json": b"[]"})


@kind("a signature by somebody else")
def _(at):
    return signed(at.files, OTHER_KEY)


@kind("a signature of something else")
def _(at):
    return at.files | {"manifest.sig": base64.b64encode(sign(KEY, b"something else"))}


@kind("a signature that is not reduced")
def _(at):
    raw = base64.b64decode(at.files["manifest.sig"])
    s = int.from_bytes(raw[32:], "little") + verify.ORDER
    return at.files | {"manifest.sig": base64.b64encode(raw[:32] + s.to_bytes(32, "little"))}


@kind("a signature in hex")
def _(at):
    raw = base64.b64decode(at.files["manifest.sig"])
    return at.files | {"manifest.sig": raw.hex().encode()}


@kind("a key of somebody else, who signed")
def _(at):
    return signed(at.files, OTHER_KEY) | {"council-key.hex": OTHER_PUBLIC.hex().encode()}


@kind("a line twice")
def _(at):
    at.tags.insert(1, at.tags[0])
    at.manifest["leaves"] += 1


@kind("a ballot added")
def _(at):
    at.tags.insert(0, at.tags[0])
    at.edit(at.tags, 0, t="0" * 32)
    at.manifest["leaves"] += 1


@kind("a ballot left out")
def _(at):
    del at.ballots[0]
    at.manifest["leaves"] -= 1


@kind("a tag left out")
def _(at):
    del at.tags[-1]
    at.manifest["leaves"] -= 1


@kind("two lines exchanged")
def _(at):
    _swap(at.tags)


@kind("two tags alike")
def _(at):
    at.edit(at.tags, 1, t=json.loads(at.tags[0])["t"])


@kind("a tag in capitals")
def _(at):
    at.edit(at.tags, 0, t="0" * 31 + "A")


@kind("a tag too short")
def _(at):
    at.edit(at.tags, 0, t="0" * 30)


@kind("a tag too long")
def _(at):
    at.edit(at.tags, 0, t="0" * 34)


@kind("a tag that is not hex")
def _(at):
    at.edit(at.tags, 0, t=" " * 32)


@kind("a tag that is a number")
def _(at):
    at.edit(at.tags, 0, t=0)


@kind("a line with more in it")
def _(at):
    at.edit(at.ballots, 0, w=2)


@kind("a line with less in it")
def _(at):
    fields = json.loads(at.ballots[0])
    del fields["g"]
    at.ballots[0] = canonical(fields).decode()


@kind("a line with a tag beside a choice, or without")
def _(at):
    fields = json.loads(at.ballots[0])
    fields = {name: fields[name] for name in "cgqv"} if "t" in fields else fields | {"t": "0" * 32}
    at.ballots[0] = canonical(fields).decode()


@kind("a line of another vote")
def _(at):
    at.edit(at.ballots, 0, v="33333333-3333-4333-8333-333333333333")


@kind("a line of another question")
def _(at):
    at.edit(at.ballots, -1, q="q-9")


@kind("a line of another group")
def _(at):
    at.edit(at.ballots, 0, g="register")


@kind("a line that is no longer counted")
def _(at):
    at.edit(at.ballots, at.line_of(lambda each: each["g"] == "email"), g="postcode")


@kind("a line that is counted now")
def _(at):
    at.edit(at.ballots, at.line_of(lambda each: each["g"] == "postcode"), g="email")


@kind("a line with spaces")
def _(at):
    at.ballots[0] = at.ballots[0].replace(":", ": ", 1)


@kind("a line with an escape")
def _(at):
    at.ballots[0] = at.ballots[0].replace("email", "\\u0065mail").replace("post", "\\u0070ost")


@kind("a line with a key twice")
def _(at):
    at.ballots[0] = at.ballots[0].replace('{"c":', '{"c":[],"c":', 1)


@kind("a line that is no JSON")
def _(at):
    at.tags[-1] = at.tags[-1][:-1]


@kind("a line that is a list")
def _(at):
    at.tags[-1] = "[]"


@kind("an empty line")
def _(at):
    at.tags.append("")
    at.manifest["leaves"] += 1


@kind("line ends of two characters")
def _(at):
    at.tags[:] = [f"{line}\r" for line in at.tags]


@kind("the last line without its end")
def _(at):
    files = at.closed()
    name = next(name for name in at.lines)
    return files | {name: files[name][:-1]}


@kind("a vote taken away")
def _(at):
    counted = at.manifest["counted_groups"]
    number = at.line_of(lambda each: each["c"] and each["g"] in counted)
    at.edit(at.ballots, number, c=type(json.loads(at.ballots[number])["c"])())


def _with_first(value: Any) -> Callable[[Any], Any]:
    """Another amount for the first option of a choice."""
    return lambda was: was | {next(iter(was)): value}


def _is_amounts(was):
    return isinstance(was, dict) and bool(was)


def _is_names(was):
    return isinstance(was, list) and bool(was)


for _name, _is, _choice in [
    ("a choice of an option that is none", _is_names, lambda was: [*was[:-1], "zzz"]),
    ("a choice of an option twice", _is_names, lambda was: [*was, was[-1]]),
    ("a choice that is an option", _is_names, lambda was: was[0]),
    ("a choice that holds a number", _is_names, lambda was: [*was[:-1], 1]),
    ("a choice that holds a list", _is_names, lambda was: [*was[:-1], [was[-1]]]),
    ("a choice that is amounts", _is_names, lambda was: dict.fromkeys(was, 1)),
    ("a choice that is nothing", bool, None),
    ("a choice that is true", bool, True),
    ("amounts for an option that is none", _is_amounts, {"zzz": 1}),
    ("an amount of zero", _is_amounts, _with_first(0)),
    ("an amount below zero", _is_amounts, _with_first(-1)),
    ("an amount that is true", _is_amounts, _with_first(True)),
    ("an amount that is a fraction", _is_amounts, _with_first(1.5)),
    ("an amount that is text", _is_amounts, _with_first("1")),
    ("an amount above what there is", _is_amounts, _with_first(99_999)),
    ("an amount above all numbers", _is_amounts, _with_first(2**60)),
    ("amounts that are names", _is_amounts, list),
]:
    KINDS[_name] = lambda at, choice=_choice, is_such=_is: at.choose(choice, instead_of=is_such)


@kind("a choice of more than may be chosen")
def _(at):
    if at.asked["type"] not in ("single", "approval") or at.asked["max"] == len(
        at.asked["options"]
    ):
        raise DoesNotApply
    at.choose(sorted(at.asked["options"][: at.asked["max"] + 1]))


@kind("a choice out of order")
def _(at):
    if at.asked["type"] != "approval":
        raise DoesNotApply
    at.choose(lambda was: was[::-1], instead_of=lambda was: len(was) > 1)


@kind("a basket at another price")
def _(at):
    if at.asked["type"] != "budget":
        raise DoesNotApply
    at.choose(lambda was: {name: cost - 1 for name, cost in was.items()})


@kind("a basket of everything")
def _(at):
    if at.asked["type"] != "budget" or sum(at.asked["costs"].values()) <= at.asked["budget"]:
        raise DoesNotApply
    at.choose(at.asked["costs"])


# --- The test -------------------------------------------------------------------------------------

KEPT = [
    (Way("single"), "content"),
    (Way("approval"), "content"),
    (Way("points"), "content"),
    (Way("ranking", "irv", "", 1), "content"),
    (Way("ranking", "stv", "", 2), "content"),
    (Way("ranking", "borda", "", 2), "inclusion"),
    (Way("budget", "equal-shares", "add1"), "content"),
    (Way("budget", "greedy"), "inclusion"),
    (Way("budget-points", "equal-shares", "add1+greedy"), "content"),
    (Way("budget-points", "greedy-no-skip"), "inclusion"),
    (Way("approval"), "inclusion"),
]
THEIRS = ("residents", "users", "staff")
COMBINED = [
    (Way("points"), "equal-weight"),
    (Way("ranking", "borda", "", 1), "no-majority-against"),
]


def _bundles():
    for seed, (way, mode) in enumerate(KEPT):
        poll = a_poll(
            random.Random(f"tampering {seed}"),
            way,
            voters=VOTERS,
            mode=mode,
            smallest_group=LEAST,
        )
        yield bundle_of(poll)
    for seed, (way, rule) in enumerate(COMBINED):
        poll = a_poll(
            random.Random(f"combined {seed}"),
            way,
            voters=VOTERS,
            smallest_group=LEAST,
            constituencies=THEIRS,
            combining_rule=rule,
        )
        yield bundle_of(poll)
    poll = a_poll(
        random.Random("papers 0"),
        Way("approval"),
        voters=VOTERS,
        groups=("email@web", "desk@paper", "desk@assisted", "slip", "postcode"),
        smallest_group=LEAST,
    )
    yield bundle_of(with_papers(poll))


BUNDLES = list(_bundles())


@pytest.fixture
def status(tmp_path, capsys):
    """`status(files)` is the exit status for a folder of these files."""

    def asked(files):
        folder = tmp_path / "bundle"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        found = verify.main([str(folder), "--key", PUBLIC.hex()])
        status.words = capsys.readouterr().out
        return found

    return asked


def test_what_was_not_tampered_with_holds_also_when_it_is_signed_again(status):
    for bundle in BUNDLES:
        assert status(bundle) == 0
        assert Opened(bundle).closed() == bundle


def test_there_are_a_hundred_kinds_and_more_and_bundles_of_every_type():
    assert len(KINDS) >= 100
    assert {Opened(bundle).asked["type"] for bundle in BUNDLES} == set(verify.RULES)


@pytest.mark.parametrize("name", KINDS)
def test_tampering_is_refused(status, name):
    tried = 0
    for bundle in BUNDLES:
        at = Opened(bundle)
        try:
            files = KINDS[name](at) or at.closed()
        except DoesNotApply:
            continue
        assert files != bundle
        assert status(files) in (1, 2), f"{at.asked['type']}, {at.manifest['mode']}"
        tried += 1
    assert tried

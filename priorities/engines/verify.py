"""Checks the published files of a vote and counts them again. It needs Python 3.8 and nothing else.

    python3 verify.py BUNDLE [--receipt CODE] [--key HEX] [--proof FILE]

BUNDLE is bundle.zip, or the folder of what was in it. --key is the council's key in hex, from
somewhere else than the bundle. --receipt looks up the code that a voter was given. --proof takes
the proof that the page where codes are checked gives; it needs no ballots.

Exit status: 0 all that was published holds, 1 something does not, 2 it cannot be read.

It was written from the rules (docs/ballots.md and docs/counting.md of CoopServices) and shares no
code with what counted the vote. All numbers are whole or fractions; nothing is rounded but where a
rule says so. Read it from the top: the files, the rules of the vote, the ballots, the tree of
hashes, the count of each kind of ballot, the signature, the receipt.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
import uuid
import zipfile
from collections import Counter
from datetime import datetime, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, Iterable, Iterator, List, NoReturn, Tuple

HEADS = ("manifest.json", "manifest.sig", "council-key.hex", "definition.json")
LINES = {"content": ("ballots.jsonl",), "inclusion": ("tags.jsonl", "choices.jsonl")}
ROOTS = {"content": ("root",), "inclusion": ("tags_root", "choices_root")}
LARGEST = 2**53 - 1
Ballots = List[Tuple[Any, int]]  # each choice once, with how many voters made it


class Fails(Exception):
    """What was published contradicts itself."""


class Unreadable(Exception):
    """There is nothing here that this program can check."""


def expect(holds: object, problem: str) -> None:
    """Go on only where something holds. Raises Fails."""
    if not holds:
        raise Fails(problem)


# --- The files ------------------------------------------------------------------------------------


def read_bundle(path: Path) -> dict[str, bytes]:
    """Return the files of a folder or a zip by name, those that this program knows."""
    names = [*HEADS, *LINES["content"], *LINES["inclusion"]]
    if path.is_dir():
        return {name: (path / name).read_bytes() for name in names if (path / name).is_file()}
    with zipfile.ZipFile(path) as archive:
        inside = archive.namelist()
        expect(len(set(inside)) == len(inside), "The zip holds two files of one name.")
        return {name: archive.read(name) for name in names if name in inside}


def no_fraction(text: str) -> NoReturn:
    """Refuse a number that is not whole."""
    raise Fails(f"{text} is not a whole number.")


DECODER = json.JSONDecoder(parse_float=no_fraction, parse_constant=no_fraction)


def canonical(value: object) -> bytes:
    """Return the one way to write a value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_canonical(data: bytes, what: str) -> Any:
    """Return what the bytes say, if it is written in that one way."""
    try:
        value = DECODER.decode(data.decode())
    except (ValueError, RecursionError) as error:
        raise Fails(f"{what} is not JSON.") from error
    expect(canonical(value) == data and is_plain(value), f"{what} is not in canonical form.")
    return value


def is_plain(value: object) -> bool:
    """Whether numbers are below 2**53, keys are ASCII, and no text holds NUL."""
    if isinstance(value, dict):
        return all(key.isascii() and is_plain(key) for key in value) and all(
            map(is_plain, value.values())
        )
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, str):
        return "\0" not in value
    return value is None or (isinstance(value, int) and abs(value) <= LARGEST)


# --- The rules of the vote ------------------------------------------------------------------------

SHOWN = {"format", "vote", "title", "mode", "opened_at", "closed_at", "questions", "result"}
TOLD = {"ballots", "leaves", "groups", "counted_groups"}
AT_TIMES = {"definition", "excluded", "title_cy", "constituencies", "combining_rule", "papers"}
WORDS = {"id", "text", "text_cy", "options", "titles", "titles_cy"}
SETTINGS = {"type", "min", "max", "budget", "tie_order", "rule", "completion", "seats", "costs"}
MONEY = {"currency", "unit", "points"}
VARIANT = {
    "satisfaction",
    "integral_start",
    "threshold",
    "exclusive",
    "reserve_percent",
    "undivided",
}
RULES = {
    "single": ("single",),
    "approval": ("approval",),
    "points": ("points",),
    "ranking": ("irv", "stv", "borda", "positions", "copeland", "schulze", "minimax"),
    "budget": ("equal-shares", "greedy", "greedy-no-skip", "phragmen"),
    "budget-points": ("equal-shares", "greedy", "greedy-no-skip", "phragmen"),
}
BASKETS = ("budget", "budget-points")
AMOUNTS = ("points", *BASKETS)
GREEDY = ("greedy", "greedy-no-skip")
COMPLETIONS = (
    "none",
    "add1",
    "add1-exhaustive",
    "greedy",
    "add1+greedy",
    "add1-exhaustive+greedy",
)


def check_manifest(manifest: dict[str, Any]) -> None:
    """The manifest says all that it must, and nothing that this program would pass over."""
    mode = manifest["mode"]
    expect(mode in ROOTS, "The mode is unknown.")
    roots, told = set(ROOTS[mode]), TOLD
    if "fewer_than" in manifest:
        roots, told = roots - {"choices_root"}, {"fewer_than"}
    required, keys = SHOWN | roots | told, set(manifest)
    expect(required <= keys, f"The manifest lacks {sorted(required - keys)}.")
    unknown = keys - required - AT_TIMES
    expect(not unknown, f"The manifest has {sorted(unknown)}, which this program does not know.")
    expect(str(uuid.UUID(manifest["vote"])) == manifest["vote"], "The vote's id is no UUID.")
    asked = manifest["questions"]
    ids = [each["id"] for each in asked]
    expect(ids and len(set(ids)) == len(ids), "There are no questions, or two with one id.")
    expect(set(manifest["result"]) == set(ids), "The result is not of these questions.")
    for each in asked:
        check_question(each)
        check_combining(each, manifest.get("combining_rule", "one-pool"))


def check_question(asked: dict[str, Any]) -> None:
    """A question can be answered and counted by these rules."""
    here, options = f"Question {asked['id']}", asked["options"]
    unknown = set(asked) - WORDS - SETTINGS - MONEY - VARIANT
    expect(not unknown, f"{here} has {sorted(unknown)}, which this program does not know.")
    expect(asked["type"] in RULES, f"{here} has an unknown type.")
    expect(rule_of(asked) in RULES[asked["type"]], f"{here} has an unknown rule.")
    expect(options and len(set(options)) == len(options), f"{here} has an option twice.")
    expect(sorted(asked["tie_order"]) == sorted(options), f"{here}: its tie order misses options.")
    has_budget = asked["type"] in AMOUNTS
    expect(("budget" in asked) == has_budget, f"{here} lacks a budget, or has one.")
    expect(not has_budget or asked["budget"] > 0, f"{here} has no budget to share out.")
    if asked["type"] in BASKETS:
        expect(set(asked["costs"]) == set(options), f"{here}: an option has no cost.")
        expect(all(cost > 0 for cost in asked["costs"].values()), f"{here}: an option is free.")
        expect(asked.get("unit", 1) > 0, f"{here} has no unit of money.")
    completion = asked.get("completion", "none")
    is_shared = rule_of(asked) == "equal-shares"
    expect(completion in COMPLETIONS, f"{here} has an unknown completion.")
    expect(is_shared or "completion" not in asked, f"{here} has a completion it cannot use.")
    expect(0 < asked.get("seats", 1) <= len(options), f"{here} has seats that cannot be filled.")
    takes = {"satisfaction", "integral_start"} if is_shared else set()
    if rule_of(asked) in GREEDY:
        takes = VARIANT - {"integral_start"}
    unused = VARIANT & set(asked) - takes
    expect(not unused, f"{here} has {sorted(unused)}, which its rule does not use.")
    worth = asked.get("satisfaction", "cost")
    is_known = worth in ("cost", "cardinality") or (worth, asked["type"]) == ("points", BASKETS[1])
    expect(is_known, f"{here} has an unknown satisfaction.")


def rule_of(asked: dict[str, Any]) -> str:
    """The rule by which a question is counted, the usual one of its type where none is named."""
    return str(asked.get("rule") or RULES[asked["type"]][0])


PAPERS = ("none", "papers", "papers-and-slips")
CHANNELS = ("web", "assisted", "paper")


def check_definition(data: bytes, manifest: dict[str, Any]) -> None:
    """The manifest counts by what was frozen at the opening, and the lots were drawn from it."""
    expect(
        hashlib.sha256(data).hexdigest() == manifest["definition"],
        "The definition is not the one that the manifest was signed for (SHA-256).",
    )
    frozen = read_canonical(data, "definition.json")
    for field in ("format", "vote", "title", "title_cy", "mode", "questions", "constituencies"):
        is_same = frozen.get(field) == manifest.get(field)
        expect(is_same, f"The manifest has another {field}.")
    opened_at = parsed_time(frozen["opened_at"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    expect(opened_at == manifest["opened_at"], "The manifest has another time of opening.")
    combining = manifest.get("combining_rule", "one-pool")
    expect(frozen["combining_rule"] == combining, "The manifest has another combining rule.")
    known = [*(["constituencies"] if "constituencies" in frozen else []), "proofs"]
    is_known = frozen["breakdowns"] == known and frozen["paper_rule"] in PAPERS
    expect(is_known, "The definition has settings that this program does not know.")
    has_papers = bool(manifest.get("papers"))
    expect(not has_papers or frozen["paper_rule"] != "none", "There were to be no papers.")
    lot = bytes.fromhex(frozen["lot"])
    for asked in manifest["questions"]:
        drawn = sorted(asked["options"], key=lambda option: ticket(lot, option))
        expect(asked["tie_order"] == drawn, f"Question {asked['id']}: not the tie order drawn.")
    check_groups(frozen, manifest)


def parsed_time(text: str) -> datetime:
    """A time with its zone, in UTC."""
    return datetime.fromisoformat(text).astimezone(timezone.utc)


def ticket(lot: bytes, option: str) -> bytes:
    """What an option drew; the smallest comes first."""
    return hmac.new(lot, b"LV1/tie\0" + option.encode(), hashlib.sha256).digest()


def check_groups(frozen: dict[str, Any], manifest: dict[str, Any]) -> None:
    """Those groups count that showed enough, and none is smaller than it may be."""
    least = frozen["smallest_group"]
    if "fewer_than" in manifest:
        expect(manifest["fewer_than"] == least, "It hides numbers that it should tell.")
        return
    expect(manifest["ballots"] >= least, "It tells numbers of too few ballots.")
    theirs = frozen.get("constituencies", [])
    counted = [name for name in manifest["groups"] if is_counted(name, frozen["proofs"], theirs)]
    expect(manifest["counted_groups"] == counted, "Other groups count than those entitled.")
    check_channels(manifest["groups"])
    parts: dict[Any, list[str]] = {}  # nothing is merged between these
    for name in manifest["groups"]:
        parts.setdefault((name in counted, constituencies_of(name)), []).append(name)
    codes = [code for is_in, code in parts if is_in and code]
    together = "|".join(codes).split("|") if codes else []
    expect(
        not codes or sorted(together) == sorted(theirs), "A constituency is there twice, or not."
    )
    sizes = manifest["result"][manifest["questions"][0]["id"]]["ballots"]
    for (is_in, code), there in parts.items():
        names = [name for name in there if not is_slips(name)]  # they join no other group
        small = [name for name in names if sizes[name] < least]
        is_alone = len(names) == 1 and not (is_in and code and len(codes) > 1)
        expect(not small or is_alone, f"The group {small} is too small to be published.")


def check_channels(groups: list[str]) -> None:
    """A group is told by channel whole or not at all, and the channels are known."""
    for name in groups:
        whole, at, channel = name.partition("@")
        is_known = not at or (channel in CHANNELS and whole not in groups)
        expect(is_known, f"The group {name} came by no channel that this program knows.")


BATCH = {"kind", "place", "issued", "counted", "spoiled", "unused", "missing"}


def check_papers(manifest: dict[str, Any], sizes: dict[str, int]) -> Iterator[str]:
    """Every paper that was issued is accounted for, and as many were counted as there are ballots
    that came on paper, as far as the groups (of these sizes) tell. Say so, and what was explained.
    """
    total: Counter[str] = Counter()
    tallied: Counter[str] = Counter()
    for batch in manifest.get("papers", ()):
        here = f"The batch of papers for {batch['place']}"
        is_known = BATCH <= set(batch) <= BATCH | {"because", "constituency"}
        expect(is_known and batch["kind"] in ("identified", "slip"), f"{here} is of no known kind.")
        numbers = {name: batch[name] for name in BATCH - {"kind", "place"}}
        is_whole = all(type(number) is int for number in numbers.values())
        is_some = is_whole and all(numbers[name] >= 0 for name in numbers if name != "missing")
        expect(is_some and numbers["issued"] > 0, f"{here} has numbers that cannot be.")
        became = sum(numbers.values()) - numbers["issued"]
        expect(numbers["issued"] == became, f"{here} does not balance.")
        is_said = batch.get("because") if numbers["missing"] else "because" not in batch
        expect(is_said, f"{here} is not explained, or needs no explanation.")
        tallied[batch["kind"]] += numbers["counted"]
        total.update(numbers)
        if numbers["missing"]:
            yield f"BUT {here[0].lower()}{here[1:]} lacks {numbers['missing']}: {batch['because']}"
    if total:
        told = ", ".join(f"{total[each]} {each}" for each in ("counted", "spoiled", "unused"))
        told = f"{total['issued']} issued are {told}, {total['missing']} missing"
        yield f"The papers balance: {told}."

    slips = sum(ballots for name, ballots in sizes.items() if is_slips(name))
    broken = sum(each["ballots"] for each in manifest.get("excluded", ()))
    expect(0 <= tallied["slip"] - slips <= broken, "There are not as many slips as were counted.")
    told_of = by_channel(sizes)
    untold = manifest["ballots"] - slips - sum(told_of.values())
    more = tallied["identified"] - told_of["paper"]
    expect(0 <= more <= untold + broken, "There are not as many ballots on paper as were counted.")


def is_slips(group: str) -> bool:
    """Whether a group is of slips of paper without a name."""
    return group.rpartition(":")[2] == "slip"


def by_channel(groups: dict[str, int]) -> Counter[str]:
    """How many ballots came by each channel, of the groups that tell it."""
    turnout: Counter[str] = Counter()
    for name, ballots in groups.items():
        turnout[name.partition("@")[2]] += ballots
    del turnout[""]
    return turnout


def is_counted(group: str, asked: list[list[str]], constituencies: list[str]) -> bool:
    """Whether the ballots of a group count: those of the vote's constituencies, or of all if it
    names none, who have shown enough.
    """
    before, _, rest = group.rpartition(":")
    return bool(before) == bool(constituencies) and is_enough(rest.partition("@")[0], asked)


def is_enough(group: str, asked: list[list[str]]) -> bool:
    """Whether what a group has shown, such as `email+postcode`, is what was asked for; in
    `code|register` everybody has shown one of the two.
    """
    return all(
        any(set(proofs) <= set(shown.split("+")) for proofs in asked) for shown in group.split("|")
    )


# --- The ballots ----------------------------------------------------------------------------------


def split_lines(data: bytes, name: str) -> list[bytes]:
    """The lines of a file without their ends."""
    expect(not data or data.endswith(b"\n"), f"{name} ends within a line.")
    return data.split(b"\n")[:-1]


def read_lines(lines: list[bytes], keys: str, name: str, vote: str) -> Iterator[dict[str, Any]]:
    """What each line says, if it is in canonical form, of this vote, and has these keys."""
    for number, line in enumerate(lines, 1):
        here = f"{name}, line {number},"
        try:
            fields = DECODER.decode(line.decode())
        except (ValueError, RecursionError) as error:
            raise Fails(f"{here} is not JSON.") from error
        expect(canonical(fields) == line, f"{here} is not in canonical form.")
        expect("".join(fields) == keys, f"{here} has other fields than it should.")
        expect(fields["v"] == vote, f"{here} is of another vote.")
        yield fields


def check_tags(places: Iterable[tuple[str, str]], name: str) -> None:
    """Tags rise within each question, so none is there twice, and the order tells nothing."""
    before = ("", "")
    for place in places:
        tag = place[1]
        is_tag = len(tag) == 32 and bytes.fromhex(tag).hex() == tag
        expect(is_tag, f"{name}: {tag} is no tag.")
        expect(before < place, f"{name}: tag {tag} is out of order, or there twice.")
        before = place


def cast_ballots(manifest: dict[str, Any], files: dict[str, list[bytes]]) -> Counter[Any]:
    """How many ballots there are of each (question, group, choice in canonical form), with all
    that can be said of single lines checked.
    """
    vote, ids = manifest["vote"], {asked["id"] for asked in manifest["questions"]}
    if manifest["mode"] == "content":
        name = "ballots.jsonl"
        read = list(read_lines(files[name], "cgqtv", name, vote))
        check_tags(((line["q"], line["t"]) for line in read), name)
    else:
        name = "choices.jsonl"
        read = list(read_lines(files[name], "cgqv", name, vote))
        order = [(fields["q"], line) for fields, line in zip(read, files[name])]
        expect(order == sorted(order), "choices.jsonl is out of order.")
        tags = list(read_lines(files["tags.jsonl"], "qtv", "tags.jsonl", vote))
        check_tags(((line["q"], line["t"]) for line in tags), "tags.jsonl")
        expect(
            Counter(line["q"] for line in tags) == Counter(line["q"] for line in read),
            "There are more tags than choices, or fewer.",
        )
    expect({line["q"] for line in read} <= ids, f"{name}: a line is of another question.")
    return Counter((line["q"], line["g"], canonical(line["c"])) for line in read)


def check_numbers(
    manifest: dict[str, Any], cast: Counter[Any], files: dict[str, list[bytes]]
) -> None:
    """Lines, ballots and groups are as many as the manifest says."""
    leaves = sum(map(len, files.values()))
    expect(manifest["leaves"] == leaves, f"There are {leaves} lines, not {manifest['leaves']}.")
    for asked in manifest["questions"]:
        groups: Counter[str] = Counter()
        for (question, group, _), voters in cast.items():
            groups[group] += voters if question == asked["id"] else 0
        there, told = +groups, manifest["result"][asked["id"]]
        here = f"Question {asked['id']}"
        expect(sum(there.values()) == manifest["ballots"], f"{here} has more ballots, or fewer.")
        expect(sorted(there) == manifest["groups"], f"{here} has other groups of ballots.")
        if "ballots" in told:
            expect(told["ballots"] == there, f"{here}: the groups are not so large.")
    counted = manifest["counted_groups"]
    is_part = set(counted) <= set(manifest["groups"]) and counted == sorted(set(counted))
    expect(is_part, "A group counts that is not there.")


def check_choice(asked: dict[str, Any], choice: Any) -> None:
    """A ballot holds what its question allows, in the form in which it was sealed."""
    here, kind, options = f"Question {asked['id']}: {choice}", asked["type"], asked["options"]
    amounts = kind in AMOUNTS
    expect(type(choice) is (dict if amounts else list), f"{here} is not of this type.")
    expect(all(option in options for option in choice), f"{here} is of another question.")
    expect(len(set(choice)) == len(choice), f"{here} names an option twice.")
    most = min(asked.get("max", len(options)), 1 if kind == "single" else len(options))
    expect(len(choice) <= most, f"{here} names too many options.")
    expect(not choice or asked.get("min", 0) <= len(choice), f"{here} names too few options.")
    if kind == "approval":
        expect(choice == sorted(choice), f"{here} is not sorted.")
    if amounts:
        whole = all(type(each) is int and each > 0 for each in choice.values())
        expect(whole, f"{here} gives what is not a whole number above zero.")
        most_in_all = asked["points"] if kind == "budget-points" else asked["budget"]
        expect(sum(choice.values()) <= most_in_all, f"{here} gives more than there is.")
    if kind == "budget":
        costs = {option: asked["costs"][option] for option in choice}
        expect(choice == costs, f"{here} does not give what options cost.")


# --- The tree of hashes (RFC 9162, section 2.1) ---------------------------------------------------


def leaf(line: bytes) -> bytes:
    """The hash of a line."""
    return hashlib.sha256(b"\x00" + line).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(lines: list[bytes]) -> bytes:
    """The one hash of all lines in their order; the last of an odd number rises unchanged."""
    row = [leaf(line) for line in lines]
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [node(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)] + odd
    return row[0] if row else hashlib.sha256().digest()


def is_included(hashed: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof leads from a line's hash, the line of that index of so many, to the root
    (2.1.3.2).
    """
    if not 0 <= index < size or len(hashed) != 32:
        return False
    last = size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index % 2 or index == last:
            hashed = node(sibling, hashed)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            hashed = node(hashed, sibling)
        index, last = index // 2, last // 2
    return last == 0 and hashed == root


def check_proof(data: bytes, manifest: dict[str, Any]) -> str:
    """A proof that was given with a line leads to a root of the manifest. Return the line."""
    proof = json.loads(data)
    expect(proof["vote"] == manifest["vote"], "The proof is of another vote.")
    expect(proof["root"] in ROOTS[manifest["mode"]], "The proof leads to no root of this vote.")
    path = [bytes.fromhex(each) for each in proof["path"]]
    root = bytes.fromhex(manifest[proof["root"]])
    line, index, size = proof["line"].encode(), proof["index"], proof["size"]
    expect(is_included(leaf(line), index, size, path, root), "The proof does not lead to the root.")
    return str(proof["line"])


# --- The count ------------------------------------------------------------------------------------


def counted_again(
    asked: dict[str, Any], cast: Counter[Any], groups: list[str], combining: str = "one-pool"
) -> dict[str, Any]:
    """The result of a question as the manifest should tell it."""
    here = {
        (group, choice): n
        for (question, group, choice), n in cast.items()
        if question == asked["id"]
    }
    for choice in sorted({choice for _, choice in here}):
        check_choice(asked, json.loads(choice))
    counted = {place: voters for place, voters in here.items() if place[0] in groups}
    apart: dict[str, dict[Any, int]] = {}
    for (group, choice), voters in counted.items():
        if constituencies_of(group):
            apart.setdefault(constituencies_of(group), {})[group, choice] = voters
    piles = {name: pile_of(apart[name]) for name in sorted(apart)}

    everybody, opposed = pile_of(counted), opposed_in(asked, piles) if combining == AGAINST else []
    decided = combined(asked, everybody, piles, combining, opposed)
    result = told_of(asked, decided, everybody, is_combined=combining != "one-pool")
    result["ballots"] = by_group(here)
    if piles:
        result["constituencies"] = {}
    for name, pile in piles.items():
        theirs = told_of(asked, count(asked, pile), pile, is_combined=False)
        theirs["ballots"] = by_group(apart[name])
        if combining == AGAINST:
            theirs["against"] = against(asked, pile)
        result["constituencies"][name] = theirs
    if opposed:
        result["opposed"] = opposed
    return result


def pile_of(cast: dict[Any, int]) -> Ballots:
    """Each choice once, with how many voters made it, whatever their group, in one fixed order."""
    voters: Counter[bytes] = Counter()
    for (_, choice), number in cast.items():
        voters[choice] += number
    return [(json.loads(choice), voters[choice]) for choice in sorted(voters)]


def by_group(cast: dict[Any, int]) -> dict[str, int]:
    """How many ballots each group cast."""
    groups: Counter[str] = Counter()
    for (group, _), number in cast.items():
        groups[group] += number
    return dict(groups)


def count(asked: dict[str, Any], ballots: Ballots) -> Any:
    """Winners, order and scores by the question's own rule."""
    place = {option: at for at, option in enumerate(asked["tie_order"])}
    return COUNTS[rule_of(asked)](asked, ballots, place)


def told_of(
    asked: dict[str, Any], decided: Any, ballots: Ballots, *, is_combined: bool
) -> dict[str, Any]:
    """What is told of a count."""
    winners, order, scores = decided
    has_rules = len(RULES[asked["type"]]) > 1
    blank = sum(voters for choice, voters in ballots if not choice)
    told = {"order": order, "score": {option: printed(score) for option, score in scores.items()}}
    if has_rules:
        told["rule"] = rule_of(asked)
    if has_rules or is_combined:
        told = {**told, "winners": winners, "blank": blank}
    if asked["type"] in BASKETS:
        told["cost"] = sum(asked["costs"][option] for option in winners)
    return told


# --- Constituencies -------------------------------------------------------------------------------

AGAINST = "no-majority-against"
ADDING = ("single", "approval", "points", "borda", "positions")


def constituencies_of(group: str) -> str:
    """The constituencies in a group's name, such as `staff:email+postcode@paper`; "" if none."""
    return group.rpartition(":")[0]


def check_combining(asked: dict[str, Any], combining: str) -> None:
    """The ballots to a question can be combined by the rule of the vote."""
    all_may = asked["type"] == "approval" and asked.get("max") == len(asked["options"])
    fits = {
        "one-pool": True,
        "equal-weight": rule_of(asked) in ADDING,
        AGAINST: asked["type"] == "ranking" or all_may,
    }
    expect(fits.get(combining), f"Question {asked['id']} cannot be combined by {combining}.")


def combined(
    asked: dict[str, Any], everybody: Ballots, piles: dict[str, Ballots], rule: str, out: list[str]
) -> Any:
    """Winners, order and scores of all ballots, by the rule that combines constituencies; without
    the options in `out`.
    """
    if rule == "equal-weight":
        return same_weight(asked, everybody, piles)
    rest = [option for option in asked["options"] if option not in out]
    if not rest:
        return [], asked["tie_order"], {}
    fewer = {**asked, "options": rest}
    fewer["tie_order"] = [option for option in asked["tie_order"] if option in rest]
    if "seats" in asked:
        fewer["seats"] = min(asked["seats"], len(rest))
    if out:
        everybody = [([o for o in choice if o in rest], voters) for choice, voters in everybody]
    winners, order, scores = count(fewer, everybody)
    return winners, order + out, scores


def same_weight(asked: dict[str, Any], everybody: Ballots, piles: dict[str, Ballots]) -> Any:
    """An option's score is the mean, over the constituencies, of its score there by ballot."""
    place = {option: at for at, option in enumerate(asked["tie_order"])}
    scores = dict.fromkeys(asked["options"], Fraction(0))
    for pile in piles.values():
        ballots = sum(voters for _, voters in pile)
        for option, score in count(asked, pile)[2].items():
            scores[option] += Fraction(score) / ballots / len(piles)
    order = best_first(scores, place)
    return order[: len(count(asked, everybody)[0])], order, scores


def against(asked: dict[str, Any], ballots: Ballots) -> dict[str, int]:
    """How many ballots are against each option: those that choose others and not this one, or put
    at least half of all options before it.
    """
    options = asked["options"]
    numbers = dict.fromkeys(options, 0)
    for choice, voters in ballots:
        for option in options:
            before = choice.index(option) if option in choice else len(choice)
            if asked["type"] == "ranking":
                numbers[option] += voters if 2 * before >= len(options) else 0
            else:
                numbers[option] += voters if choice and option not in choice else 0
    return numbers


def opposed_in(asked: dict[str, Any], piles: dict[str, Ballots]) -> list[str]:
    """The options that more than half of the ballots of a constituency are against."""
    opposed = set()
    for pile in piles.values():
        ballots = sum(voters for _, voters in pile)
        opposed |= {o for o, voters in against(asked, pile).items() if 2 * voters > ballots}
    return [option for option in asked["tie_order"] if option in opposed]


def printed(score: Fraction) -> int | str:
    """A whole number as it is, another as text such as 7/2."""
    exact = Fraction(score)
    return exact.numerator if exact.denominator == 1 else str(exact)


def best_first(scores: dict[str, Any], place: dict[str, int]) -> list[str]:
    """Options from the highest score down, equals by the tie order."""
    return sorted(scores, key=lambda option: (-scores[option], place[option]))


def by_sum(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """One choice, approval, points: what each option received."""
    scores = dict.fromkeys(asked["options"], 0)
    for choice, voters in ballots:
        for option in choice:
            scores[option] += voters * (choice[option] if asked["type"] == "points" else 1)
    order = best_first(scores, place)
    return order[:1], order, scores


# --- Rankings -------------------------------------------------------------------------------------


def borda(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """A point for every option below, half for every equal; those left out are equals at the end.
    A blank ballot gives nothing.
    """
    options = asked["options"]
    scores = dict.fromkeys(options, Fraction(0))
    for choice, voters in ballots:
        for option in options if choice else []:
            is_ranked = option in choice
            below = len(options) - 1 - choice.index(option) if is_ranked else 0
            equal = 0 if is_ranked else len(options) - len(choice) - 1
            scores[option] += voters * (below + Fraction(equal, 2))
    return seated(asked, best_first(scores, place), scores)


def positions(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """The first of n places is worth n points, each later one less."""
    scores = dict.fromkeys(asked["options"], 0)
    for choice, voters in ballots:
        for rank, option in enumerate(choice):
            scores[option] += voters * (len(scores) - rank)
    return seated(asked, best_first(scores, place), scores)


def seated(asked: dict[str, Any], order: list[str], scores: dict[str, Any]) -> Any:
    """The first in order win, as many as there are seats."""
    return order[: asked.get("seats", 1)], order, scores


def preferred(asked: dict[str, Any], ballots: Ballots) -> dict[tuple[str, str], int]:
    """How many voters put one option before another; those left out are below all others."""
    options = asked["options"]
    table = {(one, other): 0 for one in options for other in options}
    for choice, voters in ballots:
        left_out = [option for option in options if option not in choice]
        for rank, one in enumerate(choice):
            for other in [*choice[rank + 1 :], *left_out]:
                table[one, other] += voters
    return table


def copeland(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """One for every comparison won, half for every draw."""
    table, options = preferred(asked, ballots), asked["options"]
    scores = dict.fromkeys(options, Fraction(0))
    for one in options:
        for other in options:
            won, lost = table[one, other], table[other, one]
            if one != other:
                scores[one] += 1 if won > lost else Fraction(int(won == lost), 2)
    return seated(asked, best_first(scores, place), scores)


def minimax(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """The score is the worst defeat, in votes of those who put the winner of it first; the lowest
    wins.
    """
    table, options = preferred(asked, ballots), asked["options"]
    scores = dict.fromkeys(options, 0)
    for (winner, loser), votes in table.items():
        if votes > table[loser, winner]:
            scores[loser] = max(scores[loser], votes)
    order = best_first({option: -score for option, score in scores.items()}, place)
    return seated(asked, order, scores)


def schulze(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """An option is before another if its strongest chain of defeats is stronger than any back; a
    chain is as strong as its weakest link. The score is how many it is before.
    """
    table, options = preferred(asked, ballots), asked["options"]
    chain = {
        (one, other): votes if votes > table[other, one] else 0
        for (one, other), votes in table.items()
    }
    for middle in options:
        for one in options:
            for other in options:
                through = min(chain[one, middle], chain[middle, other])
                chain[one, other] = max(chain[one, other], through)
    before = {
        one: {other for other in options if chain[one, other] > chain[other, one]}
        for one in options
    }
    order: list[str] = []
    rest = sorted(options, key=place.__getitem__)
    while rest:  # the next places go to all that none of the rest is before
        first = [one for one in rest if not any(one in before[other] for other in rest)]
        order += first
        rest = [one for one in rest if one not in first]
    return seated(asked, order, {option: len(before[option]) for option in options})


class Papers:
    """Ranked ballots that pass from option to option, and the votes at every stage so far. Votes
    are in whole units, of which a paper is worth `value` at first.
    """

    def __init__(
        self, options: list[str], ballots: Ballots, place: dict[str, int], value: int
    ) -> None:
        self.place = place
        self.totals = dict.fromkeys(options, 0)
        self.stages: list[dict[str, int]] = []
        self.continuing = set(options)
        self.held: dict[str, list[Any]] = {option: [] for option in options}
        self.deal([(choice, voters, value) for choice, voters in ballots])

    def deal(self, papers: list[Any]) -> None:
        """Give each paper to the first continuing option that it still names; or to none."""
        for choice, voters, value in papers:
            rest = [option for option in choice if option in self.continuing]
            if rest:
                self.held[rest[0]].append((rest[1:], voters, value))
                self.totals[rest[0]] += voters * value

    def take(self, option: str) -> list[Any]:
        """Take all papers from an option."""
        papers, self.held[option] = self.held[option], []
        return papers

    def standing(self, option: str) -> list[int]:
        """By what options are compared: votes now, then at the latest stage at which they differ,
        then the tie order.
        """
        earlier = [stage[option] for stage in reversed(self.stages)]
        return [self.totals[option], *earlier, -self.place[option]]

    def best_first(self, among: Iterable[str]) -> list[str]:
        """Options by their votes, the most first."""
        return sorted(among, key=self.standing, reverse=True)

    def lowest(self) -> str:
        """The option that is to be excluded next."""
        return min(self.continuing, key=self.standing)

    def exclude(self, option: str) -> None:
        """Take an option out, and move its papers on."""
        self.continuing.remove(option)
        self.totals[option] = 0
        self.deal(self.take(option))


def runoff(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """The last is excluded until one has more than half of the votes that still count."""
    papers = Papers(asked["options"], ballots, place, value=1)
    excluded, scores = [], {}
    while True:
        papers.stages.append(dict(papers.totals))
        order = papers.best_first(papers.continuing)
        if 2 * papers.totals[order[0]] > sum(papers.totals.values()) or len(order) == 1:
            break
        excluded.append(papers.lowest())
        scores[excluded[-1]] = papers.totals[excluded[-1]]
        papers.exclude(excluded[-1])
    scores.update((option, papers.totals[option]) for option in order)
    return order[:1], order + excluded[::-1], scores


def transferable(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """Several seats by the Scottish rules (SSI 2007/42, rules 45 to 52), in units of 1/100,000 of
    a vote, cut.
    """
    seats, vote = asked.get("seats", 1), 100_000
    papers = Papers(asked["options"], ballots, place, value=vote)
    quota = (sum(voters for choice, voters in ballots if choice) // (seats + 1) + 1) * vote
    elected: list[str] = []
    excluded: list[str] = []
    surpluses: set[str] = set()
    held: dict[str, int] = {}  # when elected or excluded

    def elect(options: list[str]) -> None:
        elected.extend(options)
        papers.continuing.difference_update(options)
        held.update((option, papers.totals[option]) for option in options)

    def end_stage() -> None:
        new = papers.best_first(o for o in papers.continuing if papers.totals[o] >= quota)
        elect(new)
        surpluses.update(option for option in new if papers.totals[option] > quota)
        if len(papers.continuing) <= seats - len(elected):
            elect(papers.best_first(papers.continuing))
        papers.stages.append(dict(papers.totals))

    end_stage()
    while len(elected) < seats and papers.continuing:
        if surpluses:  # the largest moves: each paper at its value times surplus over votes
            option = papers.best_first(surpluses)[0]
            surpluses.remove(option)
            total = papers.totals[option]
            papers.totals[option] = quota
            papers.deal(
                [
                    (rest, voters, value * (total - quota) // total)
                    for rest, voters, value in papers.take(option)
                ]
            )
        else:
            excluded.append(papers.lowest())
            held[excluded[-1]] = papers.totals[excluded[-1]]
            papers.exclude(excluded[-1])
        end_stage()
    others = papers.best_first(papers.continuing)
    held.update((option, papers.totals[option]) for option in others)
    order = elected + others + excluded[::-1]
    return elected, order, {option: Fraction(votes, vote) for option, votes in held.items()}


# --- Budgets --------------------------------------------------------------------------------------


class Purses:
    """What each voter has left, or carries. Voters who stand alike share one entry of `money`;
    voters part as soon as some of them pay for an option and others do not.
    """

    def __init__(self, asked: dict[str, Any], ballots: Ballots, start: Fraction) -> None:
        self.satisfaction = asked.get("satisfaction", "cost")
        self.costs = asked["costs"]
        self.choices = [choice for choice, _ in ballots]
        self.voters = [voters for _, voters in ballots]
        self.of = [0] * len(ballots)  # which entry of `money` each ballot has
        self.money = [start]
        self.backers: dict[str, list[int]] = {}
        for number, (choice, _) in enumerate(ballots):
            for option in choice:
                self.backers.setdefault(option, []).append(number)

    def worth(self, number: int, option: str) -> int:
        """What an option is worth to those with this ballot."""
        if self.satisfaction == "points":
            return int(self.choices[number][option])
        return int(self.costs[option]) if self.satisfaction == "cost" else 1

    def among(self, option: str) -> list[tuple[Fraction, int, int]]:
        """What backers of an option have each and what it is worth to them, with how many."""
        sizes: Counter[Any] = Counter()
        for number in self.backers[option]:
            sizes[self.of[number], self.worth(number, option)] += self.voters[number]
        return [(self.money[entry], worth, voters) for (entry, worth), voters in sizes.items()]

    def total(self, option: str) -> Fraction:
        """What backers of an option have together."""
        return sum((money * voters for money, _, voters in self.among(option)), Fraction(0))

    def change(self, option: str, new: Any) -> None:
        """Set what every backer of an option has, from what they had and what it is worth to
        them.
        """
        moved: dict[Any, int] = {}
        for number in self.backers[option]:
            alike = self.of[number], self.worth(number, option)
            if alike not in moved:
                moved[alike] = len(self.money)
                self.money.append(new(self.money[alike[0]], alike[1]))
            self.of[number] = moved[alike]


def votes_of(asked: dict[str, Any], ballots: Ballots) -> dict[str, int]:
    """How many voters put each option into their basket."""
    votes = dict.fromkeys(asked["options"], 0)
    for choice, voters in ballots:
        for option in choice:
            votes[option] += voters
    return votes


def fill_up(
    votes: dict[str, int], costs: dict[str, int], left: int, place: dict[str, int]
) -> list[str]:
    """What is bought from the most votes down; what does not fit is passed over."""
    bought = []
    for option in best_first(votes, place):
        if votes[option] and costs[option] <= left:
            bought.append(option)
            left -= costs[option]
    return bought


def greedy(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """Most votes first, or most points or votes for the money, in the variant of a city: with a
    threshold, with groups of which one at most is funded, and ending at what does not fit, which a
    reserve may still pay.
    """
    costs, left, satisfaction = asked["costs"], asked["budget"], asked.get("satisfaction", "cost")
    scores = votes_of(asked, ballots)
    if satisfaction == "points":
        scores = by_sum({**asked, "type": "points"}, ballots, place)[2]
    worth: dict[str, Any] = dict(scores)
    if satisfaction != "cost" and not asked.get("undivided"):
        worth = {option: Fraction(score, costs[option]) for option, score in scores.items()}
    order = best_first(worth, place)
    bought: list[str] = []
    for option in order:
        is_shut_out = any(option in g and set(g) & set(bought) for g in asked.get("exclusive", ()))
        if scores[option] < max(asked.get("threshold", 0), 1) or is_shut_out:
            continue
        if costs[option] <= left:
            bought.append(option)
            left -= costs[option]
        elif rule_of(asked) == "greedy-no-skip":
            percent = asked.get("reserve_percent")
            if percent is not None and 100 * left >= percent * costs[option]:
                bought.append(option)
            break
    return bought, order, scores


def phragmen(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """The option comes next whose backers would carry the least; it ends when one that comes next,
    or is level with it, does not fit.
    """
    votes, costs, left = votes_of(asked, ballots), asked["costs"], asked["budget"]
    loads, bought = Purses(asked, ballots, Fraction(0)), []
    waiting = [option for option in votes if votes[option] and costs[option] <= left]
    while waiting:
        would = {each: (costs[each] + loads.total(each)) / votes[each] for each in waiting}
        least = min(would.values())
        level = [option for option in waiting if would[option] == least]
        if any(costs[option] > left for option in level):
            break
        option = min(level, key=place.__getitem__)
        loads.change(option, lambda _, __, load=least: load)
        bought.append(option)
        waiting.remove(option)
        left -= costs[option]
    return bought, [*bought, *sorted(set(votes) - set(bought))], votes


def price_of(cost: int, purses: list[tuple[Fraction, int, int]]) -> Fraction | None:
    """The least price at which backers make up the cost, if each pays the price times what the
    option is worth to them, or all they have; None if they cannot.
    """
    lacking, payers = Fraction(cost), sum(worth * voters for _, worth, voters in purses)
    for money, worth, voters in sorted(purses, key=lambda purse: purse[0] / purse[1]):
        if lacking * worth <= money * payers:
            return lacking / payers
        lacking, payers = lacking - money * voters, payers - worth * voters
    return None


def shared(asked: dict[str, Any], ballots: Ballots, place: dict[str, int], share: Fraction) -> Any:
    """What voters buy who have `share` each: steps of (option, its price, the next best price or
    None), and what they have left. A price is what each pays for a unit of its worth to them.
    """
    costs, purses = asked["costs"], Purses(asked, ballots, share)
    steps: list[Any] = []
    waiting = set(purses.backers)
    while True:
        offers = []
        for option in waiting:
            price = price_of(costs[option], purses.among(option))
            if price is not None:
                offers.append((price, place[option], option))
        if not offers:
            return steps, purses
        offers.sort()
        price, _, option = offers[0]
        purses.change(option, lambda money, worth, p=price: money - min(money, p * worth))
        waiting.remove(option)
        steps.append((option, price, offers[1][0] if len(offers) > 1 else None))


def is_same_between(low: list[Any], high: list[Any]) -> bool:
    """Whether every share between two buys the same. At a higher share everybody has at least as
    much at every point of one order, so prices only fall: if even at the high share no other price
    comes down to the price that won at the low one, and in the end no more is bought, it is.
    """
    return [step[0] for step in low] == [step[0] for step in high] and all(
        other is None or other > price for (_, price, _), (_, _, other) in zip(low, high)
    )


def equal_shares(asked: dict[str, Any], ballots: Ballots, place: dict[str, int]) -> Any:
    """The method of equal shares, with its completion: shares rise by one unit of money until the
    next outcome would cost too much, and what is left is spent by votes.
    """
    votes, costs, budget = votes_of(asked, ballots), asked["costs"], asked["budget"]
    completion, unit = asked.get("completion", "none"), asked.get("unit", 1)
    share = Fraction(budget, max(sum(voters for _, voters in ballots), 1))
    if asked.get("integral_start"):
        share = Fraction(share // unit * unit)
    backed = {option for option in votes if votes[option]}

    def spent(steps: list[Any]) -> int:
        return sum(costs[option] for option, _, _ in steps)

    def is_done(steps: list[Any]) -> bool:
        missing, left = backed - {step[0] for step in steps}, budget - spent(steps)
        fits = any(costs[option] <= left for option in missing)
        return not missing or (completion.startswith("add1-exhaustive") and not fits)

    steps, purses = shared(asked, ballots, place, share)
    stride = 1  # in units; more only where all between is the same
    while completion.startswith("add1") and not is_done(steps):
        later, more = shared(asked, ballots, place, share + stride * unit)
        is_same = is_same_between(steps, later)
        if stride > 1 and not is_same:
            stride //= 2
            continue
        if spent(later) > budget:
            break
        share += stride * unit
        stride = stride * 2 if is_same else 1
        steps, purses = later, more

    bought = [step[0] for step in steps]
    lacking = {option: costs[option] - purses.total(option) for option in backed - set(bought)}
    missed = sorted(lacking, key=lambda option: (lacking[option], place[option]))
    if completion.endswith("greedy"):
        rest = {option: votes[option] for option in missed}
        bought += fill_up(rest, costs, budget - spent(steps), place)
    return bought, list(dict.fromkeys([*bought, *missed, *sorted(votes)])), votes


COUNTS: dict[str, Any] = {
    "single": by_sum,
    "approval": by_sum,
    "points": by_sum,
    "irv": runoff,
    "stv": transferable,
    "borda": borda,
    "positions": positions,
    "copeland": copeland,
    "schulze": schulze,
    "minimax": minimax,
    "equal-shares": equal_shares,
    "greedy": greedy,
    "greedy-no-skip": greedy,
    "phragmen": phragmen,
}

# --- The signature (Ed25519: RFC 8032, section 5.1) -----------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = Tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def decompressed(data: bytes) -> Point | None:
    """The point of the curve that 32 bytes stand for, None for none."""
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P


def added(one: Point, other: Point) -> Point:
    """The sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total = (0, 1, 1, 0)
    while number:
        total = added(total, point) if number % 2 else total
        point, number = added(point, point), number // 2
    return total


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the private half of the key signed this very message."""
    y = 4 * pow(5, P - 2, P) % P
    base = decompressed(y.to_bytes(32, "little"))
    public, drawn = decompressed(key), decompressed(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER or base is None or public is None or drawn is None:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    left = times(s, base)
    right = added(drawn, times(int.from_bytes(digest, "little") % ORDER, public))
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


# --- The receipt ----------------------------------------------------------------------------------

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def secret_of(code: str) -> bytes:
    """The secret in a code; small letters, spaces and hyphens do not matter, I and L are 1, O is
    0. Raises Unreadable for a code that was mistyped.
    """
    text = "".join(code.upper().split()).replace("-", "")
    text = text.translate(str.maketrans("ILO", "110"))
    if len(text) != 28 or set(text) - set(SYMBOLS):
        raise Unreadable("A code has 28 letters and numbers, and never a U.")
    number = 0
    for symbol in text:
        number = number * 32 + SYMBOLS.index(symbol)
    secret = (number >> 12).to_bytes(16, "big")
    check = hashlib.sha256(b"LV1/check\0" + secret).digest()
    if number % 2**12 != int.from_bytes(check[:2], "big") >> 6:
        raise Unreadable("The code is mistyped: compare it with yours, group by group.")
    return secret


def tag_of(secret: bytes, vote: str, question: str) -> str:
    """What marks the voter's line for a question."""
    message = b"LV1/tag\0" + secret + uuid.UUID(vote).bytes + question.encode()
    return hashlib.sha256(message).hexdigest()[:32]


def look_up(code: str, manifest: dict[str, Any], files: dict[str, list[bytes]]) -> Iterator[str]:
    """What was published of the ballot with this code."""
    name = LINES[manifest["mode"]][0]
    secret, at = secret_of(code), {}
    for number, line in enumerate(files[name], 1):
        fields = json.loads(line)
        at[fields["q"], fields["t"]] = f"line {number} of {name}: {line.decode()}"
    for asked in manifest["questions"]:
        place = asked["id"], tag_of(secret, manifest["vote"], asked["id"])
        expect(place in at, f"No ballot has this code in question {asked['id']}.")
        yield f"The ballot with this code is {at[place]}"


# --- All of it ------------------------------------------------------------------------------------


def check(
    bundle: dict[str, bytes], code: str = "", key: str = "", proof: bytes | None = None
) -> Iterator[str]:
    """Say what holds, one thing after another. Raises Fails at the first that does not, and
    Unreadable where it cannot be told.
    """
    for name in HEADS[:3]:
        if name not in bundle:
            raise Unreadable(f"There is no {name}.")
    manifest = read_canonical(bundle["manifest.json"], "manifest.json")
    if not isinstance(manifest, dict) or manifest.get("format") != "LV1":
        raise Unreadable("This program knows the format LV1 only.")
    check_manifest(manifest)
    yield f"The result is complete: {manifest['title']}, closed {manifest['closed_at']}."
    yield from check_signature(bundle, key)
    yield from check_rules(bundle, manifest)
    if proof is not None:
        yield f"The proof leads to the signed root. The line is: {check_proof(proof, manifest)}"

    names = LINES[manifest["mode"]]
    missing = [name for name in names if name not in bundle]
    if "fewer_than" in manifest:
        expect(len(missing) == len(names), "It publishes the ballots of too few voters.")
        yield f"BUT fewer than {manifest['fewer_than']} voted: their ballots are not published."
        if code:
            raise Unreadable("So a code can be looked up on the council's page only.")
    elif not missing:
        yield from check_ballots(manifest, {name: bundle[name] for name in names}, code)
    elif proof is None or code:
        raise Unreadable(f"There is no {missing[0]}.")
    else:
        yield "BUT the ballots are not here, so they were not counted."


def check_signature(bundle: dict[str, bytes], key: str) -> Iterator[str]:
    """Say whose signature it is."""
    public = bytes.fromhex(bundle["council-key.hex"].decode())
    is_theirs = not key or public == bytes.fromhex(key)
    expect(is_theirs, "The key in the bundle is not the key that you gave.")
    signature = base64.b64decode(bundle["manifest.sig"], validate=True)
    expect(is_signed(public, bundle["manifest.json"], signature), "The signature is not right.")
    yield f"The result is signed with the key that {'you gave' if key else 'is in the bundle'}."
    if not key:
        yield "BUT nothing vouches for the signer: get the council's key elsewhere and use --key."


def check_rules(bundle: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[str]:
    """Say whether the rules are those of the opening, and what was left out."""
    if "definition" not in manifest:
        yield "BUT it holds no hash of the rules fixed at the opening: they are taken as printed."
    elif "definition.json" not in bundle:
        raise Unreadable("There is no definition.json.")
    else:
        check_definition(bundle["definition.json"], manifest)
        yield "The rules are those that were fixed at the opening, with the lots drawn then."
    for each in manifest.get("excluded", ()):
        yield f"BUT {each['ballots']} ballots were left out as broken. Reason: {each['reason']}"


def check_ballots(manifest: dict[str, Any], data: dict[str, bytes], code: str) -> Iterator[str]:
    """Say what holds of the ballots, of their count, and of one code."""
    files = {name: split_lines(data[name], name) for name in data}
    cast = cast_ballots(manifest, files)
    check_numbers(manifest, cast, files)
    yield f"{manifest['ballots']} ballots are in order, each tag once, in the groups as told."
    sizes = manifest["result"][manifest["questions"][0]["id"]].get("ballots", {})
    yield from check_papers(manifest, sizes)
    turnout = by_channel(sizes)
    if turnout:
        told = ", ".join(f"{turnout[channel]} by {channel}" for channel in sorted(turnout))
        yield f"Of these came {told}, as far as the groups tell."
    for name, root in zip(LINES[manifest["mode"]], ROOTS[manifest["mode"]]):
        is_root = root_of(files[name]).hex() == manifest[root]
        expect(is_root, f"{name} is not the file that was signed for ({root}).")
        yield f"{name} is the file that was signed for ({root})."
    for asked in manifest["questions"]:
        combining = manifest.get("combining_rule", "one-pool")
        again = counted_again(asked, cast, manifest["counted_groups"], combining)
        for field, told in manifest["result"][asked["id"]].items():
            is_so = field in again and again[field] == told
            expect(is_so, f"Question {asked['id']}: counted again, {field} is {again.get(field)}.")
        lacks = set(again) - set(manifest["result"][asked["id"]])
        expect(not lacks, f"Question {asked['id']}: the result lacks {sorted(lacks)}.")
        yield f"Counted again by {rule_of(asked)}, question {asked['id']} comes out the same."
    if code:
        yield from look_up(code, manifest, files)


def main(arguments: list[str] | None = None) -> int:
    """Say all that holds, and return the exit status."""
    parser = argparse.ArgumentParser(description="Check a published vote, and count it again.")
    parser.add_argument("bundle", type=Path, help="bundle.zip, or the folder of its files")
    parser.add_argument("--receipt", default="", metavar="CODE", help="look up a voter's code")
    parser.add_argument("--key", default="", metavar="HEX", help="the council's key")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="a proof for one line")
    given = parser.parse_args(arguments)
    try:
        proof = given.proof.read_bytes() if given.proof else None
        for holds in check(read_bundle(given.bundle), given.receipt, given.key, proof):
            print(holds)
    except Fails as problem:
        print(f"IT DOES NOT HOLD. {problem}")
        return 1
    except (Unreadable, OSError, zipfile.BadZipFile) as problem:
        print(f"IT CANNOT BE CHECKED. {problem}")
        return 2
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
        print(f"IT DOES NOT HOLD. Something is not of the kind that it must be: {problem!r}")
        return 1
    print("IT HOLDS.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

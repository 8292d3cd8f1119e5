"""Checking a published bundle: `verify.py` beside what it cannot do without, hashing each line."""

import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Row
from coopservices.sentences import Wording
from priorities.engines import verify
from priorities.engines.sealing.publication import OpenedBallot, heads, lines, manifest, root, sign
from priorities.engines.tally import tally
from priorities.engines.voting.asked_questions import AskedQuestion, Choosable
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.definition import Definition, fingerprint, questions_of

BALLOTS, OPTIONS, SEED = 100_000, 12, 1
KEY = bytes(range(32))
POLL = UUID("44444444-4444-4444-8444-444444444444")
QUESTIONS = {
    "approval": {"type": "approval"},
    "equal-shares": {"type": "budget", "rule": "equal-shares", "completion": "add1"},
    "stv": {"type": "ranking", "rule": "stv", "seats": 3},
}


def verify_time() -> Row:
    """CPU that `verify.py` takes for 100,000 ballots of each kind, over that of hashing each line
    of the file.
    """
    figures = {}
    with tempfile.TemporaryDirectory(prefix="coopservices-bench-") as folder:
        for name, asked in QUESTIONS.items():
            path = Path(folder) / name
            _write_bundle(path, asked)
            figures[name] = _beside_hashing(path)
    slowest = max(each["ratio"] for each in figures.values())
    words = ", ".join(
        f"{name} {each['verify']:.1f} s ({each['ratio']:.0f} ×)" for name, each in figures.items()
    )
    bar = "≤ 40 × hashing each line"
    return Row("verify-time", words, bar, slowest <= 40, figures)


def _beside_hashing(path: Path) -> dict[str, float]:
    data = (path / "ballots.jsonl").read_bytes()
    hashing = median(
        _seconds(lambda: [hashlib.sha256(line).digest() for line in data.split(b"\n")])
        for _ in range(5)
    )
    whole = median(_seconds(lambda: hashlib.sha256(data).digest()) for _ in range(5))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-I", verify.__file__, str(path)], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "verify": taken,
        "hashing_lines": hashing,
        "hashing_file": whole,
        "ratio": taken / hashing,
        "bytes": len(data),
        "peak_kilobytes": after.ru_maxrss,
    }


def _seconds(work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _write_bundle(path: Path, asked: dict[str, object]) -> None:
    chance = random.Random(SEED)
    is_budget = asked["type"] == "budget"
    costs = [chance.randint(10, 400) * 10_000 if is_budget else None for _ in range(OPTIONS)]
    question = AskedQuestion(
        id="question-1",
        text=Wording("What first?"),
        options=tuple(
            Choosable(f"option-{n}", Wording(f"Option {n}"), cost=c) for n, c in enumerate(costs)
        ),
        most=OPTIONS,
        budget=100_000_000 if is_budget else None,
        **asked,
    )
    frozen = _definition(question).frozen()
    ids = [option.id for option in question.options]
    ballots = [
        OpenedBallot(
            "email", chance.randbytes(16), {"question-1": _choice(chance, ids, asked, costs)}
        )
        for _ in range(BALLOTS)
    ]
    published = lines(POLL, ballots)
    paper = BallotPaper.from_definition(json.loads(frozen))
    text = manifest(
        poll=POLL,
        title=Wording("What first?"),
        mode="content",
        opened_at=_definition(question).opened_at,
        closed_at=_definition(question).closes_at,
        questions=questions_of(frozen),
        groups=["email"],
        counted_groups=["email"],
        ballots=BALLOTS,
        leaves=BALLOTS,
        roots={"root": root(published)},
        result=tally(paper, ballots, {"email"}),
        smallest_group=10,
        definition=fingerprint(frozen),
    )
    public = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
    files = heads(manifest=text, signature=sign(KEY, text), public_key=public)
    files |= {
        "definition.json": frozen,
        "ballots.jsonl": b"".join(each + b"\n" for each in published),
    }
    path.mkdir()
    for name, data in files.items():
        (path / name).write_bytes(data)


def _choice(chance, ids, asked, costs):
    named = chance.sample(ids, chance.randint(0, 4))
    if asked["type"] == "ranking":
        return named
    if asked["type"] == "budget":
        return {name: costs[ids.index(name)] for name in named}
    return sorted(named)


def _definition(question: AskedQuestion) -> Definition:
    return Definition(
        poll=POLL,
        title=Wording("What first?"),
        questions=(question,),
        opened_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
        closes_at=datetime(2026, 11, 14, 9, tzinfo=UTC),
        proofs_asked=(frozenset({"email"}),),
        areas={},
        smallest_group=10,
        challenge_days=3,
        mode="content",
        lot=bytes(32),
    )


VERIFIED = {"verify-time": verify_time}

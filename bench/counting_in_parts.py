"""The count of a poll in parts: how its time grows with the poll, the memory it takes, and what a
second worker saves.
"""

import json
import os
from math import log
from typing import Any

from bench.measure import Row
from tests.running import Platform

LARGE = int(os.environ.get("LARGE", "0"))
SIZES = (1_000 * 10**LARGE, 10_000 * 10**LARGE)
MEGABYTES = 500


def count_in_parts(platform: Platform) -> Row:
    """Seconds to close and to count polls of 1,000 and of 10,000 ballots, with LARGE=1 of ten times
    as many, with LARGE=2 of a hundred times: each count in a process of its own, and on PostgreSQL
    the larger a second time, with the help of a worker.
    """
    polls = json.loads(_inside(platform, f"close_each(*{SIZES})"))
    closed = dict(zip(SIZES, polls, strict=True))
    counted = {size: _counted(platform, closed[size]["poll"]) for size in SIZES}
    least, most = SIZES
    exponent = log(counted[most]["seconds"] / counted[least]["seconds"]) / log(most / least)
    megabytes = counted[most]["megabytes"]
    words = [
        f"{size:,} closed in {closed[size]['seconds']:.1f} s, counted in "
        f"{counted[size]['seconds']:.1f} s"
        for size in SIZES
    ]
    figures = {"closed": closed, "counted": counted, "exponent": exponent}
    is_same = True
    if {"DATABASE_URL", "REDIS_URL"} <= platform.environment.keys():
        poll = closed[most]["poll"]
        _inside(platform, f"forget_one({poll!r})")
        platform.start_worker()
        _inside(platform, "wait_for_worker()")
        figures["helped"] = helped = _counted(platform, poll)
        is_same = helped["published"] == counted[most]["published"]
        words.append(f"with a worker's help in {helped['seconds']:.1f} s")
        words.append("the same bytes" if is_same else "OTHER BYTES")
    words.append(f"exponent {exponent:.2f}, {megabytes:.0f} MB")
    bar = f"exponent ≤ 1.1, < {MEGABYTES} MB, the same bytes"
    passed = exponent <= 1.1 and megabytes < MEGABYTES and is_same
    return Row("count-in-parts", ", ".join(words), bar, passed, figures)


def _counted(platform: Platform, poll: str) -> dict[str, Any]:
    return dict(json.loads(_inside(platform, f"count_one({poll!r})")))


def _inside(platform: Platform, call: str) -> str:
    return platform.python(f"from bench import large_polls; large_polls.{call}", seconds=3600)

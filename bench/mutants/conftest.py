"""Tests against mutants: few examples, the same every time, and an end to a test that takes far
longer than usual.

What is cut short is the time of the processor, so a busy machine makes no mutant look worse than it
is.
"""

import json
import os
import signal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, settings

settings.register_profile(
    "mutants",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
)
settings.load_profile("mutants")

# The exit status by which mutmut knows a test that took too long.
TIMED_OUT = 36


@cache
def usual_seconds() -> dict[str, float]:
    return json.loads(Path("mutmut-stats.json").read_text())["duration_by_test"]


def pytest_make_parametrize_id(config, val, argname):
    """Names without control characters, which mutmut could not pass on; pytest numbers those that
    are the same.
    """
    return argname if isinstance(val, str | bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    if os.environ.get("MUTANT_UNDER_TEST", "") not in {"", "stats", "fail"}:
        signal.signal(signal.SIGVTALRM, lambda *_: os._exit(TIMED_OUT))
        signal.setitimer(signal.ITIMER_VIRTUAL, 1 + 3 * usual_seconds().get(item.nodeid, 0))
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

"""What engines must not lean on: the clock of the machine they run on."""

import time
from collections.abc import Iterator

import pytest


@pytest.fixture
def _clock_of_new_zealand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock is twelve hours ahead of UTC."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "NZST-12")
        time.tzset()
        yield
    time.tzset()

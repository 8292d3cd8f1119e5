"""Asking pabutools: its environment is made at first need, and each question is a line to a process
there.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HOUSE = HERE.parent.parent
PLACE = HOUSE / "var" / "pabutools"
PINNED = HERE / "requirements.txt"


class Absent(Exception):
    """pabutools cannot be had here; the words say why."""


def interpreter() -> Path:
    """The Python of pabutools' own environment, made if it is not there. Raises Absent."""
    python, complete = PLACE / "bin" / "python", PLACE / "complete.txt"
    if not complete.exists() or complete.read_text() != PINNED.read_text():
        PLACE.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, "-m", "venv", "--clear", str(PLACE))
        _run(
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "-r",
            str(PINNED),
        )
        complete.write_text(PINNED.read_text())
    return python


def version() -> str:
    """Which pabutools is asked, as in pabutools==1.2.3."""
    return next(
        line.split(" ")[0]
        for line in PINNED.read_text().splitlines()
        if line.startswith("pabutools==")
    )


@contextmanager
def asking(*, seconds: float) -> Iterator[Callable[[dict[str, Any]], dict[str, Any]]]:
    """Give the function that answers a request (see `answering`), at most `seconds` for each thing
    asked in it.

    Raises Absent where pabutools cannot be had, or its process ends early.
    """
    command = [str(interpreter()), "-P", str(HERE / "answering.py"), str(seconds)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        questions, answers = process.stdin, process.stdout

        def ask(request: dict[str, Any]) -> dict[str, Any]:
            questions.write(json.dumps(request) + "\n")
            questions.flush()
            line = answers.readline()
            if not line:
                raise Absent(f"its process ended while it was asked about {request['file']}.")
            return json.loads(line)

        yield ask


def _run(*command: str) -> None:
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        last = (made.stderr or made.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise Absent(f"its environment could not be made: {last[0]}")

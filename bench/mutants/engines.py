"""Breaks the engines in thousands of small ways, one at a time, and sees whether the tests notice
each: `make mutants`.

What has not changed since its last known run, as `known.json` records it, is not tried again. Names
of mutants, as in `engines.py 'priorities.engines.counting.ranked.stv.*'`, are tried whatever is
known, and not recorded. Runs in a copy under var/, with tools of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
KNOWN = HERE / "known.json"
PLACE = Path(os.environ.get("PLACE", HOUSE / "var" / "mutants"))
APPS = ("priorities", "outcomes", "participation")
TOOLS = ("mutmut", "numpy", "pytest", "hypothesis", "cryptography", "shapely")
# Drawings need a chart library to run, and what they promise is seen, not counted.
NOT_TRIED = ("outcomes/engines/charts", "tests/engines/charts")
# How mutmut says that a test failed (1, 3), and that it took too long.
NOTICED = {1, 3, 24, -24, 36, 152, 255}


class Tried(TypedDict):
    """The last known run of one file: what stood in it and its tests, and what was noticed."""

    hash: str
    mutants: int
    noticed: int


def engine_files(house: Path = HOUSE) -> Iterator[str]:
    """Yield the path of every engine file that is tried, in order."""
    for app in APPS:
        for path in sorted((house / app / "engines").rglob("*.py")):
            name = path.relative_to(house).as_posix()
            if not name.startswith(NOT_TRIED):
                yield name


def is_engine(file: str) -> bool:
    """Whether a path is an engine's."""
    return "/engines/" in file


def hash_of(file: str, house: Path = HOUSE) -> str:
    """Return one hash over an engine file and the tests in the folder that mirrors its own."""
    folder = Path(file).parent.relative_to(Path(file).parts[0]).relative_to("engines")
    tests = house / "tests" / "engines" / folder
    digest = sha256((house / file).read_bytes())
    for test in sorted(tests.glob("*.py")):
        digest.update(test.name.encode() + test.read_bytes())
    return digest.hexdigest()


def changed(known: Mapping[str, Tried], house: Path = HOUSE) -> dict[str, str]:
    """Return the files that are not as at their last known run, with their hashes now."""
    now = {file: hash_of(file, house) for file in engine_files(house)}
    return {
        file: digest
        for file, digest in now.items()
        if file not in known or known[file]["hash"] != digest
    }


def recorded(known: Mapping[str, Tried], tried: Mapping[str, str], place: Path) -> dict[str, Tried]:
    """Return what is known after a run of the files `tried`: whatever of them was tried to its end.

    Engine files that are no more are forgotten; the application's own are another tool's.
    """
    engines = set(engine_files())
    after = {file: row for file, row in known.items() if file in engines or not is_engine(file)}
    for file, digest in tried.items():
        results = results_of(place / "mutants" / f"{file}.meta")
        if results is not None and None not in results:
            noticed = sum(result in NOTICED for result in results)
            after[file] = {"hash": digest, "mutants": len(results), "noticed": noticed}
    return dict(sorted(after.items()))


def results_of(meta: Path) -> list[int | None] | None:
    """Return mutmut's result of each mutant of a file, None for those not tried; or None where it
    has not come to the file.
    """
    return (
        list(json.loads(meta.read_text())["exit_code_by_key"].values()) if meta.exists() else None
    )


def pattern(file: str) -> str:
    """Return the names of all mutants of a file, as mutmut matches them."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") + ".x[_ǁ]*"


def prepare(place: Path) -> None:
    """Copy the engines and their tests, and install the tools where they are missing."""
    place.mkdir(parents=True, exist_ok=True)
    if not (place / "tools" / "bin" / "mutmut").exists():
        venv.create(place / "tools", with_pip=True)
        pip = place / "tools" / "bin" / "pip"
        subprocess.run([pip, "install", "-q", *TOOLS], check=True)
    # mutmut's own copy and what it found go too: nothing of a file that moved or changed is left.
    for name in (*APPS, "tests", "mutants"):
        shutil.rmtree(place / name, ignore_errors=True)
    for app in APPS:
        shutil.copytree(HOUSE / app / "engines", place / app / "engines")
        shutil.copy2(HOUSE / app / "__init__.py", place / app)
    for folder in ("engines", "data"):
        shutil.copytree(HOUSE / "tests" / folder, place / "tests" / folder)
    for name in NOT_TRIED:
        shutil.rmtree(place / name)
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy2(HERE / name, place)


def run(names: list[str], place: Path) -> int:
    """Try these mutants; return mutmut's exit status."""
    # Fewer made-up elections than in the suite: what survives these survives most.
    environment = {"COUNTING_DRILL": "24", **os.environ}
    mutmut = place.resolve() / "tools" / "bin" / "mutmut"
    command = ["nice", "-n", "10", mutmut, "run", "--max-children", os.environ.get("WORKERS", "2")]
    return subprocess.run([*command, *names], cwd=place, env=environment, check=False).returncode


def main(names: list[str]) -> int:
    """Try the mutants of these names, or of whatever changed, and record the latter."""
    if names:
        prepare(PLACE)
        return run(names, PLACE)
    known: dict[str, Tried] = json.loads(KNOWN.read_text())
    files = changed(known)
    print(f"{len(files)} engine files changed since their last known run.")
    if files:
        prepare(PLACE)
        try:
            run([pattern(file) for file in files], PLACE)
        finally:
            known = recorded(known, files, PLACE)
            KNOWN.write_text(json.dumps(known, indent=1) + "\n")
    rows = [row for file, row in known.items() if is_engine(file)]
    mutants, noticed = (sum(row[key] for row in rows) for key in ("mutants", "noticed"))
    print(f"Known of {len(rows)} engine files: {noticed:,} of {mutants:,} mutants noticed.")
    return int(bool(changed(known)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

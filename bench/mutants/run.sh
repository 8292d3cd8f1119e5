#!/bin/sh
# Break the counting engines in thousands of small ways, and see whether the tests notice each.
# Runs in a copy under var/, with tools of its own; a second run goes on where the first stopped. Names of mutants, as
# in 'priorities.engines.counting.stv*', limit the run to those.
set -eu
cd "$(dirname "$0")/../.."
place="${PLACE:-var/mutants}"
mkdir -p "$place/priorities/engines" "$place/tests/engines"
[ -x "$place/tools/bin/python" ] || python3 -m venv "$place/tools"
[ -x "$place/tools/bin/mutmut" ] || "$place/tools/bin/pip" install -q mutmut numpy pytest hypothesis
cp bench/mutants/pyproject.toml bench/mutants/conftest.py "$place"
for file in priorities/__init__.py priorities/engines/__init__.py; do cp "$file" "$place/$file"; done
rm -rf "$place/priorities/engines/counting" "$place/tests/engines/counting"
cp -r priorities/engines/counting "$place/priorities/engines"
cp -r tests/engines/counting "$place/tests/engines"
cd "$place"
# Fewer made-up elections than in the suite: what survives these survives most.
COUNTING_DRILL=150 nice -n 10 tools/bin/mutmut run "$@"
tools/bin/mutmut results

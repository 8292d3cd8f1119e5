#!/bin/sh
# Break the engines in thousands of small ways, and see whether the tests notice each.
# Runs in a copy under var/, with tools of its own; a second run goes on where the first stopped. Names of mutants, as
# in 'priorities.engines.counting.stv*', limit the run to those and try them again.
set -eu
cd "$(dirname "$0")/../.."
place="${PLACE:-var/mutants}"
mkdir -p "$place"
[ -x "$place/tools/bin/python" ] || python3 -m venv "$place/tools"
[ -x "$place/tools/bin/mutmut" ] || "$place/tools/bin/pip" install -q mutmut numpy pytest hypothesis cryptography shapely
cp bench/mutants/pyproject.toml bench/mutants/conftest.py "$place"
rm -rf "$place/tests"
for app in priorities outcomes participation; do
  rm -rf "${place:?}/$app"
  mkdir -p "$place/$app"
  cp -p "$app/__init__.py" "$place/$app"
  cp -rp "$app/engines" "$place/$app"
done
mkdir -p "$place/tests"
cp -rp tests/engines tests/data "$place/tests"
# Drawings need a chart library to run, and what they promise is seen, not counted.
rm -rf "$place/outcomes/engines/charts" "$place/tests/engines/charts"
cd "$place"
# Fewer made-up elections than in the suite: what survives these survives most.
COUNTING_DRILL="${COUNTING_DRILL:-24}" nice -n 10 tools/bin/mutmut run --max-children "${WORKERS:-2}" "$@"

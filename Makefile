# Two commands: `make run` serves the platform with a lived-in demo council, `make test` runs the whole suite.
# Each target makes what it needs and does nothing twice.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# Where this is set, every process compiles all that it imports: up to half of the time it takes to start.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

ENVIRONMENT := $(VENV)/.complete
PACKAGES := node_modules/.package-lock.json
LOOK := static/build/app.css
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
LANGUAGES := $(CATALOGUES:.po=.mo)
COLLECTED := var/static/staticfiles.json
LOOK_SOURCES := $(shell find static/src -type f 2>/dev/null) package.json

TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
TEST_REDIS_URL ?= redis://127.0.0.1:6379/15

.PHONY: help setup run test check bench drill oracle mutants lock clean browser static messages

help: ## What there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(ENVIRONMENT) $(LOOK) $(LANGUAGES) ## Everything the other targets need: Python, node, the look, the languages

$(ENVIRONMENT): requirements/uv.txt requirements/dev.txt
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

$(PACKAGES): package-lock.json $(ENVIRONMENT)
	PATH="$(abspath $(BIN)):$$PATH" npm ci --silent --ignore-scripts
	touch $@

$(LOOK): $(LOOK_SOURCES) $(PACKAGES)
	PATH="$(abspath $(BIN)):$$PATH" npm run --silent build
	touch $@

$(LANGUAGES) &: $(CATALOGUES) $(ENVIRONMENT)
	$(BIN)/python bin/messages compile

messages: $(ENVIRONMENT) ## Bring the catalogues of sentences up to date with templates and code
	@$(BIN)/python bin/messages gather

static: $(COLLECTED) $(LANGUAGES)

$(COLLECTED): $(LOOK) requirements/base.txt
	STATIC_COLLECTED=1 VAR_DIR=var $(MANAGE) collectstatic --noinput --clear --verbosity 0
	touch $@

run: static ## Serve the demo council at http://127.0.0.1:8000
	@bin/run

check: setup ## Every check that needs no running: format, lint, types, floors and rooms, the house rules
	@bin/check

test: static browser ## The whole suite, browser included: on PostgreSQL and Redis where they answer, and then what may differ on SQLite
	@if DATABASE_URL=$(TEST_DATABASE_URL) REDIS_URL=$(TEST_REDIS_URL) $(BIN)/python bin/reachable; then
	  echo "== PostgreSQL and Redis: every test"
	  DATABASE_URL=$(TEST_DATABASE_URL) REDIS_URL=$(TEST_REDIS_URL) $(PYTEST)
	  echo "== SQLite and a file-based broker: what may differ there"
	  $(PYTEST) --second-database
	elif test -n "$${CI:-}"; then
	  echo "CI needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL." >&2; exit 1
	else
	  echo "== SQLite and a file-based broker: every test"
	  $(PYTEST)
	  echo "PostgreSQL or Redis did not answer: the suite ran on SQLite alone."
	fi

browser: $(ENVIRONMENT)
	@$(BIN)/python bin/browser

bench: static ## Speed, as ratios measured side by side in one run; DATA=FOLDER names real elections
	@DATA="$(DATA)" $(BIN)/python -m bench

drill: static ## Slow soak and fault drills
	@$(BIN)/python -m bench.drills

oracle: $(ENVIRONMENT) ## Count a folder of real elections and compare with outside results: make oracle DATA=FOLDER, PABUTOOLS=1 to ask that too
	@$(BIN)/python -m bench.oracle $(DATA) $(if $(PABUTOOLS),--pabutools)

mutants: $(ENVIRONMENT) $(LANGUAGES) ## Break the code in thousands of small ways, what changed last first, and see whether the tests notice (hours); SAMPLE=100 of the application alone
	@$(if $(SAMPLE),,$(BIN)/python bench/mutants/engines.py)
	@$(BIN)/python -m bench.mutants.application $(if $(SAMPLE),--sample $(SAMPLE))

lock: ## Write the hashed requirement files and the package lock anew
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade uv
	compile() { $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$$@"; }
	compile pyproject.toml --output-file requirements/base.txt
	compile pyproject.toml --group dev --constraints requirements/base.txt --output-file requirements/dev.txt
	echo uv | compile - --output-file requirements/uv.txt
	PATH="$(abspath $(BIN)):$$PATH" npm install --package-lock-only --silent

clean: ## Remove all that was made, the demo council's data included
	rm -rf $(VENV) node_modules static/build var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

SHELL := /bin/bash
# The distribution's own Python, where it is new enough: its build is optimised, half as fast again as one made by pyenv.
PY ?= $(shell /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo /usr/bin/python3 || echo python3)
V := .venv
UV := $(V)/.tools/bin/uv
UV_VERSION := 0.13.9
BIN := $(V)/bin
SUDO := $(if $(filter 0,$(shell id -u)),,sudo -n)
export UV_CACHE_DIR ?= $(HOME)/.cache/uv
# Without compiled files, every process compiles Django anew: a fifth of all that the tests cost.
unexport PYTHONDONTWRITEBYTECODE
# Some tests wait, so one process more than cores; who is done takes over what stands in line at the others.
SHARED := -n 3 --dist worksteal

help:                      ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 16

# A virtual environment on any machine: python3 -m venv needs Debian's python3-venv, uv's own does not.
$(UV):
	@mkdir -p $(V)/.tools
	@{ $(PY) -m venv $(V) 2>/dev/null && $(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION) && mkdir -p $(V)/.tools/bin && ln -sf ../../bin/uv $(UV); } \
	 || { rm -rf $(V); mkdir -p $(V); for py in $(PY) python3; do $$py -m pip install -q --disable-pip-version-check --target $(V)/.tools uv==$(UV_VERSION) && break; done \
	   && $(UV) venv -q --allow-existing --python $(PY) $(V); } \
	 || { rm -rf $(V); $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends python3-venv && $(PY) -m venv $(V) && $(BIN)/pip install -q uv==$(UV_VERSION) && mkdir -p $(V)/.tools/bin && ln -sf ../../bin/uv $(UV); }

$(V)/.main: requirements.txt | $(UV)
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.txt && touch $@
$(V)/.dev: requirements-dev.txt | $(UV)
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt && touch $@

run: $(V)/.main            ## set up and start web, worker and beat; prints the address
	@$(BIN)/python -m rehab.config.devserver

test: $(V)/.dev browser    ## everything: checks, then every test on SQLite and on PostgreSQL
	@$(MAKE) --no-print-directory -j 2 check compiled
	$(BIN)/python -m pytest $(SHARED)
	TEST_DATABASE=postgres $(BIN)/python -m pytest $(SHARED) -m "not browser and not pure and not sqlite_only"

test-fast: $(V)/.dev       ## the tests on SQLite alone, without the slowest and with fewer random intakes
	@EXAMPLES=40 $(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not browser"

check: $(V)/.dev           ## lint, types, import contracts, migrations
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q .
	@$(BIN)/mypy --strict rehab/engine rehab/figures
	@$(BIN)/mypy accounts rehab manage.py
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check
	@$(PY) .ci/vendor.py check

compiled: $(V)/.dev        # once, beside the checks: otherwise each of three processes does it for itself
	@said=$$($(BIN)/python -m pytest --collect-only -q -q 2>&1) || { tail -n 40 <<< "$$said"; exit 1; }

browser:                   ## a Chromium for the browser tests, if there is none
	@command -v $${CHROMIUM:-chromium-headless-shell} >/dev/null || command -v chromium >/dev/null || { $(SUDO) apt-get update -q \
	 && for name in chromium-headless-shell chromium; do $(SUDO) apt-get install -y -q --no-install-recommends $$name libatomic1 fonts-dejavu-core && break; done; } \
	 || { echo "No Chromium, and it could not be installed: set CHROMIUM=/path/to/it"; exit 1; }

vendor:                    ## fetch the pinned front-end files again (needs npm)
	$(PY) .ci/vendor.py update

bench: $(V)/.dev            ## figures as ratios within one run
	@$(BIN)/python -m tests.bench.engine
	@$(BIN)/python -m tests.bench.figures
	@$(BIN)/python -m tests.bench.web
	@$(BIN)/python -m tests.bench.worklist
	@$(BIN)/python -m tests.bench.reminders

lighthouse: $(V)/.dev browser  ## Lighthouse on landing, intake, Today and plan, median of five (needs npm; 15 minutes)
	@$(BIN)/python -m tests.bench.lighthouse

weight: $(V)/.dev browser  ## what Today weighs on the line, on a first visit and a second
	@$(BIN)/python -m tests.bench.weight

chaos: $(V)/.dev            ## faults against real servers: kills, outages, pauses, clocks (20 minutes; LONG=1: an hour)
	@$(BIN)/python -m tests.chaos

mutants: $(V)/.dev         ## hand-made faults in the engine, each to be caught by a test
	@$(BIN)/python -m tests.engine.mutants

figures-sheet: $(V)/.dev browser  ## contact sheets of all figures into var/figures, to be looked at
	@$(BIN)/python -m tests.figures.sheet $(FIGURES)

figures-golden: $(V)/.dev   ## write down how the figures are drawn now, after a change that was meant
	@$(BIN)/python -m tests.figures.golden $(FIGURES)

load-library: $(V)/.main   ## load the exercise library and publish protocol version 1
	@$(BIN)/python manage.py migrate -v0 && $(BIN)/python manage.py load_library

lock: $(UV)                ## pin requirements with hashes
	$(UV) pip compile -q --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(UV) pip compile -q --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

.PHONY: help run test browser vendor bench lighthouse weight test-fast check compiled chaos mutants figures-sheet figures-golden load-library lock

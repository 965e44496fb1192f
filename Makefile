# Two commands matter: `make demo` (from nothing to an open map) and `make test` (every check).

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# The newest Python from 3.11 up that is on the machine; `make demo PYTHON=…` names another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)

.PHONY: demo test check unit programs bench lock audit docs clean

demo: $(VENV)/.ready
	$(BIN)/hotspots demo

test: check unit

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.ready programs
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Programs that the tests use for real: a browser, and a database server. Where one is absent and
# cannot be installed, the tests that need it skip, and say so.
programs:
	@$(call install,Chromium,chromium chromium-browser,chromium)
	@$(call install,PostgreSQL,$(wildcard /usr/lib/postgresql/*/bin/initdb) initdb,postgresql)

# install(what a person calls it, commands that show it is there, Debian's package)
define install
for command in $(2); do command -v $$command >/dev/null && exit 0; done; \
echo "Installing $(1) for the tests"; \
if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi; \
{ $$as_root apt-get update -qq \
  && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $(3) >/dev/null; } \
|| echo "$(1) could not be installed; its tests will be skipped."
endef

bench: $(VENV)/.ready
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

# Pins by name, version and hash; the file names no host.
lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --fork-strategy fewest --no-header --no-annotate \
	  --upgrade --quiet -o requirements.lock

audit: $(VENV)/.ready
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes

docs: $(VENV)/.ready
	$(BIN)/python -m typer hotspots.cli utils docs --name hotspots --title "Command line" --output docs/command-line.md

$(VENV)/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "hotspots needs Python 3.11 or newer with its venv module \
	(on Debian and Ubuntu: apt-get install python3-venv)."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

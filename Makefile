# Two commands matter: `make demo` (from nothing to an open map) and `make test` (every check).

SHELL := /bin/bash
export UV_SYSTEM_CERTS := 1
VENV := .venv
BIN := $(VENV)/bin
# The newest Python that is on the machine and fits; `make demo PYTHON=…` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p .ci/interpreters.py 2>/dev/null | head -n 1 | grep . && break; done)

.PHONY: demo serve test check unit programs ready wheel lowest bench lock audit docs site clean

demo: ready
	$(BIN)/hotspots demo --workers 2

serve: $(VENV)/.serves
	$(BIN)/hotspots serve --demo

# install(python, what): every package by name, version and hash, and none that no lock names.
# uv needs a fifth of pip's time. It does not read pip's settings: where pip was told of another
# index or of none, or uv reaches none, pip installs.
define install
args="--quiet --no-deps --no-build-isolation $(2)"; \
{ ! $(PIP) config list | grep -Eq "\.(index-url|no-index)=" && $(BIN)/uv pip install --python $(1) $$args; } \
|| $(PIP) --python $(1) install $$args
endef
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCKS := requirements-install.lock requirements.lock requirements-web.lock requirements-dev.lock

ready: $(VENV)/.runs

$(VENV)/.runs: requirements-install.lock requirements.lock pyproject.toml
	@python="$(PYTHON)"; test -n "$$python" || { echo "hotspots needs Python 3.11 to 3.14 with its \
	venv module (on Debian and Ubuntu: apt-get install python3-venv)."; exit 2; }; \
	echo "Installing into $(VENV) with $$python"; "$$python" -m venv --clear $(VENV)
	@$(PIP) install --quiet --no-deps --only-binary :all: --require-hashes -r requirements-install.lock
	@$(call install,$(BIN)/python,--require-hashes -r requirements.lock)
	@$(call install,$(BIN)/python,--editable .)
	@$(BIN)/uv pip check --quiet --python $(BIN)/python
	@touch $@

$(VENV)/.serves: $(VENV)/.runs requirements-web.lock
	@$(call install,$(BIN)/python,--require-hashes -r requirements-web.lock)
	@$(BIN)/uv pip check --quiet --python $(BIN)/python
	@touch $@

$(VENV)/.develops: $(VENV)/.serves requirements-dev.lock
	@$(call install,$(BIN)/python,--require-hashes -r requirements-dev.lock)
	@$(BIN)/uv pip check --quiet --python $(BIN)/python
	@touch $@

test: check unit

check: $(VENV)/.develops
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Three on two cores: a test of the browser waits for much of its time.
unit: $(VENV)/.develops programs
	$(BIN)/python -m pytest -rs -n 3 --dist worksteal

# Programs that the tests use for real: a browser, a spreadsheet program, and a database server. Where one is absent and
# cannot be installed, the tests that need it skip, and say so.
programs:
	@$(call program,Chromium,chromium chromium-browser,chromium)
	@$(call program,LibreOffice,soffice,libreoffice-calc python3-uno)
	@$(call program,PostgreSQL,$(wildcard /usr/lib/postgresql/*/bin/initdb) initdb,postgresql)
	@for server in /usr/lib/postgresql/*/; do test -x $$server/bin/initdb || continue; \
	  number=$$(basename $$server); \
	  test -f /usr/share/postgresql/$$number/extension/postgis.control && continue; \
	  $(call program,PostGIS for PostgreSQL $$number,,postgresql-$$number-postgis-3); done

# program(what a person calls it, commands that show it is there, Debian's package)
define program
for command in $(2); do command -v $$command >/dev/null && exit 0; done; \
echo "Installing $(1) for the tests"; \
if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi; \
{ $$as_root apt-get update -qq \
  && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $(3) >/dev/null; } \
|| echo "$(1) could not be installed; its tests will be skipped."
endef

# Ours beside each peer that is installed; benchmarks/README.md tells the other programs.
bench: $(VENV)/.develops
	$(BIN)/python -m benchmarks.peers

# The wheel, installed outside the checkout with the versions of the locks.
wheel: ready
	@rm -rf dist
	@$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@$(BIN)/python -m venv --clear build/wheel
	@$(call install,build/wheel/bin/python,--require-hashes -r requirements-install.lock)
	@$(call install,build/wheel/bin/python,--require-hashes -r requirements.lock)
	@$(call install,build/wheel/bin/python,dist/*.whl)

# The lowest versions that pyproject.toml declares: will they do?
lowest: LOW := build/lowest/bin/python
lowest: ready
	@$(BIN)/python -m venv --clear build/lowest
	@for lock in $(LOCKS); do $(call install,$(LOW),--require-hashes -r $$lock) || exit 1; done
	@$(BIN)/uv pip compile pyproject.toml --extra postgres --python $(LOW) --resolution lowest-direct \
	  --no-emit-package xstatic-leaflet --no-header --no-annotate --quiet -o build/lowest/versions.txt
	@$(BIN)/uv pip install --python $(LOW) --quiet --no-deps --only-binary :all: \
	  -r build/lowest/versions.txt
	@$(call install,$(LOW),--editable .)
	@$(BIN)/uv pip check --quiet --python $(LOW)
	build/lowest/bin/hotspots demo build/lowest/county --small
	$(LOW) -m pytest -q -n 2 --dist worksteal tests/load tests/tables tests/render/maps -m "not browser"

# Pins by name, version and hash; the files name no host. The first holds what runs, the second
# what serves it in a browser, the third what develops beside them, the fourth what installs them.
named_in = $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' $(1))
COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --upgrade \
	--generate-hashes --fork-strategy fewest --no-header --no-annotate --quiet
lock: ready
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra web --constraint requirements.lock -o requirements-web.lock \
	  $(call named_in,requirements.lock)
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock \
	  --constraint requirements-web.lock -o requirements-dev.lock \
	  $(call named_in,requirements.lock requirements-web.lock)
	$(COMPILE) --group install --constraint requirements.lock --constraint requirements-dev.lock \
	  -o requirements-install.lock

# --strict: a package that could not be looked up is a failure, and not a package without faults.
audit: $(VENV)/.develops
	$(BIN)/pip-audit --strict --disable-pip --require-hashes $(LOCKS:%=--requirement %)

docs: $(VENV)/.develops
	$(BIN)/python docs/command_line.py >docs/command-line.md

# The documentation as a site in docs/_build; a link that leads nowhere stops it.
site: $(VENV)/.develops
	rm -rf docs/generated
	$(BIN)/python -m sphinx -q -n -W --keep-going -c docs . docs/_build

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

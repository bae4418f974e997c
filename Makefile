# Byleave. `make help` lists what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA = demo-data
SERVE ?= 1
PORT ?= 8000
JOBS ?= 2
EVENTS ?= 1000000
COMMITS ?= 1000

.PHONY: help setup demo screenshots test prove check bench lock rulebook openapi clean

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml ops/frontend/package-lock.json ops/frontend/prepare.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python ops/frontend/prepare.py
	@touch $(READY)

setup: $(READY) ## Make the virtual environment, from the hashed lock

demo: $(READY) ## Import the demonstration study, list what an audit finds, serve the pages (SERVE=0: do not; DAY=forum: a day)
	@BIN=$(BIN) SERVE=$(SERVE) PORT=$(PORT) DAY=$(DAY) sh ops/demo/demo.sh $(DATA)

screenshots: $(READY) ## Draw every page into screenshots/, narrow and wide
	BYLEAVE_SCREENSHOTS=screenshots $(BIN)/python -m pytest tests/browser/test_every_page.py

test: $(READY) ## Everything, with a tenth of the heavy repetitions
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

prove: $(READY) ## The heavy tests in full: races, kills, many seeds
	BYLEAVE_PROVE=1 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m heavy

check: $(READY) ## Lint, types, contracts and the quick tests, in under a minute
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n $(JOBS) -m "not heavy and not postgres and not slow"

bench: $(READY) ## Measure; figures as ratios to the raw limit of the same run
	$(BIN)/python -m ops.bench --events $(EVENTS) --commits $(COMMITS)

rulebook: $(READY) ## Write ops/rulebook.md, ops/entitlements.md and ops/firewall.md from the code
	$(BIN)/byleave rulebook > ops/rulebook.md
	$(BIN)/python -m service.entitlements > ops/entitlements.md
	$(BIN)/python -m service.firewall > ops/firewall.md

openapi: $(READY) ## Write ops/openapi.json and ops/routes.md from the code
	$(BIN)/byleave openapi > ops/openapi.json
	$(BIN)/byleave openapi --routes > ops/routes.md

lock: $(READY) ## Pin every requirement with hashes, naming no index
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --all-extras --python-version 3.11 \
	  --universal pyproject.toml ops/build-requirements.in -o requirements.lock

clean: ## Remove what was made here
	rm -rf $(VENV) demo-data screenshots ops/frontend/node_modules service/http/static/vendor build *.egg-info .hypothesis .mypy_cache .ruff_cache .import_linter_cache

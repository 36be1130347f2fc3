# make serve · make test · make test-all · make check · make train · make bench · make clean      (all set-up is done as needed)
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev encoder serve train test test-all check format bench clean
SHELL := /bin/bash
# Where it is set, every process compiles all that it imports anew: twice the time of each start.
export PYTHONDONTWRITEBYTECODE :=

SERVICE := .venv/.installed
DEV := .venv/.installed-dev
BOT := bot/.venv/.installed
# Tried once, and again by `make encoder`: a machine without the package starts without asking for it each time.
ENCODER := .venv/.encoder-tried
# Tests run side by side; a file's tests stay together, and what needs quiet is one group (tests/workers.py).
WORKERS ?= auto
PYTEST := .venv/bin/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

help: ## Show what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(SERVICE): requirements.lock pyproject.toml scripts/setup
	@scripts/setup service && touch $@

$(DEV): requirements-dev.lock $(SERVICE)
	@scripts/setup dev && touch $@

$(BOT): bot/requirements.lock scripts/setup
	@scripts/setup bot && touch $@

$(ENCODER): $(SERVICE) requirements-encoder.lock $(wildcard understanding/encoder/*.py)
	@scripts/setup encoder && touch $@

setup: $(SERVICE) $(BOT) $(ENCODER) ## Make both environments (.venv and bot/.venv) and the sentence encoder (.encoder)

encoder: $(SERVICE) ## Make the sentence encoder, where set-up could not have it or it is damaged
	@scripts/setup encoder && touch $(ENCODER)

setup-dev: setup $(DEV)

serve: setup ## Set up, train, index, load the demo data, start everything
	@DXE_DEMO="$${DXE_DEMO-1}" exec .venv/bin/dxe serve

train: setup ## Build the index and train the bot where their inputs changed
	@.venv/bin/dxe index build && .venv/bin/dxe train

check: $(DEV) ## Lint, format check, types, import contracts, sizes, phrases, knowledge schema
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m scripts.house
	.venv/bin/python -m scripts.phrase_count --check
	.venv/bin/dxe knowledge check

format: $(DEV) ## Format and fix what can be fixed
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

test: setup-dev ## Run the tests for work, with a sample of the slow ones
	$(PYTEST) -m "sample or not (slow or browser or e2e)"

test-all: setup-dev ## Run every test, on both databases, with the real processes and the browser (what CI runs)
	$(PYTEST) --all-databases

bench: setup-dev ## Measure speed and quality (benchmarks/)
	.venv/bin/dxe bench

clean: ## Remove environments, caches and everything built
	rm -rf .venv bot/.venv .encoder .tools var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

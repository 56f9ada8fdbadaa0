# Uitweg. `make` alone lists the targets; each does its own set-up.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test example bench triage-report triage-model lint clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/installed ## serve the dashboard (8501), the webhook and help site (8080)
	@$(BIN)/python manage.py serve $(ARGS)

example: $(VENV)/installed ## run the main job without a screen and print its funnel
	@$(BIN)/python manage.py example

test: $(VENV)/installed-dev lint ## lint, import contracts, types and all tests
	@$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(VENV)/installed-dev ## ruff, import-linter and mypy
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports && $(BIN)/mypy .

bench: $(VENV)/installed-dev ## measure speed, as ratios within one run
	@$(BIN)/python -m bench

triage-report: $(VENV)/installed-dev ## how well replies are understood, also those kept aside
	@$(BIN)/python -m bench.triage

triage-model: $(VENV)/installed-dev ## train the model of triage anew from the labelled replies
	@$(BIN)/python -m bench.training

clean: ## remove the virtual environment and caches (never the data folder)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Uitweg needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) && $@ -m pip --version >/dev/null || \
	  { rm -rf $(VENV); echo "No virtual environment could be made: install python3-venv, then run make again."; exit 1; }

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@PYTHON=$(BIN)/python bash tests/browser/install
	@bash tests/db/install
	@touch $(VENV)/installed $@

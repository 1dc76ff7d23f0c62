# Two commands do everything: `make run` and `make test`. Both set up what they need first.
PYTHON ?= python3
VENV ?= .venv
SCENARIO ?= scenarios/aleppo-2016-11-04.yaml
BIN := $(VENV)/bin

.PHONY: run notebooks test lint format clean help

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: $(VENV)/.run-ready ## run the Aleppo scenario; the last lines say where its results are
	$(BIN)/corridors run $(SCENARIO)

notebooks: $(VENV)/.notebooks-ready ## open the course for students in JupyterLab
	$(BIN)/python -m jupyter lab notebooks

test: $(VENV)/.test-ready lint ## check style and types, then run every test
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test-ready ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.run-ready: pyproject.toml | $(BIN)/python
	@echo 'installing, once; this takes a minute or more'
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.notebooks-ready: pyproject.toml | $(BIN)/python
	@echo 'installing, once; this takes a minute or more'
	$(BIN)/python -m pip install --quiet --editable '.[notebooks]'
	touch $@ $(VENV)/.run-ready

$(VENV)/.test-ready: pyproject.toml | $(BIN)/python
	@echo 'installing, once; this takes a minute or more'
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.run-ready

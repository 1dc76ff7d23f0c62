# Two commands do everything: `make run` and `make test`. Both set up what they need first.
PYTHON ?= python3
VENV ?= .venv
NEXT_VENV ?= .venv-mesa-next
SCENARIO ?= scenarios/aleppo-2016-11-04.yaml
BIN := $(VENV)/bin

.PHONY: run notebooks test test-mesa-next lint format clean help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: $(VENV)/.run-ready ## run the Aleppo scenario; the last lines say where its results are
	$(BIN)/corridors run $(SCENARIO)

notebooks: $(VENV)/.notebooks-ready ## open the course for students in JupyterLab
	$(BIN)/python -m jupyter lab notebooks

test: $(VENV)/.test-ready lint ## check style and types, then run every test
	$(BIN)/python -m pytest -n auto --dist loadfile

test-mesa-next: ## run the model's tests against Mesa's pre-release, where there is a newer one
	$(MAKE) --no-print-directory VENV=$(NEXT_VENV) $(NEXT_VENV)/.test-ready
	@have=$$($(NEXT_VENV)/bin/python -c 'import mesa; print(mesa.__version__)'); \
	$(NEXT_VENV)/bin/python -m pip install --quiet --pre --upgrade mesa; \
	next=$$($(NEXT_VENV)/bin/python -c 'import mesa; print(mesa.__version__)'); \
	if [ "$$have" = "$$next" ]; then echo "no Mesa newer than $$have is to be had"; else \
	echo "Mesa $$next"; $(NEXT_VENV)/bin/python -m pytest tests/model tests/app; fi

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test-ready ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environment and caches
	rm -rf $(VENV) $(NEXT_VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

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

# `make run` and `make test` do all the set-up themselves.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
export PORT ?= 8000
export DATA_DIR ?= $(CURDIR)/data

.PHONY: run test check bench prove install assets lock format clean

run: install assets            ## the demo on http://localhost:8000
	@DEMO=1 $(BIN)/python manage.py run_embedded

test: install assets           ## the whole suite: PostgreSQL with browser journeys, then SQLite
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/run

check: install assets          ## everything that can be said without running the product
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/check

bench: install assets          ## ratios to bare counterparts; ONLY=report runs one
	@PATH="$(CURDIR)/$(BIN):$$PATH" python -m bench $(if $(ONLY),--only $(ONLY))

prove: install assets          ## what is too long for the suite
	@PATH="$(CURDIR)/$(BIN):$$PATH" python -m pytest -m prove -n 2

format: install
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q . ; $(BIN)/djlint --reformat --quiet templates || true

install: $(VENV)/installed

$(VENV)/installed: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) && $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt || { echo "The Python packages could not be installed: is there a network?"; exit 1; }
	@touch $@

assets: static/build/done

static/build/done: package-lock.json $(shell find static/src templates -type f 2>/dev/null) | $(VENV)/installed
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash static/build.sh

lock:                          ## pins every package with hashes and without naming a registry
	$(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -o requirements/base.txt --python-version 3.11
	$(BIN)/uv pip compile -q pyproject.toml --group dev -c requirements/base.txt --universal --generate-hashes --no-emit-index-url --no-header -o requirements/dev.txt --python-version 3.11

clean:
	rm -rf $(VENV) node_modules static/build staticfiles

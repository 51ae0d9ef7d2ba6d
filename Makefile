# `make run` and `make test` do all the set-up themselves.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Every process would compile the whole product anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test thorough check bench prove install assets translations lock format clean preflight
.NOTPARALLEL:

run: export PORT ?= 8000
run: export DATA_DIR ?= $(CURDIR)/data
run: preflight install assets  ## the demo on http://localhost:8000
	@DEMO=1 $(BIN)/python manage.py run_embedded

test: install assets translations ## the suite: PostgreSQL with browser journeys, SQLite beside it
	@bash tests/run suite

thorough: install assets translations ## every address, screen, role and program, one by one
	@bash tests/run thorough

check: install assets translations ## everything that can be said without running the product
	@bash tests/check

bench: install assets translations ## ratios to bare counterparts; ONLY=report runs one
	@python -m bench $(if $(ONLY),--only $(ONLY))

prove: install assets translations ## what is too long for the suite
	@python -m pytest -m prove -n 2 -o faulthandler_timeout=1800

format: install
	@ruff check --fix -q . ; ruff format -q . ; djlint --reformat --quiet templates || true

preflight:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) ateams/ops/preflight.py

install: $(INSTALLED)

$(INSTALLED): requirements/dev.txt requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) >/dev/null || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv." >&2; exit 1; }
	@echo "Installing Python packages …"
	@{ $(BIN)/pip install -q --disable-pip-version-check --retries 1 --require-hashes -r requirements/uv.txt && $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes -r requirements/dev.txt; } >$(VENV)/install.log 2>&1 || { echo "The Python packages could not be installed: is there a network? (see $(VENV)/install.log)" >&2; exit 1; }
	@touch $@

assets: static/build/done

static/build/done: package-lock.json static/build.sh $(shell find static/src templates ateams/web -type f -not -name '*.pyc' 2>/dev/null) | $(INSTALLED)
	@echo "Building styles and scripts …"
	@bash static/build.sh

translations: install
	@python -m ateams.ops.translations locale

LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
lock:                          ## pins every package with hashes and without naming a registry
	$(LOCK) pyproject.toml -o requirements/base.txt
	$(LOCK) pyproject.toml --group dev -c requirements/base.txt -o requirements/dev.txt
	$(LOCK) --group uv -o requirements/uv.txt
	$(LOCK) --group node -o requirements/node.txt

clean:
	rm -rf $(VENV) node_modules static/build staticfiles

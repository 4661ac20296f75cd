# Everything runs in a virtual environment of its own; nothing is assumed but Python 3.11+, make and
# the package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test coverage lint types contracts evaluation peers wheel lock messages clean

demo: $(VENV)/installed
	$(BIN)/dateline demo $(DEMO_FLAGS)

# One process a core; a test file stays in one of them, with its fixtures; the longest ones first.
test: $(VENV)/installed
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(TEST_FLAGS)

coverage: $(VENV)/installed
	$(BIN)/python -m coverage run -m pytest $(TEST_FLAGS)
	$(BIN)/python -m coverage report --skip-covered

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed
	$(BIN)/mypy

contracts: $(VENV)/installed
	$(BIN)/lint-imports

evaluation: $(VENV)/installed
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m evaluation

# The cleaner beside other extractors, which get an environment of their own in .venv-peers.
peers: $(VENV)/installed
	$(BIN)/python -m evaluation cleaning --peers

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Dateline needs Python 3.11 or later; set PYTHON=.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

wheel: $(VENV)/installed
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

# Pin every package with its hashes anew (needs uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev --output-file requirements.lock pyproject.toml

# Extract the texts of the pages and bring the catalogues of the languages up to date with them.
messages: $(VENV)/installed
	$(BIN)/python tools/messages.py

clean:
	rm -rf $(VENV) .venv-peers dist build .coverage .mypy_cache .ruff_cache .pytest_cache

# Two commands: `make demo` runs the main job on the site in fixtures/, `make test` runs the tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint

demo: .venv/ready
	$(BIN)/python -m fixtures.demo

test: .venv/ready
	$(BIN)/python -m pytest
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

# Set up again only when what it depends on has changed: a second run is fast.
.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newscrawl needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch .venv/ready

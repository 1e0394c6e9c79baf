# Two commands: `make demo` runs the main job on the site in fixtures/, `make test` runs the tests.
# And `make bench PAGES=folder`: what the README's figures come from, on your pages or the fixture site's.
PYTHON ?= python3
BIN := .venv/bin

PAGES ?=
PEERS ?= trafilatura,trafilatura-fast,fundus=.venv/fundus/bin/python,newspaper4k,news-please,readability,justext,resiliparse

.PHONY: demo test bench

demo: .venv/ready
	$(BIN)/python -m fixtures.demo

test: .venv/ready
	$(BIN)/python -m pytest
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

bench: .venv/ready .venv/fundus/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python -m benchmarks.extract $(PAGES) --peers $(PEERS)
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.crawl $(PAGES)
	$(BIN)/python -m benchmarks.growth

# Set up again only when what it depends on has changed: a second run is fast.
.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newscrawl needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch .venv/ready

# Fundus wants an older lxml than newscrawl has, and does not start with the latest curl-cffi: it has a Python of its own.
.venv/fundus/ready: .venv/ready
	$(BIN)/python -m venv .venv/fundus
	.venv/fundus/bin/python -m pip install --quiet --disable-pip-version-check "fundus>=0.5.7" "curl-cffi<0.15"
	touch .venv/fundus/ready

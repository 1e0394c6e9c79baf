# `make demo` runs the main job on the site in fixtures/; `make test` runs all tests and checks; `make check` the quick ones.
# `make bench PAGES=folder` measures on your pages, or the fixture site's; `make quality GOLD=folder` scores against gold.
PYTHON ?= python3
BIN := .venv/bin

# What is installed: the versions of constraints.txt, or, with CONSTRAINTS=constraints-lowest.txt, the lowest allowed ones.
CONSTRAINTS ?= constraints.txt
# Processes that run tests side by side: more than processors, because many tests wait for a crawl in another process.
JOBS ?= $(shell echo $$((2 * $$($(PYTHON) -c 'import os; print(os.cpu_count() or 1)'))))

PAGES ?=
GOLD ?=
PEERS ?= trafilatura,trafilatura-fast,fundus=.venv/fundus/bin/python,newspaper4k,news-please,readability,justext,resiliparse

# Tests that start no process and open no connection.
QUICK := newscrawl tests/extraction tests/html tests/boilerplate tests/metadata tests/bylines tests/urls tests/discovery \
	tests/test_architecture.py tests/test_cases.py tests/test_front_door.py

# Tests start hundreds of processes: each reads its modules' bytecode from one place, in whatever way Python is set up here.
PYTEST := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/bytecode" $(BIN)/python -m pytest -n $(JOBS) \
	--dist loadfile --no-loadscope-reorder

.PHONY: demo test check lint docs bench quality

demo: .venv/ready
	$(BIN)/python -m fixtures.demo

test: lint
	$(PYTEST)

check: lint
	$(PYTEST) $(QUICK)

lint: .venv/ready
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

# The tables in docs/ that repeat what the code declares: fields, reasons, settings, pipelines.
docs: .venv/ready
	$(BIN)/python -m tests.docs_tables

bench: .venv/ready .venv/fundus/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python -m benchmarks.extract $(PAGES) --peers $(PEERS)
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.crawl $(PAGES)
	$(BIN)/python -m benchmarks.growth

quality: .venv/ready
	$(BIN)/python -m benchmarks.quality $(GOLD)

# Set up again only when what it depends on has changed: a second run is fast.
.venv/ready: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newscrawl needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --editable . --group dev
	touch .venv/ready

# Fundus wants an older lxml than newscrawl has, and does not start with the latest curl-cffi: it has a Python of its own.
.venv/fundus/ready: .venv/ready
	$(BIN)/python -m venv .venv/fundus
	.venv/fundus/bin/python -m pip install --quiet --disable-pip-version-check "fundus>=0.5.7" "curl-cffi<0.15"
	touch .venv/fundus/ready

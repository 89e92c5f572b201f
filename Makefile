# The two commands of a newcomer are `make run` and `make test`; both begin with `make setup`.
.PHONY: setup run test unit lint format
PYTHON ?= python3
BIN := .venv/bin

setup:
	@$(PYTHON) scripts/set_up.py

run:
	@$(PYTHON) scripts/set_up.py
	@exec $(BIN)/artel up --demo lifts $(ARGS)

test:
	@$(PYTHON) scripts/set_up.py --browser
	@$(PYTHON) scripts/lint.py; linted=$$?; \
	npm --prefix frontend run --silent test; built=$$?; \
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS); tested=$$?; \
	exit $$((linted | built | tested))

# Everything that needs neither a browser nor processes of its own: what one runs while working.
unit: setup
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile -m "not whole" $(ARGS)

lint: setup
	@$(PYTHON) scripts/lint.py --with-architecture

format: setup
	@$(BIN)/ruff check --fix --quiet .; $(BIN)/ruff format --quiet .; npm --prefix frontend run --silent format

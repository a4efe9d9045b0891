# sendprog: `make demo` to see it, `make test` and `make check` to change it.
# PYTHON=/path/to/python picks the interpreter, PORT=8001 the port, BROWSER=required makes a missing Chromium a failure.

# Any Python can read the bootstrap, which then finds one that is new enough, or takes the one that PYTHON names.
BOOTSTRAP_PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python $(PYTHON); do command -v $$p && break; done)
BOOTSTRAP := $(BOOTSTRAP_PYTHON) deploy/bootstrap.py
VENV := .venv/bin
# Neither check touches a database, but Django wants to know which kind.
NO_DATABASE := DATABASE_URL=sqlite:///:memory:

.PHONY: help python install install-dev demo letters test soak bench pictures check

help:
	@echo "make install   set up .venv with the locked dependencies"
	@echo "make demo      serve the demonstration on http://127.0.0.1:8000 (PORT)"
	@echo "make letters   print the e-mails that are due in the demonstration"
	@echo "make test      the suite on SQLite, on PostgreSQL, and in a browser"
	@echo "make soak      the same at full count"
	@echo "make bench     how long things take, beside their limits"
	@echo "make pictures  a screenshot of every page of both demonstrations, in pictures/"
	@echo "make check     lint, format, floors, types, migrations, production settings"

python:
	@test -n "$(BOOTSTRAP_PYTHON)" || { echo "Python 3.11 or newer is needed, none was found. Install one, or: PYTHON=/path/to/python make demo" >&2; exit 1; }

install: python
	@$(BOOTSTRAP) install

install-dev: python
	@$(BOOTSTRAP) install --dev

demo: python
	@$(BOOTSTRAP) demo

letters: python
	@$(BOOTSTRAP) letters

test: install-dev
	@$(VENV)/python deploy/run_tests.py $(if $(filter required,$(BROWSER)),--require-browser)

soak: export SENDPROG_SOAK = 1
soak: test

bench: install-dev
	@$(VENV)/python -m pytest -m bench -s -q

pictures: install-dev
	@SENDPROG_ENV=development DJANGO_SETTINGS_MODULE=sendprog.settings $(VENV)/python -m tests.pictures

check: install-dev
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/lint-imports
	$(VENV)/mypy
	SENDPROG_ENV=development $(NO_DATABASE) $(VENV)/python manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, as in production"
	@env -u SENDPROG_ENV -u SENDPROG_TODAY -u DEBUG $(NO_DATABASE) ALLOWED_HOSTS=sendprog.example \
		SECRET_KEY="$$($(VENV)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(VENV)/python manage.py check --deploy --fail-level WARNING

# What people type; `make help` lists it. Everything runs in .venv, which is made on first use.

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test check bench evals lock clean help \
	check-format check-lint check-types check-imports check-knowledge check-wheel

# Tried in this order; name another with `make PYTHON=/path/to/python3`.
PYTHON := python3 python3.13 python3.12 python3.11 python3.14
# More words for the tool behind a target: make test ARGS="-k plan", make lock ARGS=--upgrade
ARGS :=

# A stamp is named after the content it stands for, so an old commit or a moved checkout is never taken for this one.
HERE := $(shell pwd | cksum | cut -d' ' -f1)
RUN_KEY := $(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
DEV_KEY := $(shell cat requirements.lock requirements-dev.lock pyproject.toml | cksum | cut -d' ' -f1)
MADE := .venv/made-$(HERE)
RUN := .venv/run-$(RUN_KEY)
DEV := .venv/dev-$(DEV_KEY)
WHEEL_ENV := build/wheel/env/made-$(HERE)-$(RUN_KEY)

PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all: -r
COMPILE := pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-header --quiet

run: $(RUN) ## Serve the app on this machine and print its address (the default)
	@if [ -f .env ]; then set -a; . ./.env; fi; exec .venv/bin/coach serve

test: $(DEV) ## Run every test
	.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

check: check-format check-lint check-types check-imports check-knowledge check-wheel ## Run every other check

bench: $(DEV) ## Measure speed and matching, and print the table
	.venv/bin/python -m evals.bench $(ARGS)

evals: $(DEV) ## Measure the whole engine, write the report, and fail where it got worse
	@status=0; .venv/bin/python -m evals run $(ARGS) || status=$$?; \
		if [ $$status -lt 2 ]; then .venv/bin/python -m evals report last; fi; exit $$status

lock: $(DEV) ## Write both locks again after a change in pyproject.toml
	.venv/bin/uv $(COMPILE) --all-extras --output-file requirements-dev.lock $(ARGS)
	.venv/bin/uv $(COMPILE) --extra ui --extra pdf --extra model --constraints requirements-dev.lock --output-file requirements.lock

clean: ## Remove the environment, what was built, and every cache
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find coach evals tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List these targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

check-format: $(DEV)
	.venv/bin/ruff format --check

check-lint: $(DEV)
	.venv/bin/ruff check

check-types: $(DEV)
	.venv/bin/mypy

check-imports: $(DEV)
	.venv/bin/lint-imports --no-logo

check-knowledge: $(DEV)
	.venv/bin/coach check

# The wheel, in an environment that holds nothing but the running lock, away from the checkout and with an empty home.
check-wheel: $(DEV) $(WHEEL_ENV)
	rm -rf build/wheel/dist build/wheel/home
	mkdir -p build/wheel/home
	.venv/bin/python -m hatchling build --target wheel --directory build/wheel/dist
	build/wheel/env/bin/python $(PIP_INSTALL) --no-index --no-deps --force-reinstall build/wheel/dist/*.whl
	build/wheel/env/bin/python -m pip check
	cd build/wheel/home && env -i HOME="$$PWD" PATH=/usr/bin:/bin ../env/bin/coach demo

$(MADE):
	@found=; for python in $(PYTHON); do \
		if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; \
		then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Vision Coach needs Python 3.11, 3.12, 3.13 or 3.14, and none was found as: $(PYTHON)." \
			"Install one, or name yours with: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv || { \
		echo "$$found cannot make a virtual environment." \
			"On Debian and Ubuntu install the package python3-venv, then try again." >&2; exit 1; \
	}
	@touch $@

$(RUN): $(MADE)
	@rm -f .venv/run-* .venv/dev-*
	@echo "Installing what Vision Coach needs to run (once; a few minutes)"
	@.venv/bin/python $(PIP_INSTALL) $(LOCKED) requirements.lock
	@.venv/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# After RUN even though its lock holds more: two installs into one environment must not run side by side.
$(DEV): $(RUN)
	@rm -f .venv/dev-*
	@echo "Installing what the tests and checks need"
	@.venv/bin/python $(PIP_INSTALL) $(LOCKED) requirements-dev.lock
	@touch $@

$(WHEEL_ENV): $(DEV)
	rm -rf build/wheel/env
	.venv/bin/python -m venv build/wheel/env
	build/wheel/env/bin/python $(PIP_INSTALL) $(LOCKED) requirements.lock
	@touch $@

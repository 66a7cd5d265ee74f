# `make help` lists what there is. Everything here can be repeated at once.
.DEFAULT_GOAL := help
.PHONY: help setup setup-aws setup-dagster setup-mqtt setup-replica setup-browser setup-reports server demo demo-stop demo-replica demo-replica-stop demo-bronze demo-bronze-stop migrate seed lint sbom format docs test test-slow torture fuzz bench bench-scale lock clean

BP010CTL := .venv/bin/bp010ctl
WORKERS := 3

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is missing: PostgreSQL's packages and .venv
	@scripts/setup

server: # what tests and lint need: a local PostgreSQL whatever BP010_DATABASE_URL says
	@scripts/setup --server

demo: setup ## From nothing to a live field: private database, simulated wells, cycles
	@scripts/demo

demo-stop: ## Stop the demo's simulator, its cycles and the private server; the data stays
	@scripts/demo stop

setup-browser: ## Install what is missing for tests of the pages: chromium, Playwright, axe, schemathesis
	@scripts/setup --server --browser

setup-reports: ## Install what is missing for reports as PDF: Pango
	@scripts/setup --reports

setup-aws: ## Install what is missing for tests of AWS's handlers: moto, cfn-lint
	@scripts/setup --server --aws

setup-mqtt: ## Install what is missing for tests of MQTT: mosquitto, a broker
	@scripts/setup --server --mqtt

setup-replica: ## Install what is missing for replicas too: MariaDB, a source for tests and demo
	@scripts/setup --server --replica

demo-replica: setup-replica ## From nothing to a replica of a made MariaDB source, proven equal
	@scripts/demo-replica

demo-replica-stop: ## Stop and remove the replica's demo
	@scripts/demo-replica stop

setup-dagster: ## Install what is missing to run the bronze layer under Dagster
	@scripts/setup --server --dagster

demo-bronze: setup ## From nothing to a made CSV archive as Parquet and DuckDB, queried
	@scripts/demo-bronze

demo-bronze-stop: ## Stop and remove the bronze layer's demo
	@scripts/demo-bronze stop

migrate: setup ## Bring the database to the newest revision
	@[ -n "$$BP010_DATABASE_URL" ] || $(BP010CTL) db up >/dev/null
	$(BP010CTL) migrate

seed: setup ## Load the reference data of seeds/
	$(BP010CTL) seed

lint: setup-aws ## Check SQL (style, bodies, locks), Python (ruff, mypy, imports), AWS's template, packages (audit)
	$(BP010CTL) lint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/cfn-lint aws/template.yaml
	$(BP010CTL) aws check
	scripts/audit

sbom: setup ## Write build/sbom.json: every pinned package, with its hashes (CycloneDX)
	@mkdir -p build
	scripts/audit sbom build/sbom.json

format: server ## Rewrite SQL and Python in the house style
	.venv/bin/sqlfluff fix --config .sqlfluff-format --processes 2 --disable-progress-bar sql bp010ctl
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs: server ## Write the generated documents: data dictionary and lineage
	@[ -n "$$BP010_DATABASE_URL" ] || $(BP010CTL) db up >/dev/null
	$(BP010CTL) docs

# Python keeps what it has compiled: four processes read the tests, and each command all modules.
test test-slow: export PYTHONDONTWRITEBYTECODE :=

# On PostgreSQL 15 the smoke would look once more at what the suite looks at closely.
GIVEN := $(TESTS)
TESTS := $(if $(PG),,--ignore tests/smoke)
PROGRAMS = $(if $(PG),bin=$$(scripts/postgres $(PG)) && BP010_PG_BINDIR=$$bin)

test: server ## Run the test suite on throwaway clusters; PG=16, 17 or 18, TESTS=tests/smoke, WORKERS=0
	$(PROGRAMS) .venv/bin/pytest -n $(WORKERS) --dist worksteal -m "not slow" $(TESTS)

test-slow: server ## Run the tests that take minutes too (PG=, TESTS=), then the suite on adopted databases
	$(PROGRAMS) .venv/bin/pytest $(GIVEN)
	$(if $(GIVEN),,$(PROGRAMS) .venv/bin/pytest -n 3 --dist worksteal -m "not slow" --adopted)

torture: server ## Disturb work by N faults that a seed draws (N=200); SEED=n tries that one again
	.venv/bin/pytest -s -m slow tests/faults/test_torture.py --torture=$(or $(N),200) $(if $(SEED),--torture-seed=$(SEED))

fuzz: server ## Try N malformed inputs (N=10000), and 200 texts that want to be executed; SEED=n tries those again
	FUZZ=$(or $(N),10000) FUZZ_SEED=$(SEED) .venv/bin/pytest -s -m slow tests/faults/test_fuzz.py tests/faults/test_identifiers.py

bench: server ## Measure, as ratios in one run; figures are kept in docs/benchmarks.md
	.venv/bin/python bench/run.py

bench-scale: server ## Measure the cycles of 10,000 wells, and one more poll after long histories
	.venv/bin/python bench/run.py scale field history

lock: ## Pin the newest allowed versions of every package in requirements.lock
	.venv/bin/python -m venv .venv/lock && .venv/lock/bin/pip install -q uv
	.venv/lock/bin/uv pip compile pyproject.toml --extra alerts --extra aws --extra bronze --extra dev --extra mqtt --extra oidc --extra replica --extra reports \
		--extra sources --extra web --generate-hashes \
		--python-version 3.11 --no-header --upgrade -q -o requirements.lock
	printf 'pip-audit>=2.10\ncyclonedx-bom>=7.3\n' | .venv/lock/bin/uv pip compile - --generate-hashes \
		--python-version 3.11 --no-header --upgrade -q -o requirements-audit.lock
	grep -oE '^[a-z0-9.-]+==[^ ;]+' requirements.lock >.venv/lock/pins
	printf 'dagster>=1.13\ndagster-webserver>=1.13\n' | .venv/lock/bin/uv pip compile - -c .venv/lock/pins \
		--generate-hashes --no-strip-extras --python-version 3.11 --no-header --upgrade -q -o requirements-dagster.lock
	printf 'playwright>=1.50\naxe-playwright-python>=0.1.4\nschemathesis>=4\n' | \
		.venv/lock/bin/uv pip compile - -c .venv/lock/pins --generate-hashes \
		--python-version 3.11 --no-header --upgrade -q -o requirements-browser.lock
	printf 'moto[s3,secretsmanager,scheduler,stepfunctions]>=5\ncfn-lint>=1.40\n' | \
		.venv/lock/bin/uv pip compile - -c .venv/lock/pins --generate-hashes \
		--python-version 3.11 --no-header --upgrade -q -o requirements-aws.lock

clean: ## Remove .venv and caches (the private cluster stays: bp010ctl db destroy)
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything a developer needs; `make` alone lists it. Needs Python 3.11 and make only.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SOURCES := tools tests models
# Files of tests that run at once; a file stays whole, as its tests share what they build.
JOBS ?= 2

# No colour codes, no questions, no calls home: the same output in a terminal and in a log.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export DBT_USE_COLORS := false
export PYTHONUTF8 := 1
export TZ := UTC

.DEFAULT_GOAL := help
.PHONY: help audit build purchases publish restore strike review prove-increments prove-publishing prove-recovery scorecard superset superset-check import bench-import test load-postgres test-postgres test-clouds load-spark test-spark lint format parse metrics docs descriptions figures new-kpi lineage pages picture mutants bench bench-dashboard bench-engines bench-forecast fuzz golden lock clean digest report dashboard dashboard-live pictures site

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(call compile)
	@touch $@

# The checks' tools go into the same environment: requirements-dev.txt pins the same versions and more.
$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(call compile)
	@touch $@

# What draws the dashboard's charts; the checks' tools hold it too.
$(VENV)/.installed-dashboard: requirements-dashboard.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dashboard.txt
	@touch $@

# Without bytecode every dbt command imports for 3 s longer; some machines forbid writing it at run time.
define compile
@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true
endef

build: $(VENV)/.installed ## build the warehouse from the exports, test it, show the scorecard [VARS=imports/vars.yml] [FULL=1: all of it anew]
	@$(BIN)/python -m tools.free_warehouse $(if $(VARS),'$(VARS)')
	@mkdir -p target
	$(BIN)/python -m tools.dbt_build $(if $(FULL),--full-refresh) $(if $(VARS),'$(VARS)')
	$(if $(VARS),,@touch target/.built)
	@$(BIN)/python -m tools.publish --if-new

# Lifetime value from purchases is an extra: nothing else needs scipy.
$(VENV)/.installed-purchases: requirements-purchases.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-purchases.txt
	$(call compile)
	@touch $@

purchases: $(VENV)/.installed-purchases ## build with lifetime value from purchases (export orders) [VARS=imports/vars.yml]
	@mkdir -p target
	@$(BIN)/python -c 'import sys, yaml; print(yaml.safe_dump((yaml.safe_load(sys.stdin) or {}) | {"purchase_value": True}))' \
		< $(or $(VARS),/dev/null) > target/purchases.yml
	@$(MAKE) --no-print-directory build VARS=target/purchases.yml

scorecard: $(VENV)/.installed ## print the scorecard of the last build [LANGUAGE=zh] [WIDTH=60…120] [VARS=imports/vars.yml]
	@$(BIN)/python -m tools.show_scorecard $(if $(LANGUAGE),--language '$(LANGUAGE)') $(if $(WIDTH),--width '$(WIDTH)') $(if $(VARS),--vars '$(VARS)')

publish: $(VENV)/.installed ## write the marts of the last green build to published/ [TO=folder] [OPTIONS=--without-names]
	@$(BIN)/python -m tools.publish $(if $(TO),--to '$(TO)') $(OPTIONS)

restore: $(VENV)/.installed ## bring first reports and other histories back from a publication into a new warehouse [FROM=folder]
	@$(BIN)/python -m tools.publish.histories $(if $(FROM),--from '$(FROM)')

strike: $(VENV)/.installed ## take the first reports of one build out of their history: RUN=id WHY=reason; without RUN, list the builds [VARS=…]
	@$(BIN)/dbt --quiet run-operation strike_reports --args "$$(RUN_ID='$(RUN)' WHY='$(WHY)' $(BIN)/python -c 'import json, os; print(json.dumps({"run": os.environ["RUN_ID"] or None, "why": os.environ["WHY"] or None}))')" $(if $(VARS),--vars "$$(cat '$(VARS)')")

review: $(VENV)/.installed ## say what a change does: PREVIOUS=folder of the publication before it [OPTIONS=…]
	@test -n "$(PREVIOUS)" || { echo 'Say what to compare with: make review PREVIOUS=/path/to/published'; exit 2; }
	@$(BIN)/python -m tools.review --previous '$(PREVIOUS)' $(OPTIONS)

prove-recovery: $(VENV)/.installed ## kill imports, builds and publications at random, fill the disk: nothing is lost
	$(BIN)/python -m tools.recovery_proof

prove-increments: $(VENV)/.installed-dev ## change a small company for weeks: each build is as a full one [STEPS=40] [SEED=3]
	$(BIN)/python -m tools.increments_proof $(if $(STEPS),--steps $(STEPS)) $(if $(SEED),--seed $(SEED))

prove-publishing: $(VENV)/.installed ## publish ten builds under five hundred readers, kill publishers and senders of digests
	$(BIN)/python -m tools.publish_proof

digest: $(VENV)/.installed ## write the digest of a scope to target/digest [SCOPE=team:EMEA] [LANGUAGE=zh], or send what a file plans: SEND=digest.yml
	@$(BIN)/python -m tools.digest $(if $(SCOPE),--scope '$(SCOPE)') $(if $(LANGUAGE),--language '$(LANGUAGE)') $(if $(SEND),--send '$(SEND)')

dashboard: $(VENV)/.installed-dashboard ## write the dashboard as one page: target/dashboard.html; of a large company with data beside it [REP=rep_id] [TO=file]
	@$(BIN)/python -m tools.dashboard $(if $(REP),--rep '$(REP)') $(if $(TO),--to '$(TO)')

report: $(VENV)/.installed-dashboard ## print the pages of a scope as one PDF: target/report.pdf; needs Chromium [SCOPE=team:EMEA] [LANGUAGE=zh] [REP=rep_id] [TO=file]
	@$(BIN)/python -m tools.dashboard.report $(if $(SCOPE),--scope '$(SCOPE)') $(if $(LANGUAGE),--language '$(LANGUAGE)') $(if $(REP),--rep '$(REP)') $(if $(TO),--to '$(TO)')

dashboard-live: $(VENV)/.installed-dashboard ## serve the dashboard on this machine, read anew at every load [PORT=8765] [HOST=address, with an access token]
	@$(BIN)/python -m tools.dashboard --live $(if $(PORT),--port '$(PORT)') $(if $(HOST),--host '$(HOST)')

# Superset needs other versions of what dbt needs: an environment of its own.
.superset/.installed: requirements-superset.txt
	test -x .superset/venv/bin/python || $(PYTHON) -m venv .superset/venv
	.superset/venv/bin/python -m pip install --quiet --require-hashes -r requirements-superset.txt
	@.superset/venv/bin/python -m compileall -q -j 0 .superset/venv/lib >/dev/null 2>&1 || true
	@touch $@

superset: .superset/.installed ## serve the published marts as dashboards in Apache Superset, on 127.0.0.1
	@.superset/venv/bin/python -m tools.superset serve

superset-check: .superset/.installed ## compare Superset's charts with the marts, before and after a publication
	@.superset/venv/bin/python -m tools.superset check

import: $(VENV)/.installed ## bring downloads of a CRM into clean exports: FROM=files [TO=imports] [OPTIONS=…]
	@test -n "$(FROM)" || { echo 'Say what to import: make import FROM=/path/to/downloads'; exit 2; }
	@$(BIN)/python -m tools.importer $(FROM) --to '$(or $(TO),imports)' $(OPTIONS)

test: $(VENV)/.installed-dev ## run every check on the project and on the built warehouse
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

load-postgres: $(VENV)/.installed-dev ## load exports and reference data into PostgreSQL, for dbt build --target postgres [VARS=imports/vars.yml]
	@$(BIN)/python -m tools.load postgres $(if $(VARS),'$(VARS)')

test-postgres: $(VENV)/.installed-dev ## try the macros on PostgreSQL, build there too and compare every table of the marts
	$(BIN)/python -m tools.postgres_check

# Spark is 450 MB: an environment of its own, with dbt for Spark and for DuckDB.
.spark/.installed: requirements-spark.txt
	test -x .spark/venv/bin/python || $(PYTHON) -m venv .spark/venv
	.spark/venv/bin/python -m pip install --quiet --require-hashes -r requirements-spark.txt
	@.spark/venv/bin/python -m compileall -q -j 0 .spark/venv/lib >/dev/null 2>&1 || true
	@touch $@

load-spark: .spark/.installed ## write exports and reference data for Spark, into the folder SALES_KPIS_SPARK_FILES [VARS=imports/vars.yml]
	@.spark/venv/bin/python -m tools.load spark $(if $(VARS),'$(VARS)')

test-spark: .spark/.installed ## build on a Spark cluster of its own too and compare every table of the marts; needs Java 17 [PART=+fct_deals]
	.spark/venv/bin/python -m tools.spark_check $(if $(PART),--part $(PART))

# The adapters of the clouds' engines bring half a gigabyte of connectors: an environment of their own.
.clouds/.installed: requirements-clouds.txt
	test -x .clouds/venv/bin/python || $(PYTHON) -m venv .clouds/venv
	.clouds/venv/bin/python -m pip install --quiet --require-hashes -r requirements-clouds.txt
	@.clouds/venv/bin/python -m compileall -q -j 0 .clouds/venv/lib >/dev/null 2>&1 || true
	@touch $@

test-clouds: $(VENV)/.installed-dev .clouds/.installed ## compile the models for Snowflake, BigQuery, Databricks and Redshift, parse them, run them translated [ENGINES="snowflake redshift"]
	@$(BIN)/python -m tools.clouds $(if $(ENGINES),--engines $(ENGINES))

# dbt-bouncer needs another DuckDB: an environment of its own.
.bouncer/.installed: requirements-bouncer.txt
	test -x .bouncer/venv/bin/python || $(PYTHON) -m venv .bouncer/venv
	.bouncer/venv/bin/python -m pip install --quiet --require-hashes -r requirements-bouncer.txt
	@touch $@

# pip-audit asks a database of advisories on the internet: an environment of its own, and no part of the checks.
.audit/.installed: requirements-audit.txt
	test -x .audit/venv/bin/python || $(PYTHON) -m venv .audit/venv
	.audit/venv/bin/python -m pip install --quiet --require-hashes -r requirements-audit.txt
	@touch $@

audit: .audit/.installed ## look every pinned package up in a database of advisories (needs the internet)
	@for file in requirements*.txt; do echo "$$file"; \
		.audit/venv/bin/pip-audit --progress-spinner off --strict --require-hashes --disable-pip --requirement "$$file" || exit 1; done

# What is parsed here has a folder and a warehouse of its own, so that lint runs beside a build. sqlfluff takes it over where
# profile and target are named as in .sqlfluff; two processes of it take a third more in all than one.
lint: export DBT_TARGET_PATH := target/lint
lint: export SALES_KPIS_WAREHOUSE := target/lint/sales_kpis.duckdb
lint: $(VENV)/.installed-dev .bouncer/.installed ## check Python, YAML, the house rules of dbt-bouncer.yml, SQL
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/python -m tools.check_yaml
	$(BIN)/dbt parse --quiet --profile sales_kpis --target duckdb
	.bouncer/venv/bin/dbt-bouncer run
	$(BIN)/sqlfluff lint --nocolor --disable-progress-bar models tests

format: $(VENV)/.installed-dev ## lay out and repair the Python as lint wants it
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

parse: $(VENV)/.installed ## parse the project; any warning is an error
	$(BIN)/dbt parse --no-partial-parse --show-all-deprecations --warn-error-options '{"error": "all"}'

# MetricFlow does not parse by itself. The parse has a folder of its own: target/manifest.json stays the build's.
metrics: $(VENV)/.installed-dev ## check the metrics: their definitions, and that the built warehouse can answer them
	@mkdir -p target/metrics
	@cp target/partial_parse.msgpack target/metrics/ 2>/dev/null || true
	$(BIN)/dbt parse --target-path target/metrics
	@cp target/metrics/semantic_manifest.json target/semantic_manifest.json
	$(BIN)/mf validate-configs

# docglow needs other versions of what dbt needs: an environment of its own.
.docs/.installed: requirements-docs.txt
	test -x .docs/venv/bin/python || $(PYTHON) -m venv .docs/venv
	.docs/venv/bin/python -m pip install --quiet --require-hashes -r requirements-docs.txt
	@touch $@

docs: $(VENV)/.installed .docs/.installed ## write the documentation as two pages: target/static_index.html and target/column_lineage.html
	@$(BIN)/dbt --quiet docs generate --static --target-path target/docs
	@$(BIN)/python -m tools.static_page
	@.docs/venv/bin/python -m tools.column_lineage
	@du -m target/static_index.html | awk '{ print "Open " $$2 " (" $$1 " MB): every table and column, tests, contracts, exposures, and the lineage graph." }'
	@du -m target/column_lineage.html | awk '{ print "Open " $$2 " (" $$1 " MB): where each column comes from, from export to exposure." }'

site: $(VENV)/.installed-dashboard .docs/.installed ## write dashboard, digest, workbooks and documentation of the demo as static pages: target/site
	@$(MAKE) --no-print-directory build docs dashboard
	@$(BIN)/python -m tools.digest
	@$(BIN)/python -m tools.digest --language zh
	@$(BIN)/python -m tools.hosted

new-kpi: $(VENV)/.installed ## begin a KPI: its files and rows, to be filled in: NAME=average_deal_size
	@test -n "$(NAME)" || { echo 'Say what it is called: make new-kpi NAME=average_deal_size'; exit 2; }
	@$(BIN)/python -m tools.new_kpi '$(NAME)'

lineage: $(VENV)/.installed ## draw docs/lineage, each KPI from export to reader, and docs/erd.md
	$(BIN)/dbt parse --quiet --target-path target/lineage
	@$(BIN)/python -m tools.lineage
	@$(BIN)/python -m tools.erd

pages: lineage ## write every page of docs that is made from the project
	@$(BIN)/python -m tools.schema_page
	@$(BIN)/python -m tools.support_page
	@$(BIN)/python -m tools.kpi_page

descriptions: $(VENV)/.installed ## measure how much is described: models, seeds, every column of the built warehouse
	@$(BIN)/python -m tools.descriptions

figures: $(VENV)/.installed ## print how large the project is: models, tests, depth of the graph, metrics, pages
	@$(BIN)/dbt parse --quiet --target-path target/lineage
	@$(BIN)/python -m tools.figures

golden: $(VENV)/.installed-dev ## rewrite tests/expected from the built warehouse, for review in the diff
	$(BIN)/python -m tools.golden --update

pictures: $(VENV)/.installed-dev picture ## draw the pictures in docs/images anew (needs Chromium, and a publication)
	$(BIN)/python -m tools.dashboard.pictures

picture: $(VENV)/.installed ## draw docs/images from the built warehouse (needs Chromium)
	$(BIN)/python -m tools.picture

mutants: $(VENV)/.installed-dev ## break the project on purpose, see which check notices: docs/mutations.md
	$(BIN)/python -m tools.mutate

bench-import: $(VENV)/.installed ## measure the importer beside iconv and DuckDB
	$(BIN)/python -m tools.importer_bench

fuzz: $(VENV)/.installed-dev ## give the importer and the loader ten thousand files that are broken at random
	$(BIN)/python -m tools.fuzz

bench-dashboard: $(VENV)/.installed-dev ## measure the dashboard of a made-up company of 200 reps and five years (needs Chromium, and a publication)
	@$(BIN)/python -m tools.dashboard.bench $(if $(REPS),--reps $(REPS)) $(if $(TEAMS),--teams $(TEAMS)) $(if $(YEARS),--years $(YEARS))

bench-engines: $(if $(filter spark,$(ENGINE)),.spark/.installed,$(VENV)/.installed-dev) ## measure a made-up company on one engine: ENGINE=duckdb, postgres or spark [ACTIVITIES=1000000]
	@$(if $(filter spark,$(ENGINE)),.spark/venv/bin,$(BIN))/python -m tools.bench.engines $(or $(ENGINE),duckdb) $(if $(ACTIVITIES),--activities $(ACTIVITIES))

bench-forecast: $(VENV)/.installed ## measure the MRR forecast and its interval on drawn histories
	$(BIN)/python -m tools.forecast_bench

# What the project is compared with needs packages of its own: an environment of its own.
.bench/.installed: requirements-bench.txt
	test -x .bench/venv/bin/python || $(PYTHON) -m venv .bench/venv
	.bench/venv/bin/python -m pip install --quiet --require-hashes -r requirements-bench.txt
	@.bench/venv/bin/python -m compileall -q -j 0 .bench/venv/lib >/dev/null 2>&1 || true
	@touch $@

bench: $(VENV)/.installed .bench/.installed ## measure the demo and a company of a million activities, beside other programs [ACTIVITIES=10000000]
	@$(BIN)/python -m tools.bench $(if $(ACTIVITIES),--activities $(ACTIVITIES)) $(if $(PICTURE),--picture '$(PICTURE)')

lock: $(VENV)/.installed-dev ## resolve the requirements again
	$(BIN)/python -m tools.lock

clean: ## remove what was built, the environment included; the warehouse stays, for it holds the first reports
	rm -rf $(VENV) target logs .pytest_cache .ruff_cache
	@echo 'Kept: $(wildcard warehouse/*.duckdb) (remove it by hand; make restore brings its histories back from published/).'

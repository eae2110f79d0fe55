# Everything that is done with this project; `make` lists it.
# What a machine lacks is fetched by scripts/bootstrap; a second run finds it in place.

.DEFAULT_GOAL := help
.PHONY: help setup setup-infra demo demo-recommendations demo-both demo-kinesis demo-live screenshots test test-fast check facts fuzz-serve bench bench-serve bench-screen jar docs bundle clean
# A failed build leaves no half a jar.
.DELETE_ON_ERROR:
.NOTPARALLEL:

BIN := .venv/bin
INFRA_BIN := .venv-infra/bin
PULUMI := .tools/bin/pulumi
ACTIONLINT := .tools/bin/actionlint
PROMTOOL := .tools/bin/promtool
JAR := connectors/target/revstream-connectors.jar
CATALOGUE := docs/feature-catalogue.md
SHOP_CATALOGUE := docs/recommendation-features.md
STATE_LOCKS := jobs/fraud/state-lock.json jobs/recommendations/state-lock.json
OWN_PACKAGES := $(wildcard packages/*.whl packages/*/pyproject.toml)
KINESIS := servers/kinesis_local/node_modules/.package-lock.json

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

setup: .venv/.all $(KINESIS) $(JAR) ## install all that the demos, the tests and the checks need
	@$(BIN)/python -m machine.java
	@scripts/bootstrap browser || echo "revstream: without a browser its tests are left out" >&2

setup-infra: .venv-infra/.all ## install what provisioning and releases need; the pulumi command is yours

demo: .venv/.demo ## simulated payments through the fraud job on this machine, with a summary
	$(BIN)/revstream demo

demo-recommendations: .venv/.demo ## simulated shoppers through the recommendation job, likewise
	$(BIN)/revstream demo recommendations

demo-both: .venv/.demo ## both systems at the same time, with one store
	$(BIN)/revstream demo both

demo-kinesis: .venv/.kinesis $(KINESIS) $(JAR) ## the same, in and out through a local Kinesis server
	$(BIN)/revstream demo --kinesis

demo-live: .venv/.serve ## both systems at a rate, watched in a browser, until Ctrl-C
	@$(BIN)/revstream demo live

# A file on one worker: what its tests share is started once. Tests wait for what they started, so
# that there is work for one worker more than there are cores.
WORKERS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
SIDE_BY_SIDE := --numprocesses=$(WORKERS) --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

# The tests of infra/ and release/ need Pulumi, which cannot be installed beside Flink.
test: setup .venv-infra/.dev $(PULUMI) ## run every test
	$(INFRA_BIN)/pytest $(SIDE_BY_SIDE) tests/infra tests/release
	$(BIN)/pytest $(SIDE_BY_SIDE)

# What runs without Flink and without a server; what takes seconds there is marked slow.
FAST := suite docs workflows events features contracts definitions dead_letters simulator models/rules \
	datasets/own reporting capacity

test-fast: .venv/.all ## run the tests of pure code, in less than a minute
	$(BIN)/pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal --quiet -m "not slow" \
		--durations=5 --durations-min=2 $(addprefix tests/,$(FAST))

check: .venv/.all .venv-infra/.dev $(ACTIONLINT) $(PROMTOOL) $(JAR) ## formatter, lint, types, import contracts, dead code, tests that cannot fail, docs, alerts, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(INFRA_BIN)/mypy $$(find infra release tests/infra tests/release -name '*.py') # named one by one: folders are excluded
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python -m tests.suite.floors
	$(BIN)/revstream catalogue --check $(CATALOGUE)
	$(BIN)/revstream catalogue --system recommendations --check $(SHOP_CATALOGUE)
	for lock in $(STATE_LOCKS); do $(BIN)/revstream state-lock --check $$lock || exit 1; done
	$(PROMTOOL) check config --syntax-only observability/prometheus/prometheus.yml # the key is the user's own
	$(PROMTOOL) check rules observability/prometheus/alerts.yaml observability/prometheus/serving-alerts.yaml
	$(PROMTOOL) test rules observability/prometheus/alerts-test.yaml observability/prometheus/serving-alerts-test.yaml
	$(ACTIONLINT)
	$(BIN)/hadolint containers/serving/Containerfile
	$(BIN)/zizmor --offline --persona pedantic .github

fuzz-serve: .venv/.all ## 10,000 requests of all kinds to the running service; none may meet a fault
	$(BIN)/python -m tests.serving.fuzz

facts: .venv-infra/.all ## see that what others decide on was looked at in the last 90 days
	$(INFRA_BIN)/python -m infra.facts

bench: setup ## measure the job beside a plain loop and others; QUICK=1 takes less than five minutes
	$(BIN)/python -m bench $(if $(QUICK),--quick)

bench-serve: setup ## measure decisions and reads on request and the live feed, one worker; QUICK=1 is shorter
	$(BIN)/python -m bench.serving $(if $(QUICK),--quick)

jar: $(JAR) ## build the one jar of Flink connectors

bundle: .venv/.demo $(JAR) ## build the archive that Managed Flink runs, into dist/
	$(BIN)/revstream bundle

docs: .venv/.demo ## write the feature catalogues anew from the code
	$(BIN)/revstream catalogue --output $(CATALOGUE)
	$(BIN)/revstream catalogue --system recommendations --output $(SHOP_CATALOGUE)

bench-screen: .venv/.all ## how soon a decision is on the screen of a browser, into out/bench/screen.json
	scripts/bootstrap browser
	REVSTREAM_ON_SCREEN=out/bench/screen.json $(BIN)/pytest --quiet -k how_soon \
		tests/serving/dashboard/test_pushed.py

screenshots: .venv/.all ## pictures of a running demo-live for the documentation; LINK and SHOPPER are what it printed
	scripts/bootstrap browser
	REVSTREAM_LIVE='$(LINK)' REVSTREAM_SHOPPER='$(SHOPPER)' REVSTREAM_SCREENSHOTS=docs/images $(BIN)/pytest --quiet -k screenshots \
		tests/serving/dashboard/test_in_browser.py

clean: ## remove what was built; what was installed stays
	rm -rf out build dist connectors/target
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.demo: pyproject.toml uv.lock $(OWN_PACKAGES)
	scripts/bootstrap python --extra flink --extra local --group training
	@touch $@

.venv/.kinesis: pyproject.toml uv.lock $(OWN_PACKAGES)
	scripts/bootstrap python --extra flink --extra local --group training --group kinesis
	@touch $@

.venv/.serve: pyproject.toml uv.lock $(OWN_PACKAGES)
	scripts/bootstrap python --extra flink --extra local --extra serve --group training
	@touch $@

.venv/.all: pyproject.toml uv.lock $(OWN_PACKAGES)
	scripts/bootstrap python --all-extras --group dev
	@touch $@

.venv-infra/.all: pyproject.toml uv.lock $(OWN_PACKAGES)
	scripts/bootstrap python-infra --group infra
	@touch $@

.venv-infra/.dev: pyproject.toml uv.lock $(OWN_PACKAGES)
	scripts/bootstrap python-infra --group infra-dev
	@touch $@

$(PULUMI): tools/pulumi/go.mod tools/pulumi/go.sum
	scripts/bootstrap pulumi
	@touch $@

$(ACTIONLINT): tools/actionlint/go.mod tools/actionlint/go.sum
	scripts/bootstrap actionlint
	@touch $@

$(PROMTOOL):
	scripts/bootstrap promtool

$(KINESIS): servers/kinesis_local/package.json servers/kinesis_local/package-lock.json | .venv/.kinesis
	scripts/bootstrap kinesis-local
	@touch $@

$(JAR): connectors/pom.xml
	scripts/bootstrap jar
	@touch $@

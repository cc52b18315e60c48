.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
POLICY := .venv-policy
BIN := $(VENV)/bin
TAG ?= localhost/omega:latest
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Install with pip, a line for each package that is fetched; what goes wrong comes on standard error.
define install
@{ $(BIN)/python -m pip install --progress-bar off $(1); echo $$? > $(VENV)/.status; } | \
	awk '/^Collecting/ {n++; printf "  %3d  %s\n", n, $$2; fflush()} /^Installing collected/ {print "  … putting them in place"; fflush()}'; \
	exit $$(cat $(VENV)/.status)
endef

.PHONY: help setup demo run test nightly crash redteam cluster check lint policy docs bench lock image

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Omega needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0])'
	@echo "Making $(VENV) and installing into it: half a minute to a minute."
	@$(PYTHON) -m venv $(VENV)
	$(call install,--require-hashes -r requirements.lock)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "Omega is installed: make demo, or $(BIN)/omega --help."

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Installing what tests and checks need."
	$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@

setup: $(VENV)/.installed ## make .venv with omega in it

demo: setup ## everything on this machine: store, market, a chat page and the bot; no account
	@exec $(BIN)/omega demo

run: setup ## the bot on real Discord (needs DISCORD_TOKEN)
	@exec $(BIN)/omega run

test: $(VENV)/.installed-dev ## install and pass the tests
	$(BIN)/python -m pytest -n 3 --dist loadscope $(ARGS)

nightly: $(VENV)/.installed-dev ## the same with twenty times the examples, and the long crash loops
	OMEGA_TEST_NIGHTLY=1 $(BIN)/python -m pytest -n 3 --dist loadscope -m "nightly or not nightly" $(ARGS)

crash: $(VENV)/.installed-dev ## kill -9 the process, the store and both at every step of trading and under a million alerts, and print what was lost or doubled
	$(BIN)/python -m tests.crash $(ARGS)

redteam: $(VENV)/.installed-dev ## attack the agent with every text by every way, and print what had an effect
	$(BIN)/python -m tests.redteam

cluster: $(VENV)/.installed-dev ## apply the overlays on the cluster of kubectl's context, disturb them while people ask, and print what was seen (ARGS="dev --image=name")
	@$(BIN)/python -m tests.cluster $(ARGS)

check: lint ## lint, types, and the directions of imports
	$(BIN)/mypy
	$(BIN)/lint-imports

lint: $(VENV)/.installed-dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

docs: setup ## write docs/commands.md and docs/figures.md anew from the code
	$(BIN)/python -m bot.commands_page docs/commands.md
	$(BIN)/python -m bot.figures_page docs/figures.md
	$(BIN)/python -m bot.metrics_page docs/metrics.md

policy: $(VENV)/.installed-dev $(POLICY)/.installed $(if $(shell command -v npm),$(POLICY)/node_modules) ## what others' programs say of the Kubernetes manifests (fetches checkov and schemas)
	@$(BIN)/python -m tests.k8s.outside

$(POLICY)/.installed: requirements-policy.lock
	@$(PYTHON) -m venv $(POLICY)
	@$(POLICY)/bin/python -m pip install --quiet --require-hashes -r requirements-policy.lock
	@touch $@

$(POLICY)/node_modules: | $(POLICY)/.installed
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(POLICY) \
		@kubernetes-models/external-secrets@2.0.0 @kubernetes-models/keda@2.0.0 @kubernetes-models/prometheus-operator@6.0.0

bench: $(VENV)/.installed-dev ## measure speed and memory against baselines in the same run
	$(BIN)/python -m tests.bench $(ARGS)

image: ## build the image of every process with docker, podman or buildah (TAG=name, ARGS=the builder's own)
	@builder=$$(docker info >/dev/null 2>&1 && echo docker || command -v podman || command -v buildah) || \
		{ echo "Nothing here builds images: start a Docker engine, or apt-get install podman." >&2; exit 69; }; \
	BUILDAH_FORMAT=docker $$builder build --tag $(TAG) $(ARGS) \
		--build-arg VERSION=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml) \
		--build-arg REVISION=$$(git rev-parse HEAD 2>/dev/null || echo unknown) .

lock: $(VENV)/.installed-dev ## pin what pyproject.toml asks for, with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --group build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --extra dev --group build -o requirements-dev.lock pyproject.toml
	echo "checkov>=3.3" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" -o requirements-policy.lock -

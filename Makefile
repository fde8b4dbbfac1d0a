# SPDX-License-Identifier: Apache-2.0

.DEFAULT_GOAL := help
.PHONY: run test prove torture fuzz bench growth build format lint setup help

run: ## Build, start the server, make the first pictures, leave it running (VIGNETTE_LISTEN, VIGNETTE_DATA)
	@scripts/run

test: ## Lint, build and run every test once
	@scripts/test

prove: ## Run the tests at their full counts against the release build (ONLY=regex COUNT=n SEED=n)
	@scripts/prove $(if $(ONLY),--only '$(ONLY)') $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

torture: ## Send every file of the corpus, damaged in five ways, through the release build (COUNT=files SEED=n)
	@scripts/prove --only '^TortureTests\.' $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

fuzz: ## Fuzz what reads foreign bytes with libFuzzer (TARGET=name FUZZ_SECONDS=n, each; INPUT=file runs one)
	@scripts/fuzz $(if $(TARGET),--target '$(TARGET)') $(if $(FUZZ_SECONDS),--seconds $(FUZZ_SECONDS)) \
		$(if $(INPUT),--input '$(INPUT)')

bench: ## Measure against what people use instead (QUICK=1 ONLY=row,... ROUNDS=n); all of it writes Benchmarks/RESULTS.md
	@scripts/bench $(if $(QUICK),--quick) $(if $(ONLY),--only '$(ONLY)') $(if $(ROUNDS),--rounds $(ROUNDS))

growth: ## Measure how the cost of renders and of the catalogue's calls grows
	@scripts/growth

build: ## Build the release
	@scripts/build

format: ## Rewrite the Swift sources in the house style
	@scripts/format

lint: ## Check style, import directions and scripts
	@scripts/lint

setup: ## Install what building and running need
	@scripts/setup

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

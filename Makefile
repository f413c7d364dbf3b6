# The house rules by task. `make` lists them.
.PHONY: help build test bench demo deps
SWIFT ?= swift

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install what is missing of the system's packages (Debian)
	@tools/install-deps

build: deps ## build the release binary
	$(SWIFT) build -c release

test: deps ## all tests
	$(SWIFT) test

demo: deps ## a year at two operators in ./demo, recorded, looked at, verified
	$(SWIFT) build -c release --product dutyfree
	@if [ -e demo/.dutyfree-demo ]; then rm -rf demo; fi
	.build/release/dutyfree demo demo

bench: deps ## measure: append, verify and trace against floors of the same run (ENTRIES=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench $(ENTRIES)

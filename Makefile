# The house rules by task. `make` lists them.
.PHONY: help build test bench bench-policy bench-account bench-count bench-codes bench-evidence bench-epcis fuzz fuzz-evidence demo install format deps picture
SWIFT ?= swift
PREFIX ?= /usr/local

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install what is missing of the system's packages (Debian)
	@tools/install-deps

build: deps ## build the release binary
	$(SWIFT) build -c release

test: ## all tests (with a browser for the pages and a decoder for the codes)
	@tools/install-deps chromium fonts-noto-cjk python3-zxing-cpp python3-pil python3-numpy python3-jsonschema poppler-utils poppler-data librsvg2-bin fonts-droid-fallback python3-venv \
	    'pypi:jsonschema[format]==4.26.0' pypi:epcis-event-hash-generator==1.9.3 pypi:epcpy==0.1.8
	$(SWIFT) test

demo: deps ## a year at two operators in ./demo, recorded, looked at, verified
	$(SWIFT) build -c release --product dutyfree
	@if [ -e demo/.dutyfree-demo ]; then rm -rf demo; fi
	.build/release/dutyfree demo demo

picture: ## the README's picture, from the report of `make demo`
	@tools/install-deps chromium fonts-noto-cjk python3-pil
	@tools/picture

bench: deps ## measure: append, verify and trace against floors of the same run (ENTRIES=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench $(ENTRIES)

bench-policy: deps ## measure what policy and quota cost an append (ENTRIES=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench policy $(ENTRIES)

bench-epcis: deps ## measure the import of EPCIS events against reading the JSON alone, and epcpy (EVENTS=100000)
	@tools/install-deps pypi:epcpy==0.1.8
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench epcis $(or $(EVENTS),100000)

bench-count: deps ## measure a stock count: 10 reads an item, against sqlite3 (ITEMS=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench count $(ITEMS)

bench-account: deps ## measure the account of a year (ENTRIES=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench account $(ENTRIES)

bench-evidence: deps ## measure proofs, commitments and verification since a checkpoint (ITEMS=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench evidence $(ITEMS)

bench-codes: deps ## measure codes to keys, beside the Python package biip (CODES=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench codes $(CODES)

fuzz: deps ## a million mutated inputs for each reader of codes (INPUTS=1000000)
	$(SWIFT) build -c release --product Bench
	$$($(SWIFT) build -c release --show-bin-path)/Bench fuzz $(INPUTS)

fuzz-evidence: deps ## parsers of what strangers send, mutated with a new seed (INPUTS=10000000)
	DUTYFREE_FUZZ=$$(date +%s):$(or $(INPUTS),10000000) $(SWIFT) test --filter EvidenceTests.FuzzTests

install: deps ## the binary, man pages and completions under PREFIX (/usr/local)
	$(SWIFT) build -c release --product dutyfree
	install -Dm755 "$$($(SWIFT) build -c release --show-bin-path)/dutyfree" "$(DESTDIR)$(PREFIX)/bin/dutyfree"
	mkdir -p "$(DESTDIR)$(PREFIX)/share/man" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	    "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	"$(DESTDIR)$(PREFIX)/bin/dutyfree" help --man "$(DESTDIR)$(PREFIX)/share/man"
	"$(DESTDIR)$(PREFIX)/bin/dutyfree" completions bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/dutyfree"
	"$(DESTDIR)$(PREFIX)/bin/dutyfree" completions zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_dutyfree"
	"$(DESTDIR)$(PREFIX)/bin/dutyfree" completions fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/dutyfree.fish"

format: ## lay the code out as the house has it (.swift-format)
	$(SWIFT) format --in-place --recursive --configuration .swift-format Package.swift Sources Tests

# Scanline: build, test, demo, install. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT ?= swift
BUILD := $(CURDIR)/.build
DEPS := $(BUILD)/deps

# OpenBLAS is linked statically, in the build without threads of its own (see Sources/Compute/BLAS.swift),
# found through a folder that comes first on the linker's path. Its question for OPENBLAS_CORETYPE is
# routed to us.
LINK := -Xlinker -L$(DEPS) -Xlinker --wrap=getenv

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(DEPS)/libopenblas.a:
	@mkdir -p $(DEPS)
	ln -sf "$$(ls /usr/lib/*/openblas-serial/libopenblas.a | head -1)" $@

.PHONY: test-swift
test-swift: $(DEPS)/libopenblas.a ## Run the Swift tests
	$(SWIFT) test -c release $(LINK)

# Scanline: build, test, demo, install. `make help` lists the targets; each does its own set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT ?= swift
PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/.*SCANLINE_VERSION_STRING "\(.*\)"/\1/p' include/scanline_types.h)
BUILD := $(CURDIR)/.build
DEPS := $(BUILD)/deps
CFLAGS ?= -O2 -g
C99 := -std=c99 -Wall -Wextra -pedantic -Werror -Iinclude
# Python with the test packages: ours if packaging/setup.sh had to make one, else the machine's.
PYTHON = $(shell [ -x $(BUILD)/venv/bin/python ] && echo $(BUILD)/venv/bin/python || echo python3)

# OpenBLAS is linked statically, in the build without threads of its own (see
# Sources/Compute/BLAS.swift), found through a folder that comes first on the linker's path. Its
# question for OPENBLAS_CORETYPE is routed to us, and so are those for memory, which are not
# thread-safe there (Sources/Compute/BLASMemory.swift).
LINK := -Xlinker -L$(DEPS) -Xlinker --wrap=getenv \
  -Xlinker --wrap=blas_memory_alloc -Xlinker --wrap=blas_memory_free

# OpenBLAS brings its kernels once for each of twenty processors. Those of rare or close relatives are
# left out: the name stands for kernels of the same or an older instruction set, which then also
# give the name that is reported. (OPTERON stays: the one that may lack SSE3.)
same_kernels = $(foreach core,$(2),-Xlinker --defsym=gotoblas_$(core)=gotoblas_$(1))
LINK += $(call same_kernels,PRESCOTT,OPTERON_SSE3 BARCELONA BOBCAT ATOM NANO CORE2 PENRYN DUNNINGTON)
LINK += $(call same_kernels,SANDYBRIDGE,BULLDOZER PILEDRIVER STEAMROLLER EXCAVATOR)
LINK += $(call same_kernels,HASWELL,ZEN)
LINK += $(call same_kernels,SKYLAKEX,COOPERLAKE)

# The shared library carries the Swift runtime, exports scanline_* and nothing else, refuses to be
# linked with a symbol missing, and stays loaded after dlclose (Swift's metadata cannot be
# unloaded).
SHARED := -Xlinker --version-script=$(CURDIR)/Sources/Scanline/scanline.map \
  -Xlinker -soname=libscanline.so.1 -Xlinker --gc-sections -Xlinker -s \
  -Xlinker -z -Xlinker nodelete -Xlinker -z -Xlinker defs

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# ---- Set-up --------------------------------------------------------------------------------------

.PHONY: setup setup-test
setup: ## Install what the build needs and is missing (apt, with sudo if need be)
	@packaging/setup.sh build

setup-test:
	@packaging/setup.sh test

$(DEPS)/libopenblas.a: | setup
	@mkdir -p $(DEPS)
	ln -sf "$$(ls /usr/lib/*/openblas-serial/libopenblas.a | head -1)" $@

# The elementwise kernels once more for AVX2 and AVX-512. Only the function that fills the table stays
# visible: what the compiler emits of generic and inlined code would else be taken for the
# library's own, and run on processors that cannot.
KERNELS := $(DEPS)/kernels-avx2.o $(DEPS)/kernels-avx512.o
KERNEL_SOURCES := $(shell find Sources/VectorKernels -name '*.swift')
LINK += $(addprefix -Xlinker ,$(KERNELS))

# No gathering: loads one by one are as fast, and on many processors faster.
AVX2 := -mavx2 -mfma -mno-gather
AVX512 := -mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma -mno-gather

$(DEPS)/kernels-avx2.o: SET := -DSCANLINE_AVX2 $(addprefix -Xcc ,$(AVX2))
$(DEPS)/kernels-avx512.o: SET := -DSCANLINE_AVX512 $(addprefix -Xcc ,$(AVX512))
$(KERNELS): $(DEPS)/kernels-%.o: $(KERNEL_SOURCES) Sources/CKernels/kernels.h | setup
	@mkdir -p $(DEPS)
	$(SWIFT)c -O -wmo -parse-as-library -swift-version 6 -package-name scanline \
	  -module-name VectorKernels_$* -I Sources/CKernels -Xcc -fno-math-errno $(SET) \
	  -Xfrontend -disable-reflection-metadata -c $(KERNEL_SOURCES) -o $@.all
	ld -r --force-group-allocation $@.all -o $@.one
	objcopy --keep-global-symbol=scanline_kernels_$* $@.one $@
	@rm $@.all $@.one

# ---- Build ---------------------------------------------------------------------------------------

# The tests are built in .build, all else in .build/shared, so that neither undoes the other's work.
SWIFT_BUILD := $(SWIFT) build -c release --scratch-path $(BUILD)/shared \
  -Xswiftc -static-stdlib -Xswiftc -use-ld=lld $(LINK)
PRODUCTS := $(BUILD)/shared/release
HOST := $(C99) $(CFLAGS) -Lbuild -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../lib'

.PHONY: build cli
build: $(DEPS)/libopenblas.a $(KERNELS) ## Build the shared library, build/libscanline.so
	@# SwiftPM does not know of these: link anew when one has changed.
	@for input in Sources/Scanline/scanline.map $(KERNELS); do \
	  [ build/libscanline.so.1 -nt $$input ] || rm -f $(PRODUCTS)/libscanline.so; done
	$(SWIFT_BUILD) --product scanline $(SHARED)
	@mkdir -p build
	install -p -m 755 $(PRODUCTS)/libscanline.so build/libscanline.so.1
	ln -sf libscanline.so.1 build/libscanline.so

cli: build ## Build the scanline command, build/scanline
	$(CC) $(HOST) examples/cli/*.c -lscanline -lm -pthread -o build/scanline

.PHONY: demo
demo: hosts ## Validate, train, evaluate and classify on drawn photos, or on DATA=folder
	@examples/demo/run.sh build "$(DATA)"

# Every program of examples/c is built from one file and named by it.
C_HOSTS := $(patsubst examples/c/%.c,build/%,$(wildcard examples/c/*.c))

.PHONY: hosts
hosts: cli $(C_HOSTS) build/plugin-host ## Build the example hosts and the sample photos' painter
	$(SWIFT_BUILD) --product SamplePhotos
	install -p -m 755 $(PRODUCTS)/SamplePhotos build/sample-photos

build/%: examples/c/%.c include/scanline.h include/scanline_types.h | build
	$(CC) $(HOST) $< -lscanline -lm -o $@

build/plugin-host: $(wildcard examples/plugin-host/*) include/scanline.h include/scanline_types.h | build
	$(CC) $(C99) $(CFLAGS) $(filter %.c,$^) -ldl -o $@

# ---- Test ----------------------------------------------------------------------------------------

.PHONY: test test-swift test-c test-python test-tools
test: test-swift test-c test-python ## Run every test

test-swift: $(DEPS)/libopenblas.a $(KERNELS) ## Run the Swift tests
	@for input in $(KERNELS); do \
	  [ $(BUILD)/release/scanlinePackageTests.xctest -nt $$input ] || \
	  rm -f $(BUILD)/release/scanlinePackageTests.xctest; done
	$(SWIFT) test -c release $(LINK)

test-c: build ## Run the C harness
	$(CC) $(HOST) Tests/c/*.c -lscanline -lm -pthread -o build/harness
	build/harness

test-python: hosts plugin build/first | setup-test ## Test the Python package, the command, packages and headers
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) -m pytest

test-tools: ## Test the generator (fetches swift-syntax)
	$(SWIFT) test --package-path Tools

# ---- Packages ------------------------------------------------------------------------------------

.PHONY: install plugin
install: cli ## Install to PREFIX (/usr/local), under DESTDIR if given
	packaging/install.sh $(VERSION) $(PREFIX) $(DESTDIR)

plugin: build ## Make build/plugin, a folder for machines without Swift, OpenBLAS or TurboJPEG
	packaging/plugin.sh build/plugin

# ---- Fuzzing -------------------------------------------------------------------------------------

FUZZ := $(BUILD)/fuzz
# Swift's own backtraces would hide the sanitizer's.
FUZZER := SWIFT_BACKTRACE=enable=no $(FUZZ)/release
FUZZ_OPTIONS = -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=3072 \
  -artifact_prefix=$(FUZZ)/ -print_final_stats=1
SECONDS ?= 60

.PHONY: fuzz
fuzz: $(DEPS)/libopenblas.a $(KERNELS) ## Fuzz models, then pictures, for SECONDS (60) each; pictures from SEEDS=folder
	@# Of several -sanitize= the compiler heeds the last: without the third, nothing is instrumented.
	$(SWIFT) build -c release --package-path Tests/fuzz --scratch-path $(FUZZ) \
	  --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=fuzzer,address $(LINK)
	@mkdir -p $(FUZZ)/corpus/model $(FUZZ)/corpus/image
	$(FUZZER)/FuzzModel $(FUZZ_OPTIONS) $(FUZZ)/corpus/model
	$(FUZZER)/FuzzImage $(FUZZ_OPTIONS) -max_len=32768 $(FUZZ)/corpus/image \
	  $(if $(SEEDS),"$(SEEDS)")

# ---- Benchmarks ----------------------------------------------------------------------------------

# A virtual environment with the peers.
PEERS ?= $(BUILD)/peers

$(PEERS)/installed: Benchmarks/requirements.txt
	[ -x $(PEERS)/bin/python ] || python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install -q -r $<
	@touch $@

.PHONY: peers bench bench-own bench-peers bench-animals
peers: $(PEERS)/installed ## Make a virtual environment with Keras, PyTorch and ONNX Runtime, for the benchmarks

bench-peers: build build/first plugin peers ## Measure beside Keras, PyTorch and ONNX Runtime on DATA=folder, on one core and on two
	@test -n "$(DATA)" || { echo "make bench-peers DATA=folder-with-a-folder-of-photos-a-class"; exit 2; }
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/peers/compare.py $(DATA) \
	  --peer-python $(PEERS)/bin/python --json Benchmarks/peers.json --plot Benchmarks/peers.svg \
	  --markdown Benchmarks/RESULTS.md $(OPTIONS)

build/first: Benchmarks/peers/first.c | build
	$(CC) $(HOST) $< -lscanline -o $@

bench: bench-peak bench-steps bench-own ## Run our own benchmarks, without the peers, on drawn photos or on DATA=folder

# Training from files, classifying, start, memory and size, as bench-peers measures them.
bench-own: build build/first plugin hosts | setup-test
	$(if $(DATA),,rm -rf $(BUILD)/photos && build/sample-photos $(BUILD)/photos --count 400 --damaged 0)
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/peers/compare.py \
	  $(or $(DATA),$(BUILD)/photos) --contestants scanline --rounds 3 --train-rounds 2 \
	  --json $(BUILD)/bench.json $(OPTIONS)

bench-animals: build peers ## Train Scanline, Keras and PyTorch on DATA=folder, side by side, on one core
	@test -n "$(DATA)" || { echo "make bench-animals DATA=folder-with-a-folder-of-photos-a-class"; exit 2; }
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/animals.py $(DATA) \
	  --peer-python $(PEERS)/bin/python --markdown Benchmarks/RESULTS.md

STEP_TASKS := lstm-step gru-step rnn-step bilstm2-step fast-step base-step lstm-classify \
  gru-classify bilstm2-classify fast-classify base-classify

.PHONY: bench-peak bench-steps check-thresholds update-thresholds
bench-peak: build/peak ## Measure what the processor gives at most, on one thread and on two at once
	build/peak 1
	build/peak 2

build/peak: Benchmarks/peak.c
	@mkdir -p build
	$(CC) $(C99) -O2 -march=native $< -pthread -o $@

bench-steps: build/steps ## Time training steps and classifications, one by one
	@for task in $(STEP_TASKS); do build/steps $$task 100; done

build/steps: Benchmarks/steps.c | build
	$(CC) $(HOST) $< -lscanline -o $@

build/photos: Benchmarks/photos.c | build
	$(CC) $(HOST) $< -lscanline -o $@

build/liballocations.so: Benchmarks/allocations.c
	@mkdir -p build
	$(CC) -std=c11 -Wall -Wextra -Werror $(CFLAGS) -fPIC -shared $< -o $@

check-thresholds: build/steps build/photos build/liballocations.so | hosts setup-test ## Count instructions and allocations against Benchmarks/thresholds.json
	@python3 Benchmarks/check_thresholds.py

update-thresholds: build/steps build/photos build/liballocations.so | hosts setup-test
	@python3 Benchmarks/check_thresholds.py --update

.PHONY: bench-accuracy bench-cifar
bench-accuracy: build peers ## Train the presets and a CNN on five folds of DATA=folder; OPTIONS='--pretrained base=MODEL'
	@test -n "$(DATA)" || { echo "make bench-accuracy DATA=folder-with-a-folder-of-photos-a-class"; exit 2; }
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/accuracy/study.py $(DATA) \
	  --peer-python $(PEERS)/bin/python --markdown Benchmarks/RESULTS.md $(OPTIONS)

bench-cifar: build ## Train NETWORK=base on CIFAR-10, unpacked in DATA=folder; OPTIONS='--save MODEL'
	@test -n "$(DATA)" || { echo "make bench-cifar DATA=folder-with-a-folder-of-pictures-a-class"; exit 2; }
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/accuracy/cifar.py $(DATA) \
	  $(NETWORK) $(OPTIONS)

.PHONY: bench-tuning
bench-tuning: build peers ## Tune beside KerasTuner on DATA=folder, on one core; WHAT=minutes for what tuning gains
	@test -n "$(DATA)" || { echo "make bench-tuning DATA=folder-with-a-folder-of-photos-a-class"; exit 2; }
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/tuning_animals.py $(DATA) \
	  --what $(or $(WHAT),hyperband) --peer-python $(PEERS)/bin/python --resume \
	  --markdown Benchmarks/RESULTS.md

.PHONY: bench-validation bench-validation-speed bench-validation-scale
bench-validation: build peers ## Judge the corpora DATA=folders, and one made of PHOTOS=folder, beside the peers
	@test -n "$(DATA)$(PHOTOS)" || { echo "make bench-validation DATA=corpora PHOTOS=folder"; exit 2; }
	$(if $(PHOTOS),$(PEERS)/bin/python Benchmarks/validation/make_corpus.py $(PHOTOS) $(BUILD)/made-corpus)
	$(PYTHON) Benchmarks/validation/score.py $(DATA) $(if $(PHOTOS),$(BUILD)/made-corpus) \
	  --library build/libscanline.so.1 --peer-python $(PEERS)/bin/python \
	  --markdown Benchmarks/RESULTS.md

bench-validation-speed: build peers ## Time validation beside TurboJPEG, Pillow and jpeginfo on the photos in DATA
	@test -n "$(DATA)" || { echo "make bench-validation-speed DATA=folder"; exit 2; }
	$(CC) $(HOST) -std=gnu99 Benchmarks/validation/speed.c -lscanline -lturbojpeg -o build/validation-speed
	$(PYTHON) Benchmarks/validation/speed.py $(DATA) --program build/validation-speed \
	  --peer-python $(PEERS)/bin/python --markdown Benchmarks/RESULTS.md

bench-validation-scale: cli ## Validate, list and search for duplicates up to a million links to the small pictures in DATA
	@test -n "$(DATA)" || { echo "make bench-validation-scale DATA=folder"; exit 2; }
	$(PYTHON) Benchmarks/validation/scale.py $(DATA) --program build/scanline \
	  --markdown Benchmarks/RESULTS.md

.PHONY: bench-training-scale
bench-training-scale: build ## Train on the small pictures in DATA, and on a million links to them
	@test -n "$(DATA)" || { echo "make bench-training-scale DATA=folder-with-a-folder-of-pictures-a-class"; exit 2; }
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/training_scale.py $(DATA) \
	  --markdown Benchmarks/RESULTS.md

.PHONY: bench-search
bench-search: build peers ## Compare the tuner with Optuna and KerasTuner on test functions
	$(PEERS)/bin/python Benchmarks/tuning/peers.py Benchmarks/tuning/peers.csv
	SCANLINE_LIBRARY=$(CURDIR)/build/libscanline.so.1 $(PYTHON) Benchmarks/tuning/ours.py $(BUILD)/tuning.csv
	$(PYTHON) Benchmarks/tuning/table.py Benchmarks/RESULTS.md $(BUILD)/tuning.csv Benchmarks/tuning/peers.csv

# ---- Generated files and style -------------------------------------------------------------------

SWIFT_SOURCES := Package.swift Sources Tests examples Tools/Package.swift Tools/Sources Tools/Tests

.PHONY: generate check-generated format lint
generate: ## Write header, version script, symbol list and Python prototypes from the exports
	$(SWIFT) run -q --package-path Tools generate-interface

check-generated: ## Fail if a generated file is stale
	$(SWIFT) run -q --package-path Tools generate-interface --check

format: ## Format the Swift sources
	$(SWIFT) format -i -r $(SWIFT_SOURCES)

lint: ## Check the Swift sources' format
	$(SWIFT) format lint --strict -r $(SWIFT_SOURCES)

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf .build build Tools/.build

#!/bin/bash
# Installs what building and testing Scanline needs and is not there yet. Says what it does, and
# does nothing at all on a machine that has everything.
#
#   packaging/setup.sh build     compilers' headers, OpenBLAS, TurboJPEG
#   packaging/setup.sh test      the above, Python with the test packages, chromium, CMake, jpegtran,
#                                valgrind, qemu
set -euo pipefail
cd "$(dirname "$0")/.."

# install PACKAGE...: with apt, as root or through sudo.
install() {
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  echo "setup: installing $* with apt-get"
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@"
}

# want PACKAGE COMMAND...: PACKAGE is missing unless COMMAND succeeds.
missing=()
want() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_file() { compgen -G "$1"; }

want binutils command -v objcopy
want gcc command -v "${CC:-cc}"
want g++ command -v "${CXX:-c++}"
want libc6-dev has_file '/usr/include/stdio.h'
want libopenblas-dev dpkg -s libopenblas-dev
want libopenblas-serial-dev has_file '/usr/lib/*/openblas-serial/libopenblas.a'
want libturbojpeg0-dev has_file '/usr/include/turbojpeg.h'
want pkg-config command -v pkg-config
if [ "${1:-build}" = test ]; then
  want python3 command -v python3
  want cmake command -v cmake
  want libjpeg-turbo-progs command -v jpegtran
  want qemu-user command -v qemu-x86_64
  want valgrind command -v valgrind
fi

if [ ${#missing[@]} -gt 0 ]; then install "${missing[@]}"; fi

# Python's packages come from the machine if it has them all, else from a virtual environment of
# ours.
[ "${1:-build}" = test ] || exit 0
# The tests look at the package's pages in a browser, and are skipped where none can be had.
command -v chromium >/dev/null || install chromium || echo "setup: no chromium, pages go unseen"
venv=.build/venv
needed='import hypothesis, jinja2, numpy, plotly, pytest'
for python in python3 "$venv/bin/python"; do
  if "$python" -c "$needed, safetensors" 2>/dev/null; then exit 0; fi
done
python3 -c 'import ensurepip, venv' 2>/dev/null || install python3-venv
echo "setup: making $venv with the packages of Tests/requirements.txt"
if python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q -r Tests/requirements.txt; then
  exit 0
fi
rm -rf "$venv"
# Without a package index Debian's own packages do; one test wants safetensors and is skipped.
python3 -c "$needed" 2>/dev/null ||
  install python3-hypothesis python3-jinja2 python3-numpy python3-plotly python3-pytest
python3 -c "$needed"

"""The shared library exports what it should, needs what it may, and leaves its host alone."""

import re

from support import ROOT, run

# What any machine with a C++ runtime has; libturbojpeg is the one dependency beyond that.
EXPECTED_LIBRARIES = {
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libgcc_s.so.1", "libm.so.6",
    "libstdc++.so.6", "libturbojpeg.so.0",
}


def dynamic(library, tag):
    return re.findall(rf"\({tag}\).*\[(.*)\]", run("readelf", "-dW", library))


def test_exports_exactly_the_symbol_list(library):
    rows = [line.split() for line in run("nm", "-D", "--defined-only", library).splitlines()]
    names = [row[2].split("@")[0] for row in rows if row[1] != "A"]
    assert names == (ROOT / "Tests/symbols.txt").read_text().split()
    versions = {row[2].partition("@")[2].lstrip("@") for row in rows if row[1] != "A"}
    assert versions == {"SCANLINE_1.0"}


def test_soname_and_needs(library):
    assert dynamic(library, "SONAME") == ["libscanline.so.1"]
    assert dynamic(library, "RUNPATH") == ["$ORIGIN"]
    assert set(dynamic(library, "NEEDED")) <= EXPECTED_LIBRARIES


def test_needs_no_newer_machine_than_documented(library):
    """docs/dependencies.md names the oldest glibc and libstdc++."""
    needed = run("readelf", "--version-info", "-W", library)
    for name, newest in (("GLIBC", (2, 35)), ("GLIBCXX", (3, 4, 29))):
        versions = re.findall(rf"\b{name}_([0-9.]+)", needed)
        assert max(tuple(map(int, version.split("."))) for version in versions) <= newest


def test_has_no_writable_and_executable_segment(library):
    segments = re.findall(r"^\s+(?:LOAD|GNU_STACK)\s.*?((?:R|W|E| ){3})\s+0x\w+$",
                          run("readelf", "-lW", library), re.MULTILINE)
    assert segments and not any("W" in flags and "E" in flags for flags in segments)


def test_leaves_the_host_alone(library, probe):
    """Threads, signal handlers, environment, streams, rounding; dlclose and dlopen again."""
    assert run(probe, library).splitlines()[-1] == "ok"

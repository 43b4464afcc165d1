"""`make install` puts in place what pkg-config, CMake and the loader find."""

import os
import shutil

import pytest
from support import ROOT, run

PROGRAM = """
#include <scanline.h>
#include <stdio.h>
#include <string.h>
int main(void) {
  puts(scanline_version());
  return strcmp(scanline_version(), SCANLINE_VERSION_STRING);
}
"""
VERSION = "1.0.0"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("install") / "usr"
    run(ROOT / "packaging/install.sh", VERSION, folder)
    return folder


@pytest.fixture
def program(tmp_path):
    source = tmp_path / "program.c"
    source.write_text(PROGRAM)
    return source


def test_links_lead_to_the_versioned_file(prefix):
    assert os.readlink(prefix / "lib/libscanline.so") == "libscanline.so.1"
    assert os.readlink(prefix / "lib/libscanline.so.1") == f"libscanline.so.{VERSION}"
    assert (prefix / f"lib/libscanline.so.{VERSION}").is_file()
    assert (prefix / "share/doc/scanline/LICENSE").is_file()


@pytest.mark.skipif(not shutil.which("pkg-config"), reason="no pkg-config")
def test_pkg_config(prefix, program, tmp_path):
    environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
    assert run("pkg-config", "--modversion", "scanline", env=environment).strip() == VERSION
    flags = run("pkg-config", "--cflags", "--libs", "scanline", env=environment).split()
    run("cc", "-std=c99", "-pedantic", program, *flags, "-o", tmp_path / "program")
    environment["LD_LIBRARY_PATH"] = str(prefix / "lib")
    assert run(tmp_path / "program", env=environment).strip() == VERSION


@pytest.mark.skipif(not shutil.which("cmake"), reason="no CMake")
def test_cmake_package_of_a_moved_tree(prefix, program, tmp_path):
    moved = shutil.copytree(prefix, tmp_path / "moved", symlinks=True)
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.16)\nproject(consumer C)\n"
        "find_package(scanline 1.0 REQUIRED)\n"
        "add_executable(program program.c)\n"
        "target_link_libraries(program PRIVATE scanline::scanline)\n")
    run("cmake", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={moved}")
    run("cmake", "--build", tmp_path / "build")
    assert run(tmp_path / "build/program").strip() == VERSION


@pytest.mark.skipif(not shutil.which("cmake"), reason="no CMake")
def test_cmake_refuses_another_major_version(prefix, tmp_path):
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.16)\nproject(consumer NONE)\n"
        "find_package(scanline 2.0 QUIET)\n"
        'message(STATUS "found: ${scanline_FOUND}")\n')
    output = run("cmake", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    assert "found: 0" in output


def test_installed_command_finds_the_library(prefix):
    assert "classify" in run(prefix / "bin/scanline", "--help", env={})


def test_destdir_is_no_part_of_the_paths(tmp_path):
    run(ROOT / "packaging/install.sh", VERSION, "/opt/scanline", tmp_path)
    text = (tmp_path / "opt/scanline/lib/pkgconfig/scanline.pc").read_text()
    assert "prefix=/opt/scanline\n" in text and str(tmp_path) not in text

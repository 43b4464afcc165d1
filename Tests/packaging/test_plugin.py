"""build/plugin works on a machine that has nothing but libc and the C++ runtime."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from support import ROOT, run

PLUGIN = ROOT / "build/plugin"
# Libraries that the folder leaves to the machine: see docs/dependencies.md.
BASE = re.compile(r"(ld-linux[^.]*|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s)\.so")


def test_has_what_belongs_in_it():
    names = {path.name for path in PLUGIN.iterdir()}
    assert names == {
        "libscanline.so.1", "libturbojpeg.so.0", "include", "LICENSE", "THIRD-PARTY-NOTICES"}
    assert {path.name for path in (PLUGIN / "include").iterdir()} == {
        "scanline.h", "scanline_types.h"}
    notices = (PLUGIN / "THIRD-PARTY-NOTICES").read_text()
    for name in ("OpenBLAS", "libjpeg-turbo", "Independent JPEG Group", "Swift runtime"):
        assert name in notices


def test_takes_its_libraries_from_its_own_folder(probe, tmp_path):
    """Moved elsewhere, with an empty environment, nothing comes from the machine but the base."""
    plugin = shutil.copytree(PLUGIN, tmp_path / "plugins" / "classifier")
    output = run(probe, plugin / "libscanline.so.1", env={})
    assert output.splitlines()[-1] == "ok"
    loaded = [pathlib.Path(line.split(" ", 1)[1]) for line in output.splitlines()
              if line.startswith("library ")]
    assert plugin / "libturbojpeg.so.0" in loaded
    strangers = [path for path in loaded if path.parent != plugin and not BASE.match(path.name)]
    assert strangers == []


def enter(folder):
    """The command that makes `folder` the root of what follows; None where that is not permitted."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    chroot, unshare = shutil.which("chroot", path=path), shutil.which("unshare", path=path)
    for words in ([chroot], [unshare, "--map-root-user", chroot]):
        words += [folder, "/probe"]
        # The probe, once it runs, asks for its argument.
        if None not in words:
            done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
            if "usage" in done.stdout:
                return words
    return None


def test_works_where_nothing_else_is_installed(probe, tmp_path):
    """A root folder with the base libraries, the plugin and the probe, and no other file."""
    shutil.copytree(PLUGIN, tmp_path / "plugin")
    shutil.copy(probe, tmp_path / "probe")
    listing = run("ldd", probe) + run("ldd", PLUGIN / "libscanline.so.1")
    for path in set(re.findall(r"(/\S+\.so\S*) \(0x", listing)):
        if BASE.match(os.path.basename(path)):
            target = tmp_path / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    (tmp_path / "proc").mkdir()
    command = enter(tmp_path)
    if command is None:
        pytest.skip("neither chroot nor a user namespace is permitted here")
    assert run(*command, "/plugin/libscanline.so.1", env={}).splitlines()[-1] == "ok"

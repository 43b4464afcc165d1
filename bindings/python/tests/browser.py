"""Opens a page in a real browser (Debian's chromium, without a window) and says what it shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

#: Enough for a page that is drawn by a script on a busy machine; virtual time does not wait for it.
PATIENCE = 300


@dataclass(frozen=True)
class Look:
    dom: str  #: after all scripts have run
    console: list[str]  #: what the browser or a script complained of
    screenshot: bytes  #: PNG


def look_at(page: Path, folder: Path) -> Look:
    """Skips the test where there is no browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("chromium is not installed (packaging/setup.sh test installs it)")
    picture = folder / "screenshot.png"
    command = [
        browser,
        "--headless",
        "--no-sandbox",  # a container's root has none
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
        "--window-size=1280,2000",
        "--virtual-time-budget=10000",
        "--enable-logging=stderr",
        f"--screenshot={picture}",
        "--dump-dom",
        page.resolve().as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    said = done.stderr.decode(errors="replace")
    return Look(
        dom=done.stdout.decode(errors="replace"),
        console=re.findall(r":CONSOLE[:(][^\]]*\] (.*)", said),
        screenshot=picture.read_bytes() if picture.exists() else b"",
    )

"""The browser of the system, steered by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

#: A name that is not loopback to the browser, though it leads to this machine: as if a campus served the notebook.
CAMPUS: Final = "lab.test"

#: Without a screen, and without asking anybody outside this machine for anything.
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {CAMPUS} 127.0.0.1, MAP elsewhere.test 127.0.0.1",
]
NAMES: Final = ("chromium", "google-chrome", "chrome")


def found() -> str | None:
    """The program: that of SAWIDGET_CHROMIUM, or one on the PATH."""
    names = (os.environ.get("SAWIDGET_CHROMIUM", ""), *NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start it. There can be one at a time in a process."""
    from playwright.sync_api import sync_playwright  # takes a while, and is not needed where its lane is skipped

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found(), args=FLAGS)
        yield browser
        browser.close()

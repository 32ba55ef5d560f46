"""What all tests share: lanes that need more than Python, and a quiet, repeatable ground to run on.

A test marked ``@pytest.mark.lane("gcc")`` is skipped, with the reason, where there is no gcc. Where the environment
says ``SAWIDGET_REQUIRE=gcc,lab`` it fails instead: there somebody counts on it.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import hypothesis
import pytest

from saserver.engine.energies import Energy, registry
from tests.browser.chromium import chromium, found


def _browser() -> str | None:
    if not find_spec("playwright"):
        return "Playwright is not installed"
    return None if found() else "there is no Chromium or Chrome on the PATH"


def _hub() -> str | None:
    if not find_spec("jupyterhub"):
        return "JupyterHub is not installed (the extra 'test')"
    return None if shutil.which("configurable-http-proxy") else "there is no configurable-http-proxy on the PATH (npm)"


def _binder() -> str | None:
    return _browser() if shutil.which("git") else "there is no git on the PATH"


#: Lane → the reason why it cannot run here, or None.
LANES: dict[str, Callable[[], str | None]] = {
    "gcc": lambda: None if shutil.which("gcc") else "there is no gcc on the PATH",
    "nginx": lambda: None if shutil.which("nginx") else "there is no nginx on the PATH",
    "browser": _browser,
    "binder": _binder,
    "hub": lambda: _hub() or _browser(),
    "nbgrader": lambda: None if find_spec("nbgrader") else "nbgrader is not installed (the extra 'test')",
    "lab": lambda: None if find_spec("jupyterlab") else "JupyterLab is not installed (the extra 'lab')",
}
#: Of these, those whose tests wait most of the time.
WAITING = {"binder", "browser", "hub", "lab", "nbgrader"}
REQUIRED = {lane.strip() for lane in os.environ.get("SAWIDGET_REQUIRE", "").split(",") if lane.strip()}

os.environ["MPLBACKEND"] = "Agg"  # no windows; for the processes that tests start, too

# The first call of a compiled function takes seconds; CI must not fail on an example that nobody can repeat.
hypothesis.settings.register_profile(
    "sawidget",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("sawidget")


@pytest.fixture(autouse=True)
def own_energies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Energies of the test's own file, before those of the same name that other files of this process registered."""
    names = vars(request.module) if hasattr(request, "module") else {}
    own = {one.name: one for one in names.values() if isinstance(one, Energy)}
    monkeypatch.setattr(registry, "_own", {**registry._own, **own})


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One for all tests that look at pages."""
    with chromium() as browser:
        yield browser


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as shells have it for what they start in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", f"lane(name): needs more than Python; one of {', '.join(LANES)}")
    if unknown := REQUIRED - LANES.keys():
        raise pytest.UsageError(f"SAWIDGET_REQUIRE={','.join(sorted(unknown))}: lanes are {', '.join(LANES)}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for browsers and servers comes first: beside it and after it there is always something to compute."""
    waiting = {item.path for item in items for marker in item.iter_markers("lane") if marker.args[0] in WAITING}
    items.sort(key=lambda item: item.path not in waiting)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("lane"):
        [lane] = marker.args
        reason = LANES[lane]()
        if reason and lane in REQUIRED:
            pytest.fail(f"lane {lane} is required by SAWIDGET_REQUIRE, but {reason}", pytrace=False)
        if reason:
            pytest.skip(reason)

"""What axe-core finds in the panels of a page of JupyterLab."""

from __future__ import annotations

from typing import Any


def violations(page: Any, theme: str) -> list[tuple[str, str, str]]:
    """In this theme: the rule, how bad it is, and where it is broken."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
    found = Axe().run(page, context=".sawidget").response["violations"]
    return [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found]

"""How Sphinx makes the site: ``sphinx-build -W -c docs . build/site``, from the root of the checkout.

The root is the source, so that the links between pages, lessons and code are those that GitHub follows, too.
"""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path
from typing import Any

import sawidget
from sawidget.plots import slides

HERE = Path(__file__).parent
ROOT = HERE.parent

project = "sawidget"
author = "the sawidget developers"
version = release = sawidget.__version__
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.mathjax",
    "sphinx-mathjax-offline",  # formulas without a network; Sphinx alone would have them fetched
]
root_doc = "docs/index"
include_patterns = ["docs/*.md", "docs/figures/figures.md", "notebooks/*.ipynb"]
nitpicky = True

myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "off"  # lessons are stored with their outputs, and the tests compare these
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no widgets from a foreign host: there is no kernel behind a page

html_theme = "furo"
html_title = "sawidget"
html_static_path = ["style"]
html_css_files = ["site.css"]
html_extra_path = ["front"]
html_show_sourcelink = False
html_show_copyright = False
html_copy_source = False


def setup(app: Any) -> None:
    """Draw before Sphinx looks which pages there are, and name in the index those that nobody has named."""
    app.connect("builder-inited", lambda app: draw())
    app.connect("source-read", complete)
    app.connect("html-page-context", opened)


def draw() -> None:
    """Figures and recordings, once: delete the folder to have them drawn anew."""
    folder = HERE / "figures"
    if not (folder / "figures.md").exists():
        folder.mkdir(exist_ok=True)
        slides.draw_all(folder)


def complete(app: Any, page: str, source: list[str]) -> None:
    """A new page is in the index without anybody's doing: where a pattern names it, else at the end.

    Sphinx's own patterns would take a page twice, and one that finds nothing is a warning.
    """
    if page == root_doc:
        pages = sorted(path.stem for path in HERE.glob("*.md") if path.stem != "index")
        text = re.sub(r"^(\w+)\*$", lambda pattern: "\n".join(fnmatch.filter(pages, pattern[0])), source[0], flags=re.M)
        named = set(text.splitlines())
        source[0] = text.replace("PAGES-NOT-NAMED-ABOVE", "\n".join(name for name in pages if name not in named))


def opened(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """A link to a recording, or to code, shows it; Sphinx would have it saved."""
    context["body"] = context.get("body", "").replace(' download=""', "")

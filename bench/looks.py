"""Screenshots of panels, to be looked at: ``python -m bench.looks [FOLDER]``.

A real JupyterLab in headless Chromium, in both themes, narrow, on a laptop and on a projector. The pictures go to
``build/looks``, which git ignores. Needs Chromium, and the extra ``test``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any, Final

from tests.browser.chromium import chromium
from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.notebook import Notebook

#: What is looked at, by the name of its picture.
CELLS: Final = {
    "first": 'import sawidget as sa\nsa.Annealer("C8H18", seed=7)',
    "folds": 'import sawidget as sa\nsa.Annealer("C8H18", seed=7, open=["isomers", "theory", "landscape"])',
    "settings": 'import sawidget as sa\nsa.Annealer("C10H16O", seed=7, open=["settings", "moves"])',
    "compare": 'import sawidget as sa\nsa.Compare([sa.Annealer("C10H22", seed=seed) for seed in range(4)])',
}
#: Width of the page, a height in which all of a panel is seen, and pixels of the screen for each of its own.
SCREENS: Final = {
    "narrow": (480, 4000, 2.0),
    "laptop": (1280, 2600, 1.0),
    "projector": (1920, 2600, 1.0),
}
THEMES: Final = ("JupyterLab Light", "JupyterLab Dark")


def look(browser: Any, lab: Jupyter, folder: Path, cell: str, screen: str, theme: str) -> Path:
    """Run a panel to its end, and take its picture."""
    width, height, scale = SCREENS[screen]
    kind = theme.rpartition(" ")[2].lower()
    name = f"{cell}-{screen}-{kind}"
    lab.write(f"{name}.ipynb", [CELLS[cell]])
    with browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale) as context:
        notebook = Notebook.open(context.new_page(), lab, f"{name}.ipynb")
        notebook.page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{theme}'}})")
        notebook.run(0)
        panel = notebook.panel()
        panel.until("idle")
        panel.press("Start all" if cell == "compare" else "Start")
        panel.until("complete")
        notebook.page.wait_for_timeout(1000)
        picture = folder / f"{name}.png"
        panel.node.screenshot(path=str(picture))
        notebook.close()
    return picture


def main() -> None:
    """Print the path of each picture."""
    parser = argparse.ArgumentParser(prog="python -m bench.looks", description=__doc__.partition(":")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/looks"))
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, jupyter(Path(place)) as lab, chromium() as browser:
        for cell in CELLS:
            for screen in SCREENS:
                for theme in THEMES:
                    print(look(browser, lab, folder, cell, screen, theme), flush=True)


if __name__ == "__main__":
    main()

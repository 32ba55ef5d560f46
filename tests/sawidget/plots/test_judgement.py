"""The picture of what becomes of proposals."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import Rectangle

import sawidget as sa


def test_every_step_is_in_a_bar_and_says_so_in_words() -> None:
    found = sa.judged("C8H18", bands=3, seed=1, cooling_schedule_k=1)
    figure = found.plot()
    verdicts, histograms = figure.axes
    bars = [bar for bar in verdicts.patches if isinstance(bar, Rectangle)]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(3)
    assert len({bar.get_hatch() for bar in bars}) == 4
    assert f"{found.bands[0].acceptance:.0%}" in str(verdicts.get_label())
    assert f"{found.bands[0].acceptance:.0%} accepted" in [text.get_text() for text in histograms.texts]
    plt.close(figure)

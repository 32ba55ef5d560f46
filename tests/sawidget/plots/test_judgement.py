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


def test_a_band_without_judged_proposals_says_so() -> None:
    found = sa.judged("C8H18", bands=50, seed=1, steps_per_cycle=5, num_cycles=1)
    assert any(not len(band.deltas) for band in found.bands)
    assert "none judged" in repr(found)
    figure = found.plot()
    told = [repr(found), *(str(ax.get_label()) for ax in figure.axes)]
    assert not any("nan" in words for words in told)
    plt.close(figure)

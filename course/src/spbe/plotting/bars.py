"""Bars: how an index is built up, and how probable each predicate is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from labkit.locale import signed
from spbe.instrument import Instrument
from spbe.plotting._style import (
    PALETTE,
    PREDICATE_COLOURS,
    comma,
    dress,
    ink_on,
    legend_below,
    names_of,
    new_axes,
    width_of,
    wrap,
)

__all__ = ["predicate_bars", "waterfall"]


def waterfall(
    contributions: pd.Series,
    instrument: Instrument,
    *,
    by: str = "aspect",
    ax: Axes | None = None,
) -> Axes:
    """Draw how the index of one government is built up from its parts.

    Each bar starts where the one above ended; the pale rest of a bar is what its part still lacks
    to the top of the ladder.

    Parameters
    ----------
    contributions : Series
        Index points by indicator code, as `Scores.contributions` gives them for one government.
    instrument : Instrument
        Gives names, weights and cuts.
    by : {"aspect", "domain"}
        How to gather the indicators.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The same, or new, Axes.

    Raises
    ------
    ValueError
        If `by` is not a tier the instrument has.
    """
    groups = {"aspect": instrument.aspects, "domain": instrument.domains}.get(by)
    if groups is None or groups.empty:
        raise ValueError(f"by={by!r} tidak dikenal dalam {instrument.title}")
    ax = new_axes(ax, (7, 1.6 + 0.46 * (len(groups) + 1)))
    parents = instrument.indicators[by]
    points = contributions.groupby(parents).sum().reindex(groups.index)
    fullest = groups["weight"] / 100 * instrument.levels[-1]
    total = float(points.sum())
    start = 0.0
    for row, code in enumerate(groups.index):
        ax.barh(row, fullest[code], left=start, height=0.62, color=PALETTE["sand"], zorder=2)
        ax.barh(row, points[code], left=start, height=0.62, color=PALETTE["teal"], zorder=3)
        end = start + points[code]
        ax.text(
            start + fullest[code] + 0.05, row, signed(points[code]), va="center", fontsize=10.5,
            color=PALETTE["ink"], fontweight="bold", zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
        ax.plot([end, end], [row, row + 1], color=PALETTE["soft"], linewidth=0.9, zorder=4)
        start = end
    last = len(groups)
    ax.barh(last, total, height=0.7, color=PALETTE["navy"], zorder=3)
    inside = total > instrument.levels[-1] / 2  # a shorter bar has no room for its figure
    ax.text(
        total - 0.06 if inside else total + 0.06, last, f"Indeks {comma(total, 3)}", va="center",
        ha="right" if inside else "left", fontsize=11, fontweight="bold", zorder=4,
        color="white" if inside else PALETTE["navy"],
    )  # fmt: skip
    predicates = instrument.predicates
    for place, (name, cut) in enumerate(predicates["lower"].iloc[1:].items()):
        ax.axvline(cut, color=PALETTE["amber"], linewidth=1.5, linestyle=(0, (4, 3)), zorder=1)
        # Neighbouring names would run into each other, so every second one sits a line higher.
        ax.text(
            cut, -0.62 - 0.42 * (place % 2), f"{name} {comma(cut, 1)}", ha="center", va="bottom",
            fontsize=10, color=PALETTE["soft"], backgroundcolor="white",
        )  # fmt: skip
    ax.set_yticks(range(last + 1), [wrap(label, 22) for label in [*groups["label"], "Indeks"]])
    ax.set_ylim(last + 0.6, -0.6)
    ax.set_xlim(0, instrument.levels[-1])
    ax.set_xticks(range(instrument.levels[-1] + 1))
    dress(ax, x="Poin indeks (pucat: belum diraih)")
    return ax


def predicate_bars(
    probabilities: pd.DataFrame,
    *,
    names: pd.Series | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how probable each predicate is for each government, as bars that fill 100 percent.

    Parameters
    ----------
    probabilities : DataFrame
        Governments x predicates, lowest predicate first; rows sum to 1.
    names : Series, optional
        Name shown for each government; its code by default.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The same, or new, Axes.
    """
    ax = new_axes(ax, (7, 1.5 + 0.4 * len(probabilities)))
    rows = np.arange(len(probabilities))
    start = np.zeros(len(rows))
    # In a narrower part of a bar the figure would run over the edge.
    narrowest = 0.47 / width_of(ax)
    colours = [PREDICATE_COLOURS[n % len(PREDICATE_COLOURS)] for n in range(probabilities.shape[1])]
    for name, colour in zip(probabilities.columns, colours, strict=True):
        width = probabilities[name].to_numpy(dtype=float)
        ax.barh(
            rows, width, left=start, height=0.68, color=colour, label=str(name), edgecolor="white",
            linewidth=1,
        )  # fmt: skip
        for row, share, left in zip(rows, width, start, strict=True):
            if share >= narrowest:
                ax.text(
                    left + share / 2, float(row), f"{comma(100 * share, 0)}%", ha="center",
                    va="center", fontsize=10, color=ink_on(colour),
                )  # fmt: skip
        start = start + width
    ax.set_yticks(rows, names_of(probabilities.index, names))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    dress(ax, x="Peluang")
    legend_below(ax)
    return ax

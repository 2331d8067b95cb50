"""Profiles: the radar of aspects against a reference, and the province's slope chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from spbe.instrument import Instrument
from spbe.plotting._style import PALETTE, comma, dress, legend_below, new_axes, spread, wrap

__all__ = ["radar", "slope_chart"]


def radar(
    aspects: pd.Series,
    instrument: Instrument,
    reference: pd.Series | None = None,
    *,
    labels: tuple[str, str] = ("", "Pembanding"),
    ax: Axes | None = None,
) -> Axes:
    """Draw the aspect indices of a government as a radar, against a reference.

    Parameters
    ----------
    aspects : Series
        Aspect index by aspect code; its name labels the shape.
    instrument : Instrument
        Gives names and the scale.
    reference : Series, optional
        Another profile by aspect code, drawn as a dashed line.
    labels : tuple of str
        Legend entries; the first falls back to the name of `aspects`.
    ax : Axes, optional
        Polar Axes to draw on.

    Returns
    -------
    Axes
        Polar Axes.
    """
    ax = new_axes(ax, (7, 5.6), subplot_kw={"projection": "polar"})
    polar: Any = ax  # only such Axes have an offset, a direction and rings
    codes = list(instrument.aspects.index)
    names = instrument.aspects["label"]
    angles = np.linspace(0, 2 * np.pi, len(codes), endpoint=False)
    around = np.append(angles, angles[0])

    def closed(profile: pd.Series) -> np.ndarray:
        values = profile[codes].to_numpy(dtype=float)
        return np.append(values, values[0])

    polar.set_theta_offset(np.pi / 2)
    polar.set_theta_direction(-1)
    top = instrument.levels[-1]
    ax.set_ylim(0, top)
    for ring in instrument.levels:
        ax.plot(np.linspace(0, 2 * np.pi, 181), [ring] * 181, color=PALETTE["line"], linewidth=0.9)
    ax.grid(False)
    ax.spines["polar"].set_visible(False)
    for angle in angles:
        ax.plot([angle, angle], [0, top], color=PALETTE["line"], linewidth=0.9)
    if reference is not None:
        ax.plot(
            around, closed(reference), color=PALETTE["vermilion"], linewidth=2,
            linestyle=(0, (5, 2)), label=labels[1], zorder=4,
        )  # fmt: skip
    own = labels[0] or str(aspects.name or "Pemerintah daerah")
    ax.fill(around, closed(aspects), color=PALETTE["teal"], alpha=0.18, zorder=3)
    ax.plot(
        around, closed(aspects), color=PALETTE["teal"], linewidth=2.6, marker="o", markersize=6,
        label=own, zorder=5,
    )  # fmt: skip
    polar.set_rgrids(instrument.levels, labels=[""] * len(instrument.levels))
    # Between two spokes, where no marker can cover them.
    for level in instrument.levels:
        ax.text(
            angles[1] / 2, level, str(level), ha="center", va="center", fontsize=9.5, zorder=6,
            color=PALETTE["soft"], bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
    texts = [f"{wrap(names[code], 16)}\n{comma(aspects[code])}" for code in codes]
    ax.set_xticks(angles, texts)
    ax.tick_params(axis="x", labelsize=10, colors=PALETTE["ink"], pad=14)
    for angle, text in zip(angles, ax.get_xticklabels(), strict=True):
        side = np.sin(angle)
        text.set_horizontalalignment(
            "center" if abs(side) < 0.1 else "left" if side > 0 else "right"
        )
    legend_below(ax)
    return ax


def slope_chart(
    before: pd.Series,
    after: pd.Series,
    *,
    labels: tuple[str, str] = ("Tahun 1", "Tahun 2"),
    highlight: Sequence[str] | Mapping[str, str] = (),
    target: float | None = 3.5,
    mean_label: str = "Rata-rata",
    ax: Axes | None = None,
) -> Axes:
    """Draw how each government's index moved between two moments, and how their mean did.

    Parameters
    ----------
    before, after : Series of float
        Index by government.
    labels : tuple of str
        Names of the two moments.
    highlight : list or mapping
        Governments drawn in colour and named; a mapping gives the name shown.
    target : float, optional
        Dashed line to be crossed.
    mean_label : str
        Name of the plain mean of all governments.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The same, or new, Axes.
    """
    ax = new_axes(ax, (7, 6.4))
    shown = highlight if isinstance(highlight, Mapping) else {code: code for code in highlight}
    after = after[before.index]
    for code in before.index.difference(list(shown)):
        ax.plot([0, 1], [before[code], after[code]], color=PALETTE["line"], linewidth=1.3, zorder=2)
    ends = []
    for code, name in shown.items():
        pair = (before[code], after[code])
        ends.append((pair, name, PALETTE["teal"], "normal"))
        ax.plot(
            [0, 1], pair, color=PALETTE["teal"], linewidth=2, marker="o", markersize=5, zorder=4
        )
    mean = (before.mean(), after.mean())
    ends.append((mean, mean_label, PALETTE["navy"], "bold"))
    ax.plot([0, 1], mean, color=PALETTE["navy"], linewidth=4, marker="o", markersize=8, zorder=5)
    low = min(before.min(), after.min())
    high = max(before.max(), after.max(), target or 0)
    height = high - low or 1.0
    bottom, top = low, high
    for side, x, align in ((0, -0.07, "right"), (1, 1.07, "left")):
        places = spread(np.array([pair[side] for pair, *_ in ends]), 0.042 * height)
        bottom, top = min(bottom, places.min()), max(top, places.max())
        for (pair, name, colour, weight), place in zip(ends, places, strict=True):
            text = comma(pair[0]) if side == 0 else f"{comma(pair[1])}  {name}"
            ax.plot(
                [side, 0.85 * x + 0.15 * side], [pair[side], place], color=colour, linewidth=0.7
            )
            ax.text(
                x, place, text, ha=align, va="center", fontsize=10.5, color=colour,
                fontweight=weight, zorder=6,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    ax.set_ylim(bottom - 0.04 * height, top + 0.06 * height)
    if target is not None:
        ax.axhline(
            target, color=PALETTE["vermilion"], linewidth=1.6, linestyle=(0, (5, 3)), zorder=3
        )
        ax.text(
            0.03, target, f"Target {comma(target)}", ha="left", va="bottom", fontsize=10.5,
            color=PALETTE["vermilion"], fontweight="bold",
        )  # fmt: skip
    ax.set_xlim(-0.22, 1.72)
    dress(ax)
    ax.set_xticks([0, 1], labels, fontsize=12, fontweight="bold")
    ax.set_yticks([])
    for x in (0, 1):
        ax.axvline(x, color=PALETTE["line"], linewidth=1, zorder=1)
    return ax

"""Where a plan starts and how long its road is: three readings of the levels, the index ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from spbe.plotting._style import PALETTE, comma, decimal_comma, dress

__all__ = ["long_road", "three_readings"]

_NAMES = ("mandiri", "panel", "Anda")


def three_readings(
    believed: Mapping[str, float],
    panel: Mapping[str, float],
    own: Mapping[str, float] | None = None,
    *,
    indices: Sequence[float],
    axes: Sequence[Axes] | None = None,
) -> tuple[Axes, Axes]:
    """Draw the self-assessment, the panel's levels and one's own where they differ.

    Parameters
    ----------
    believed, panel : mapping
        Level by indicator: the self-assessment and what the panel found.
    own : mapping, optional
        What the reader himself found, of some indicators.
    indices : sequence of float
        Index by the self-assessment and by the panel.
    axes : two Axes, optional
        For the two bars and for the indicators.

    Returns
    -------
    tuple of Axes
        Bars of the index above, the indicators below.
    """
    codes = [code for code in panel if believed[code] != panel[code]]
    if axes is None:
        height = 0.23 * len(codes) + 0.9
        _, axes = plt.subplots(
            2, 1, figsize=(6.4, height + 1.5), layout="constrained", height_ratios=[1.1, height]
        )
    bars, dots = axes
    colours = (PALETTE["amber"], PALETTE["navy"])
    bars.barh([0, 1], indices, height=0.6, color=colours, zorder=3)
    for row, value in enumerate(indices):
        bars.text(
            value + 0.04, row, comma(value, 3), va="center", fontsize=10.5, color=PALETTE["ink"]
        )
    bars.set_yticks([0, 1], ["mandiri", "panel"])
    bars.set_ylim(1.6, -0.6)
    bars.set_xlim(1, 5)
    bars.set_xticks([])
    dress(bars, title="Indeks")
    rows = np.arange(len(codes))
    readings = [(believed, colours[0], "o", 62), (panel, colours[1], "s", 46)]
    for row, code in enumerate(codes):
        ends = sorted((believed[code], panel[code]))
        dots.plot(ends, [row, row], color=PALETTE["line"], linewidth=2.4, zorder=2)
    for (levels, colour, mark, size), name in zip(readings, _NAMES, strict=False):
        values = [levels[code] for code in codes]
        dots.scatter(values, rows, s=size, color=colour, marker=mark, label=name, zorder=3)
    if own:
        seen = [(own[code], row) for row, code in enumerate(codes) if code in own]
        if seen:
            across, down = zip(*seen, strict=True)
            dots.scatter(
                across, down, s=74, facecolors="none", edgecolors=PALETTE["vermilion"],
                linewidths=1.8, marker="D", label=_NAMES[2], zorder=4,
            )  # fmt: skip
    dots.set_yticks(rows, codes)
    dots.set_ylim(len(codes) - 0.4, -0.6)
    dots.set_xlim(0.7, 5.3)
    dots.set_xticks(range(1, 6))
    dress(dots, title="Tingkat", x="Tingkat kematangan", grid="x")
    dots.tick_params(axis="y", labelsize=9.5)
    dots.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, fontsize=9.5, frameon=False)
    return bars, dots


def long_road(
    curve: Sequence[float],
    costs: Sequence[float],
    target: float,
    *,
    axes: Sequence[Axes] | None = None,
) -> tuple[Axes, Axes]:
    """Draw the road over several years: the index at the end of each quarter, and its price.

    Parameters
    ----------
    curve : sequence of float
        Index today and at the end of each quarter.
    costs : sequence of float
        Rp million by quarter.
    target : float
        Index at the end of the road.
    axes : two Axes, optional
        For the index and for the costs.
    """
    if axes is None:
        _, axes = plt.subplots(
            2, 1, figsize=(6.4, 4.6), sharex=True, layout="constrained", height_ratios=[2, 1.1]
        )
    index, money = axes
    quarters = np.arange(len(curve))
    index.step(quarters, curve, where="post", color=PALETTE["navy"], linewidth=2.6, zorder=4)
    index.axhline(target, color=PALETTE["vermilion"], linewidth=1.5, linestyle=(0, (5, 3)))
    index.text(
        0.01, target, f"Target {comma(target)}", transform=index.get_yaxis_transform(),
        va="bottom", fontsize=10, color=PALETTE["vermilion"], fontweight="bold",
    )  # fmt: skip
    index.annotate(
        comma(curve[0], 2), (0, curve[0]), xytext=(5, 5), textcoords="offset points",
        fontsize=11, fontweight="bold", color=PALETTE["navy"],
    )  # fmt: skip
    index.set_ylim(curve[0] - 0.15, max(*curve, target) + 0.22)
    index.yaxis.set_major_formatter(decimal_comma(1))
    dress(index, title="Indeks pada akhir triwulan", grid="y")
    money.bar(quarters[1:] - 0.5, costs, width=0.7, color=PALETTE["mist"], zorder=3)
    for quarter, cost in zip(quarters[1:], costs, strict=True):
        if cost:
            money.text(quarter - 0.5, cost, comma(cost, 0), ha="center", va="bottom", fontsize=9)
    money.set_ylim(0, 1.25 * max(*costs, 1))
    money.set_yticks([])
    dress(money, title="Biaya (Rp juta)", x="Triwulan")
    for ax in (index, money):
        ax.set_xlim(0, len(costs))
        for year in range(4, len(costs), 4):
            ax.axvline(year, color=PALETTE["soft"], linewidth=1.1, zorder=1)
    money.set_xticks(np.arange(len(costs)) + 0.5, [f"T{n}" for n in range(1, len(costs) + 1)])
    return index, money

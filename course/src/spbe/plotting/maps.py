"""Maps of cells: levels of many governments, two assessors, and the risk matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle

from labkit.locale import shortest
from spbe.instrument import Instrument
from spbe.plotting._style import (
    LEVEL_COLOURS,
    PALETTE,
    dress,
    ink_on,
    legend_below,
    level_map,
    names_of,
    new_axes,
    wrap,
)

__all__ = ["confusion_map", "heat_map", "risk_map"]

_FEW = 10  # rows: up to here each cell shows its level
_DOMAIN_COLOURS = ("#14304f", "#0f7c83", "#c0412a", "#e9a820")
_RISK_COLOURS = {
    "Sangat Rendah": "#e6efe9",
    "Rendah": "#b9d6d4",
    "Sedang": "#f3d289",
    "Tinggi": "#dd7f4e",
    "Sangat Tinggi": "#a62f1c",
}


def heat_map(
    levels: pd.DataFrame,
    instrument: Instrument,
    *,
    names: pd.Series | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw governments x indicators, coloured by level, grouped by aspect.

    Parameters
    ----------
    levels : DataFrame
        Governments x indicator codes.
    instrument : Instrument
        Gives order, aspects and ladder.
    names : Series, optional
        Name shown for each government; its code by default.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The same, or new, Axes.
    """
    few = len(levels) <= _FEW
    ax = new_axes(ax, (8.4, 1.9 + (0.36 if few else 0.25) * len(levels)))
    codes = list(instrument.codes)
    cells = levels[codes].to_numpy(dtype=float)
    low, high = instrument.levels[0], instrument.levels[-1]
    ax.pcolormesh(
        cells, cmap=level_map(), vmin=low - 0.5, vmax=high + 0.5, edgecolors="white", linewidth=0.8
    )
    ax.set_ylim(len(levels), -1.2)
    ax.set_xlim(0, len(codes))
    if few:
        size = 8.5 if (cells == cells.round()).all() else 6.8
        for row, column in np.ndindex(cells.shape):
            value = cells[row, column]
            colour = LEVEL_COLOURS[min(round(value), high) - low]
            ax.text(
                column + 0.5, row + 0.54, shortest(value, 3), ha="center",
                va="center", fontsize=size, color=ink_on(colour),
            )  # fmt: skip
    _aspect_band(ax, instrument, len(levels))
    ax.set_yticks(np.arange(len(levels)) + 0.5, names_of(levels.index, names))
    ticks = [n for n in range(len(codes)) if n == 0 or (n + 1) % 5 == 0]
    ax.set_xticks([n + 0.5 for n in ticks], [str(n + 1) for n in ticks])
    dress(ax, x="Nomor indikator")
    kinds = [
        Patch(facecolor=colour, edgecolor=PALETTE["soft"], linewidth=0.5, label=str(level))
        for level, colour in zip(instrument.levels, LEVEL_COLOURS, strict=True)
    ]
    legend_below(ax, kinds, "Tingkat kematangan")
    return ax


def _aspect_band(ax: Axes, instrument: Instrument, rows: int) -> None:
    """Draw the coloured band of aspects above the cells, and the lines between aspects."""
    parents = instrument.indicators["aspect"]
    domains = list(instrument.domains.index) or list(instrument.aspects.index)
    for code, about in instrument.aspects.iterrows():
        places = np.flatnonzero(parents == code)
        start, end = places[0], places[-1] + 1
        parent = about["domain"] or code
        colour = _DOMAIN_COLOURS[domains.index(parent) % len(_DOMAIN_COLOURS)]
        ax.add_patch(Rectangle((start + 0.06, -0.42), end - start - 0.12, 0.3, color=colour))
        # Below three columns there is no room for a level name, so all of them lean alike.
        ax.text(
            (start + end) / 2, -0.62, wrap(about["label"], 18), rotation=32, ha="left", va="bottom",
            fontsize=9, color=PALETTE["ink"], linespacing=0.95, rotation_mode="anchor",
        )  # fmt: skip
        if start:
            ax.plot([start, start], [0, rows], color=PALETTE["ink"], linewidth=1.3)


def confusion_map(
    counts: pd.DataFrame,
    *,
    labels: tuple[str, str] = ("Penilai pertama", "Penilai kedua"),
    ax: Axes | None = None,
) -> Axes:
    """Draw how often two assessors gave each pair of levels; the diagonal is agreement.

    Parameters
    ----------
    counts : DataFrame
        Square table of counts, as `agreement.confusion` gives it.
    labels : tuple of str
        Who stands in the rows and who in the columns.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The same, or new, Axes.
    """
    ax = new_axes(ax, (5.6, 5.2))
    cells = counts.to_numpy()
    ramp = LinearSegmentedColormap.from_list("ramp", ["#ffffff", PALETTE["teal"], PALETTE["navy"]])
    top = max(cells.max(), 1)
    ax.pcolormesh(cells, cmap=ramp, vmin=0, vmax=top, edgecolors=PALETTE["line"], linewidth=1)
    for row, column in np.ndindex(cells.shape):
        count = int(cells[row, column])
        ax.text(
            column + 0.5, row + 0.52, str(count) if count else "·", ha="center", va="center",
            fontsize=13 if row == column else 11.5, color=ink_on(ramp(count / top)),
            fontweight="bold" if row == column else "normal",
        )  # fmt: skip
        if row == column:
            ax.add_patch(
                Rectangle(
                    (column, row), 1, 1, fill=False, edgecolor=PALETTE["amber"], linewidth=2.6
                )
            )
    ax.set_ylim(len(cells), 0)
    ax.set_aspect("equal")
    places = np.arange(len(cells)) + 0.5
    ax.set_xticks(places, [str(level) for level in counts.columns])
    ax.set_yticks(places, [str(level) for level in counts.index])
    dress(ax, x=labels[1], y=labels[0])
    return ax


def risk_map(
    matrix: pd.DataFrame, register: pd.DataFrame | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw the official risk matrix and, on it, the risks of a register by their index.

    Parameters
    ----------
    matrix : DataFrame
        likelihood, impact, risk, risk_level (PermenPANRB 5/2020, Tabel 10 and 11).
    register : DataFrame, optional
        likelihood and impact of each risk.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        The same, or new, Axes.
    """
    ax = new_axes(ax, (7, 5.4))
    for cell in matrix.to_dict("records"):
        x, y = cell["impact"] - 1, cell["likelihood"] - 1
        colour = _RISK_COLOURS[cell["risk_level"]]
        ax.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=2))
        ax.text(
            x + 0.93, y + 0.9, str(cell["risk"]), ha="right", va="top", fontsize=10.5,
            color=ink_on(colour),
        )  # fmt: skip
    if register is not None:
        for (likelihood, impact), group in register.groupby(["likelihood", "impact"]):
            ax.text(
                impact - 0.5, likelihood - 0.56, wrap(", ".join(map(str, group.index)), 12),
                ha="center", va="center", fontsize=10, fontweight="bold", color=PALETTE["ink"],
                bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none"},
            )  # fmt: skip
    ax.set_xlim(0, 5)
    ax.set_ylim(0, 5)
    places = np.arange(5) + 0.5
    ax.set_xticks(places, [str(n) for n in range(1, 6)])
    ax.set_yticks(places, [str(n) for n in range(1, 6)])
    dress(ax, x="Dampak", y="Kemungkinan")
    legend_below(ax, [Patch(facecolor=c, label=name) for name, c in _RISK_COLOURS.items()])
    return ax

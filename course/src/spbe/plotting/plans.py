"""A plan on one sheet: its calendar, the index it leads to, and what each quarter costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from spbe.plotting._style import PALETTE, comma, decimal_comma, dress, width_of

__all__ = ["plan_chart"]

_WIDTH = 7.6  # inches of the sheet
_CHARACTERS = 82 / _WIDTH  # of a title that fit one inch of the sheet's width


def plan_chart(
    schedule: pd.DataFrame,
    index_curve: pd.Series,
    quarter_costs: pd.Series,
    *,
    target: float | None = 3.5,
    budget: pd.Series | float | None = None,
    axes: Sequence[Axes] | None = None,
) -> tuple[Axes, Axes, Axes]:
    """Draw a plan: Gantt chart above, index curve and budget bars below, on one calendar.

    Parameters
    ----------
    schedule : DataFrame
        step, title, start, end (quarters from 1, inclusive); a `practice` column that is not
        empty marks a replicated step, an empty `indicator` the adoption of a practice.
    index_curve : Series
        Index at the end of quarters 0 (today) to the last.
    quarter_costs : Series
        Rp million by quarter, from 1.
    target : float, optional
        Index to be reached.
    budget : Series or float, optional
        Rp million available in each quarter.
    axes : three Axes, optional
        Where to draw calendar, curve and costs.

    Returns
    -------
    tuple of Axes
        Calendar, curve, costs.
    """
    if axes is None:
        height = max(1.0, 0.27 * len(schedule))
        _, axes = plt.subplots(
            3, 1, figsize=(_WIDTH, height + 4.2), sharex=True, layout="constrained",
            height_ratios=[height, 1.7, 1.4],
        )  # fmt: skip
    calendar, curve, costs = axes
    horizon = int(quarter_costs.index.max())
    _draw_calendar(calendar, schedule, horizon)
    _draw_curve(curve, index_curve, target)
    _draw_costs(costs, quarter_costs, budget)
    for ax in (calendar, curve, costs):
        ax.set_xlim(0, horizon)
        # A thin line ends each quarter, a strong one each year.
        for quarter in range(1, horizon):
            year = quarter % 4 == 0
            ax.axvline(
                quarter, color=PALETTE["soft" if year else "line"], linewidth=1.1 if year else 0.7,
                zorder=1,
            )  # fmt: skip
        ax.set_xticks(np.arange(horizon) + 0.5, [f"T{n}" for n in range(1, horizon + 1)])
        ax.tick_params(axis="x", labelbottom=ax is costs)
    return calendar, curve, costs


def _draw_calendar(ax: Axes, schedule: pd.DataFrame, horizon: int) -> None:
    table = schedule.sort_values(["start", "end", "step"], kind="stable")
    replicated = np.zeros(len(table), dtype=bool)
    if "practice" in table:
        replicated = table["practice"].fillna("").ne("").to_numpy()
    if "indicator" in table:  # a row that raises no indicator is the adoption of a practice
        replicated = replicated | table["indicator"].eq("").to_numpy()
    colours = np.where(replicated, PALETTE["amber"], PALETTE["teal"])
    rows = np.arange(len(table))
    characters = _CHARACTERS * width_of(ax)
    lengths = table["end"] - table["start"] + 1
    ax.barh(rows, lengths, left=table["start"] - 1, height=0.62, color=colours, zorder=3)
    # The title stands on the emptier side of its bar, so that the calendar keeps the whole width.
    for row, (start, end, title) in enumerate(
        zip(table["start"] - 1, table["end"], table["title"], strict=True)
    ):
        right = horizon - end >= start
        room = int(characters * max(horizon - end, start) / horizon)
        ax.text(
            end + 0.08 if right else start - 0.08, row, _short(title, room), va="center",
            ha="left" if right else "right", fontsize=9.5, color=PALETTE["ink"], zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    ax.set_yticks(rows, table["step"])
    ax.set_ylim(len(table) - 0.4, -0.6)
    dress(ax, title="Kalender langkah")
    ax.tick_params(axis="y", labelsize=9.5)
    if replicated.any():
        kinds = [
            Patch(color=PALETTE["teal"], label="upaya sendiri"),
            Patch(color=PALETTE["amber"], label="replikasi praktik"),
        ]
        ax.legend(
            handles=kinds, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=9.5,
            frameon=False, borderaxespad=0.2, handlelength=1.2,
        )  # fmt: skip


def _draw_curve(ax: Axes, index_curve: pd.Series, target: float | None) -> None:
    ax.step(
        index_curve.index, index_curve, where="post", color=PALETTE["navy"], linewidth=2.6, zorder=4
    )
    ax.plot(
        index_curve.index,
        index_curve,
        "o",
        color=PALETTE["navy"],
        markersize=5,
        zorder=5,
        clip_on=False,
    )
    low, high = float(index_curve.min()), float(index_curve.max())
    top = max(high, target or high)
    room = max(top - low, 0.2)
    ax.set_ylim(low - 0.4 * room, top + 0.34 * room)
    # The first figure stands under its step, the last above: neither meets the curve.
    for quarter, value, side, where in (
        (index_curve.index[0], index_curve.iloc[0], "left", "top"),
        (index_curve.index[-1], index_curve.iloc[-1], "right", "bottom"),
    ):
        ax.annotate(
            comma(value), (quarter, value), xytext=(5, -6) if side == "left" else (-5, 5),
            textcoords="offset points", ha=side, va=where, fontsize=11, fontweight="bold",
            color=PALETTE["navy"],
        )  # fmt: skip
    if target is not None:
        ax.axhline(
            target, color=PALETTE["vermilion"], linewidth=1.5, linestyle=(0, (5, 3)), zorder=3
        )
        ax.text(
            0.01, target, f"Target {comma(target)}", transform=ax.get_yaxis_transform(),
            va="bottom", fontsize=10, color=PALETTE["vermilion"], fontweight="bold",
        )  # fmt: skip
    dress(ax, title="Indeks pada akhir triwulan", grid="y")
    fine = top - low < 1  # ticks of one decimal would read alike
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(decimal_comma(2 if fine else 1))


def _draw_costs(ax: Axes, quarter_costs: pd.Series, budget: pd.Series | float | None) -> None:
    quarters = quarter_costs.index.to_numpy()
    ax.bar(quarters - 0.5, quarter_costs, width=0.7, color=PALETTE["mist"], zorder=3)
    for quarter, cost in quarter_costs.items():
        if cost:
            ax.text(
                quarter - 0.5, cost, comma(cost, 0), ha="center", va="bottom", fontsize=9.5,
                color=PALETTE["ink"], zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            )  # fmt: skip
    top = float(quarter_costs.max())
    if budget is not None:
        limits = pd.Series(budget, index=quarter_costs.index, dtype=float)
        top = max(top, float(limits.max()))
        ax.hlines(
            limits,
            quarters - 0.9,
            quarters - 0.1,
            color=PALETTE["vermilion"],
            linewidth=2,
            zorder=4,
        )
        ax.text(
            1, 1.02, "garis: pagu triwulan", transform=ax.transAxes, ha="right", va="bottom",
            fontsize=9.5, color=PALETTE["vermilion"],
        )  # fmt: skip
    ax.set_ylim(0, 1.22 * (top or 1))
    dress(ax, title="Biaya (Rp juta)", x="Triwulan")
    ax.set_yticks([])


def _short(title: str, room: int) -> str:
    if len(title) <= room:
        return title
    return title[: room - 1].rsplit(" ", 1)[0].rstrip(" ,") + "…" if room > 8 else ""

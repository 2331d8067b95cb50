"""The one palette and the few habits all figures share. Never touches global settings.

The palette is the book's. Its hues differ in lightness too, so that they can be told apart with
any colour vision and in grey print.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.ticker import FuncFormatter
from matplotlib.typing import ColorType

from labkit.locale import number as comma

__all__ = [
    "LEVEL_COLOURS",
    "PALETTE",
    "PREDICATE_COLOURS",
    "comma",
    "decimal_comma",
    "dress",
    "ink_on",
    "legend_below",
    "level_map",
    "names_of",
    "new_axes",
    "spread",
    "width_of",
    "wrap",
]

PALETTE = {
    "navy": "#14304f",
    "teal": "#0f7c83",
    "amber": "#e9a820",
    "vermilion": "#c0412a",
    "mist": "#b9d6d4",
    "sand": "#efe9dc",
    "ink": "#1d2935",
    "soft": "#505c67",
    "line": "#d5cfc1",
    "paper": "#ffffff",
}
# Light to dark, so that a low level fades and a high one stands out even without colour.
LEVEL_COLOURS = ("#f8e3b5", "#bfd5bb", "#86bcb6", "#2b848b", "#14304f")
PREDICATE_COLOURS = ("#c0412a", "#e9a820", "#b9d6d4", "#2b848b", "#14304f")


def decimal_comma(decimals: int = 1) -> FuncFormatter:
    """Give an axis the decimal comma."""
    return FuncFormatter(lambda value, _: comma(value, decimals))


def new_axes(ax: Axes | None, size: tuple[float, float], **options: Any) -> Axes:
    """Use the Axes given, or make a figure of this size (inches; 7 wide is the book's column)."""
    if ax is not None:
        return ax
    answer: Axes = plt.subplots(figsize=size, layout="constrained", **options)[1]
    return answer


def dress(
    ax: Axes, *, title: str = "", grid: Literal["", "x", "y", "both"] = "", x: str = "", y: str = ""
) -> None:
    """Take the frame off, calm the grid, name the axes and set the title flush left."""
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0, labelsize=10, colors=PALETTE["ink"])
    ax.set_axisbelow(True)
    if grid:
        ax.grid(True, axis=grid, color=PALETTE["line"], linewidth=0.8)
    ax.set_xlabel(x, fontsize=10.5, color=PALETTE["soft"])
    ax.set_ylabel(y, fontsize=10.5, color=PALETTE["soft"])
    if title:
        ax.set_title(title, loc="left", fontsize=12.5, fontweight="bold", color=PALETTE["navy"])


def legend_below(ax: Axes, handles: Iterable[Artist] | None = None, title: str = "") -> None:
    """Put the legend under everything, in as many columns as the figure is wide enough for."""
    handles = ax.get_legend_handles_labels()[0] if handles is None else list(handles)
    columns = max(1, min(5, int(width_of(ax) / 1.3)))
    ax.figure.legend(
        handles=handles, title=title or None, loc="outside lower center", ncols=columns,
        frameon=False, fontsize=10, title_fontsize=10, handlelength=1.4, columnspacing=1.2,
        labelcolor=PALETTE["ink"],
    )  # fmt: skip


def width_of(ax: Axes) -> float:
    """Return the width of the figure, in inches."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "Axes are made with a figure"
    return float(figure.get_figwidth())


def names_of(codes: Iterable[str], names: pd.Series | None) -> list[str]:
    """Give the name of each government, its code where it has none."""
    return [str(code if names is None else names.get(code, code)) for code in codes]


def ink_on(colour: ColorType) -> str:
    """Choose white or dark ink, whichever reads better on this colour."""
    parts = np.array(to_rgb(colour), dtype=float)
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.071 else PALETTE["ink"]


def level_map() -> ListedColormap:
    """Give the five colours of the maturity levels, light to dark."""
    return ListedColormap(LEVEL_COLOURS)


def wrap(text: str, width: int) -> str:
    """Break a label at spaces into lines of at most `width` characters."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return "\n".join(lines)


def spread(values: np.ndarray, gap: float) -> np.ndarray:
    """Move label positions apart until they keep `gap`, as little as possible, in order."""
    order = np.argsort(values, kind="stable")
    # Pool neighbours that collide around their common mean, as in isotonic regression.
    blocks: list[list[float]] = []
    for place, value in enumerate(np.asarray(values, dtype=float)[order]):
        blocks.append([value - place * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            before, many = blocks.pop()
            blocks.append([(before * many + mean * count) / (many + count), many + count])
    flat = np.concatenate([np.full(int(count), mean) for mean, count in blocks] or [np.empty(0)])
    result = np.empty(len(flat))
    result[order] = flat + np.arange(len(flat)) * gap
    return result

"""Tables of a lab as Indonesians read them: decimal comma, words flush left, codes in one piece."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

__all__ = ["neat_table"]

_LEFT = "text-align: left"


def neat_table(table: pd.DataFrame, digits: int = 2) -> Styler:
    """Dress a table for display; the table itself keeps its numbers.

    Parameters
    ----------
    table : DataFrame
        Column names are shown as they are; the name of the last row index heads the corner.
    digits : int
        Decimals of a column of fractions; a column of whole numbers gets none, and dots.

    Returns
    -------
    Styler
        Shown by Jupyter; text in it is escaped, since trainees wrote some of it.
    """
    corner = table.index.names[-1]
    shown = table.rename_axis(index=[None] * table.index.nlevels, columns=corner)
    numbers = [name for name in shown if pd.api.types.is_numeric_dtype(shown[name])]
    whole = [name for name in numbers if (shown[name].dropna() % 1 == 0).all()]
    words = [name for name in shown if name not in numbers]
    written = {"decimal": ",", "thousands": ".", "na_rep": "–", "escape": "html"}
    # The same table is the same text on every run; pandas would draw a name for it.
    name = hashlib.sha256(shown.to_csv().encode()).hexdigest()[:8]
    style = shown.style.set_uuid(name).format(precision=digits, **written)
    style = style.format(precision=0, subset=whole, **written)
    style = style.set_properties(subset=words, **{"text-align": "left"})
    style = style.set_table_styles(
        [{"selector": "th.row_heading, th.index_name", "props": f"{_LEFT}; white-space: nowrap"}]
    )
    return style.set_table_styles(
        {name: [{"selector": "th", "props": _LEFT}] for name in words}, overwrite=False
    )

"""Risk by the official matrix: a value is looked up, never multiplied.

The matrix is the example of PermenPANRB 5/2020, Tabel 10 and 11; it comes from `spbe.datasets`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["RiskError", "assess", "grid", "level_bounds", "risk_value"]


class RiskError(ValueError):
    """A risk matrix, register or appetite that cannot be used; says which row or cell."""


def grid(matrix: pd.DataFrame) -> pd.DataFrame:
    """Lay the matrix out: likelihood (rows, highest first) x impact (columns), risk values.

    Parameters
    ----------
    matrix : DataFrame
        likelihood, impact, risk, risk_level; one row a cell.

    Raises
    ------
    RiskError
        If a cell is missing or doubled, or the value falls where likelihood or impact rises.
    """
    if matrix.duplicated(["likelihood", "impact"]).any():
        row = matrix[matrix.duplicated(["likelihood", "impact"])].iloc[0]
        raise RiskError(f"sel {row['likelihood']} x {row['impact']} tertulis dua kali")
    table = matrix.pivot(index="likelihood", columns="impact", values="risk")
    if table.isna().any(axis=None):
        place = table.isna().stack().idxmax()
        raise RiskError(f"sel {place[0]} x {place[1]} tidak ada")
    for axis in (0, 1):
        if (table.diff(axis=axis) < 0).any(axis=None):
            place = (table.diff(axis=axis) < 0).stack().idxmax()
            raise RiskError(f"sel {place[0]} x {place[1]} lebih kecil daripada tetangganya")
    return table.astype(int).sort_index(ascending=False)


def level_bounds(matrix: pd.DataFrame) -> pd.DataFrame:
    """Give the lowest and highest value of each risk level, mildest first.

    Returns
    -------
    DataFrame
        Indexed by risk level: lower, upper.

    Raises
    ------
    RiskError
        If two levels overlap.
    """
    bounds = matrix.groupby("risk_level")["risk"].agg(lower="min", upper="max")
    bounds = bounds.sort_values("lower")
    for mild, harsh in zip(bounds.index[:-1], bounds.index[1:], strict=True):
        if bounds.loc[mild, "upper"] >= bounds.loc[harsh, "lower"]:
            raise RiskError(f"level risiko {mild} dan {harsh} saling tumpang tindih")
    return bounds


def risk_value(likelihood: int, impact: int, matrix: pd.DataFrame) -> int:
    """Look one risk up.

    Examples
    --------
    >>> from spbe import datasets
    >>> matrix = datasets.load_official("risk_matrix_permen5_2020")
    >>> risk_value(1, 5, matrix), risk_value(5, 1, matrix)
    (20, 9)
    """
    table = grid(matrix)
    _on_scale(likelihood, table.index, "kemungkinan", "risiko")
    _on_scale(impact, table.columns, "dampak", "risiko")
    return int(table.loc[likelihood, impact])


def assess(
    register: pd.DataFrame,
    matrix: pd.DataFrame,
    appetite: str | int | Mapping[str, str | int] = "Rendah",
) -> pd.DataFrame:
    """Value every risk of a register and say which must be treated.

    Parameters
    ----------
    register : DataFrame
        likelihood and impact, and, where the appetite differs by category, category. Other
        columns are kept.
    matrix : DataFrame
        The official matrix.
    appetite : str, int or mapping
        The highest risk level (by name) or risk value still accepted; a mapping gives one for
        each category.

    Returns
    -------
    DataFrame
        The register with risk, risk_level and treat (bool), the gravest risk first; equal risks
        keep their order.

    Raises
    ------
    RiskError
        If likelihood or impact is off the scale, a category has no appetite, or an appetite names
        no level.
    """
    for column in ("likelihood", "impact"):
        if column not in register:
            raise RiskError(f"daftar risiko: kolom '{column}' tidak ada")
    table = grid(matrix)
    for name, row in register.iterrows():
        _on_scale(row["likelihood"], table.index, "kemungkinan", f"risiko {name}")
        _on_scale(row["impact"], table.columns, "dampak", f"risiko {name}")
    cells = matrix.set_index(["likelihood", "impact"])
    places = pd.MultiIndex.from_arrays([register["likelihood"], register["impact"]])
    names = list(level_bounds(matrix).index)
    result = register.assign(
        risk=cells["risk"].reindex(places).to_numpy(),
        risk_level=pd.Categorical(
            cells["risk_level"].reindex(places).to_numpy(), categories=names, ordered=True
        ),
    )
    result["treat"] = result["risk"] > _accepted(result, appetite, matrix)
    return result.sort_values("risk", ascending=False, kind="stable")


def _accepted(
    register: pd.DataFrame, appetite: str | int | Mapping[str, str | int], matrix: pd.DataFrame
) -> pd.Series | int:
    """Turn the appetite into the highest accepted value, one for all or one a row."""
    if not isinstance(appetite, Mapping):
        return _highest(appetite, matrix)
    if "category" not in register:
        raise RiskError("daftar risiko: kolom 'category' tidak ada, padahal selera per kategori")
    limits = {category: _highest(limit, matrix) for category, limit in appetite.items()}
    for name, category in register["category"].items():
        if category not in limits:
            raise RiskError(f"risiko {name}: kategori '{category}' tidak punya selera risiko")
    return register["category"].map(limits)


def _highest(appetite: str | int, matrix: pd.DataFrame) -> int:
    if not isinstance(appetite, str):
        return int(appetite)
    bounds = level_bounds(matrix)
    if appetite not in bounds.index:
        raise RiskError(f"level risiko '{appetite}' tidak dikenal: {', '.join(bounds.index)}")
    return int(bounds.loc[appetite, "upper"])


def _on_scale(value: object, scale: pd.Index, what: str, where: str) -> None:
    if value not in scale:
        raise RiskError(f"{where}: {what} {value} di luar skala {scale.min()} sampai {scale.max()}")

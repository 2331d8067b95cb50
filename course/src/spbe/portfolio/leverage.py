"""What the rise of one government does to the mean of its province and of the nation."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["leverage", "rise_needed"]


def leverage(
    index: pd.Series, rise: Mapping[str, float] | pd.Series, *, agencies: int | None = None
) -> pd.DataFrame:
    """Return what each government's rise adds to the province and to the nation.

    Parameters
    ----------
    index : Series of float
        Present index of all governments of the province.
    rise : mapping of government to float
        Index points gained; governments not named gain nothing.
    agencies : int, optional
        Number of agencies in the national mean. Without it no national column is given.

    Returns
    -------
    DataFrame
        By government: index, rise, after, province (points added to the provincial mean), share
        (of the province's whole rise; 0 where nothing rises) and, with ``agencies``, nation.

    Raises
    ------
    ValueError
        If ``rise`` names an unknown government or ``agencies`` is below the number of governments.

    Notes
    -----
    Both means are plain averages over agencies: that is an assumption of this kit (province) and
    a simplification (nation), not a rule that was read.

    Examples
    --------
    >>> table = leverage(pd.Series({"G01": 4.0, "G02": 3.0}), {"G02": 0.5}, agencies=500)
    >>> table.loc["G02", ["province", "nation"]].tolist()
    [0.25, 0.001]
    """
    unknown = sorted(set(dict(rise)) - set(index.index))
    if unknown:
        raise ValueError(f"pemerintah daerah tidak dikenal: {', '.join(map(str, unknown))}")
    if agencies is not None and agencies < len(index):
        raise ValueError(f"jumlah instansi nasional paling sedikit {len(index)}, bukan {agencies}")
    gained = pd.Series(dict(rise), dtype=float).reindex(index.index).fillna(0.0)
    total = gained.sum()
    table = pd.DataFrame(
        {
            "index": index,
            "rise": gained,
            "after": index + gained,
            "province": gained / len(index),
            "share": gained / total if total else 0.0,
        }
    )
    if agencies is not None:
        table["nation"] = gained / agencies
    return table


def rise_needed(index: pd.Series, target: float, coached: int) -> float:
    """Return how much each of ``coached`` governments must rise to lift the mean to ``target``.

    Examples
    --------
    >>> round(rise_needed(pd.Series([3.0] * 27), 3.5, 7), 3)
    1.929
    """
    if not 1 <= coached <= len(index):
        raise ValueError(f"jumlah yang didampingi harus 1-{len(index)}, bukan {coached}")
    answer: float = max(0.0, (target - index.mean()) * len(index) / coached)
    return answer

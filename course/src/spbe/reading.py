"""Reading a result: gaps, bottlenecks, benchmarks, peers, and what one more level is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from spbe.instrument import Instrument
from spbe.instrument.levels import as_frame
from spbe.scoring import score

__all__ = ["benchmark", "bottlenecks", "gap", "marginal", "peers"]


def gap(
    levels: pd.DataFrame | pd.Series | Mapping[str, float],
    instrument: Instrument,
    target: float | Mapping[str, float] | pd.Series = 3,
) -> pd.DataFrame:
    """Tell how many levels each indicator lacks to its target.

    Parameters
    ----------
    levels : DataFrame, Series or mapping
        Governments x indicator codes, as for `score`.
    instrument : Instrument
        Whose indicators these are.
    target : number, or mapping of code to number
        Level to be reached, one for all or one for each indicator. The evaluation report of 2021
        sets 3 for each indicator.

    Returns
    -------
    DataFrame
        Governments x indicators, in levels; 0 where the target is met.

    Raises
    ------
    LevelsError
        If the levels cannot be scored.
    ValueError
        If a target is missing or off the ladder.
    """
    frame = score(levels, instrument).levels
    return (_targets(target, instrument) - frame).clip(lower=0)


def bottlenecks(
    levels: pd.DataFrame | pd.Series | Mapping[str, float],
    instrument: Instrument,
    target: float | Mapping[str, float] | pd.Series = 3,
) -> pd.DataFrame:
    """Rank what holds each government back by the index points that reaching the target brings.

    Parameters
    ----------
    levels, instrument, target
        As for `gap`.

    Returns
    -------
    DataFrame
        One row for each government and indicator below target, the largest gain first within a
        government: government, indicator, label, aspect, domain, level, target, gap (levels),
        points (index points) and share of the government's missing points.
    """
    frame = score(levels, instrument).levels
    wanted = _targets(target, instrument)
    missing = gap(frame, instrument, wanted)
    about = instrument.indicators[["label", "aspect", "domain"]]
    parts = []
    for position, government in enumerate(frame.index):
        part = about.assign(
            level=frame.iloc[position], target=wanted, gap=missing.iloc[position]
        ).rename_axis("indicator")
        part["points"] = part["gap"] * instrument.weights / 100
        part = part[part["gap"] > 0].sort_values("points", ascending=False, kind="stable")
        part["share"] = part["points"] / part["points"].sum()
        part.insert(0, "government", government)
        parts.append(part.reset_index())
    columns = ["government", "indicator", *about, "level", "target", "gap", "points", "share"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]


def benchmark(
    levels: pd.DataFrame,
    instrument: Instrument,
    government: str,
    against: str | Sequence[str] | Mapping[str, float] | pd.Series,
) -> pd.DataFrame:
    """Compare the index, domains and aspects of a government with a reference.

    Parameters
    ----------
    levels : DataFrame
        Governments x indicator codes.
    instrument : Instrument
        Used to score them.
    government : str
        The government to be read.
    against : str, list of str, or mapping
        Another government; a peer group, whose mean is taken; or given values by code
        (``"index"``, ``"D1"``, ``"A1"``), for example the published mean of a category.

    Returns
    -------
    DataFrame
        Indexed by code (index, domains, aspects): name, value, reference, difference. Codes the
        reference does not give are left out.

    Raises
    ------
    ValueError
        If a government is not in `levels`, the group is empty, or the reference shares no code.
    """
    scores = score(levels, instrument)
    table = pd.concat([scores.index, scores.domains, scores.aspects], axis=1)
    value = table.loc[_known(government, table.index)]
    if isinstance(against, str):
        reference = table.loc[_known(against, table.index)]
    elif isinstance(against, Mapping | pd.Series):
        reference = pd.Series(dict(against), dtype=float)
    else:
        group = [_known(code, table.index) for code in against]
        if not group:
            raise ValueError("kelompok pembanding kosong")
        reference = table.loc[group].mean()
    names = {"index": instrument.title}
    names |= instrument.domains["label"].to_dict() | instrument.aspects["label"].to_dict()
    shared = [code for code in table if code in reference.index]
    if not shared:
        raise ValueError(f"pembanding tidak memuat satu pun dari {', '.join(table)}")
    result = pd.DataFrame({"name": names, "value": value, "reference": reference}).loc[shared]
    result["difference"] = result["value"] - result["reference"]
    return result.rename_axis("code")


def peers(
    governments: pd.DataFrame,
    government: str,
    count: int = 5,
    attributes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Find the governments most like one, by their attributes.

    Parameters
    ----------
    governments : DataFrame
        Attributes indexed by government.
    government : str
        Whose peers are wanted.
    count : int
        How many.
    attributes : list of str, optional
        Columns to compare; all by default.

    Returns
    -------
    DataFrame
        The nearest governments, nearest first: `distance` (0 alike, 1 as far apart as any two)
        and the attributes compared.

    Raises
    ------
    ValueError
        If the government or an attribute is unknown, or an attribute is empty somewhere.

    Notes
    -----
    Gower's distance: the mean over attributes of |difference| / range for numbers and of
    "differs" for words, so that no unit outweighs another. Ties keep the order of the table.
    """
    _known(government, governments.index)
    columns = list(governments.columns if attributes is None else attributes)
    if absent := [column for column in columns if column not in governments]:
        raise ValueError(f"atribut {', '.join(absent)} tidak ada")
    table = governments[columns]
    for column in columns:
        if table[column].isna().any():
            who = table.index[table[column].isna()][0]
            raise ValueError(f"{who}: atribut '{column}' kosong")
    parts = []
    for column in columns:
        values = table[column]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            spread = values.max() - values.min()
            parts.append((values - values[government]).abs() / (spread or 1))
        else:
            parts.append((values != values[government]).astype(float))
    distance = sum(parts) / len(parts)
    near = distance.drop(government).sort_values(kind="stable").index[:count]
    result = table.loc[near]
    result.insert(0, "distance", distance[near])
    return result


def marginal(
    levels: pd.DataFrame | pd.Series | Mapping[str, float], instrument: Instrument
) -> pd.DataFrame:
    """Tell what one more level of each indicator adds to the index.

    Parameters
    ----------
    levels, instrument
        As for `score`.

    Returns
    -------
    DataFrame
        Governments x indicators, in index points: weight / 100 for a whole level, less where less
        than one level is left, 0 at the top of the ladder.

    Notes
    -----
    The index is a weighted sum (PermenPANRB 59/2020, Lampiran II.B), so a level is worth the same
    at the bottom of the ladder as at the top.
    """
    frame = as_frame(score(levels, instrument).levels, instrument)
    room = (instrument.levels[-1] - frame).clip(upper=1)
    return room * (instrument.weights / 100)


def _targets(target: float | Mapping[str, float] | pd.Series, instrument: Instrument) -> pd.Series:
    codes = list(instrument.codes)
    if isinstance(target, Mapping | pd.Series):
        given = dict(target)
        if absent := [code for code in codes if code not in given]:
            raise ValueError(f"target indikator {', '.join(absent[:5])} tidak ada")
        wanted = pd.Series([given[code] for code in codes], index=codes)
    else:
        wanted = pd.Series(target, index=codes)
    low, high = instrument.levels[0], instrument.levels[-1]
    wrong = ~wanted.between(low, high)
    if wrong.any():
        code = wrong.index[np.argmax(wrong)]
        raise ValueError(f"target {code} ({wanted[code]}) di luar tingkat {low} sampai {high}")
    return wanted


def _known(government: str, index: pd.Index) -> str:
    if government not in index:
        raise ValueError(f"pemerintah daerah '{government}' tidak ada dalam data")
    return government

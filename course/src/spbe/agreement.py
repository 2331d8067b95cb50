"""Agreement of two assessors: exact, adjacent, and kappa with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd

from spbe.instrument import Instrument
from spbe.scoring import score

__all__ = ["agreement", "confusion", "disputes", "kappa"]

_POWERS = {"quadratic": 2, "linear": 1, "none": 0}

Levels: TypeAlias = pd.DataFrame | pd.Series | Mapping[str, float]


def kappa(counts: np.ndarray, weights: str = "quadratic") -> np.ndarray | float:
    """Compute Cohen's kappa from tables of counts.

    Parameters
    ----------
    counts : array of shape (..., k, k)
        How often the first assessor gave level i and the second level j.
    weights : {"quadratic", "linear", "none"}
        Cost of a disagreement: squared distance, distance, or 1 whatever the distance.

    Returns
    -------
    float or array of shape (...)
        1 for full agreement, 0 for what chance alone gives. NaN where kappa is undefined:
        no pair, or both assessors gave one and the same level throughout.

    Notes
    -----
    Cohen (1968): 1 - (weighted disagreement seen) / (weighted disagreement expected from the
    margins).
    """
    if weights not in _POWERS:
        raise ValueError(f"weights={weights!r} tidak dikenal; pilihannya: {', '.join(_POWERS)}")
    counts = np.asarray(counts, dtype=float)
    steps = np.arange(counts.shape[-1])
    distance = np.abs(steps[:, None] - steps)
    cost = (distance > 0) * distance.astype(float) ** _POWERS[weights]
    pairs = counts.sum(axis=(-2, -1))
    seen = (counts * cost).sum(axis=(-2, -1))
    margins = counts.sum(axis=-1)[..., :, None] * counts.sum(axis=-2)[..., None, :]
    expected = (margins * cost).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.where(expected > 0, 1 - seen * pairs / expected, np.nan)
    return float(result) if result.ndim == 0 else result


def confusion(first: Levels, second: Levels, instrument: Instrument) -> pd.DataFrame:
    """Count how often the first assessor gave a level (rows) and the second (columns).

    Parameters
    ----------
    first, second : DataFrame, Series or mapping
        Whole levels of the same governments and indicators.
    instrument : Instrument
        Whose ladder is used.

    Returns
    -------
    DataFrame of int
        Levels x levels.
    """
    pairs = _pairs(first, second, instrument)
    size = len(instrument.levels)
    counts = np.bincount(pairs.ravel(), minlength=size * size).reshape(size, size)
    return pd.DataFrame(
        counts,
        index=pd.Index(instrument.levels, name="first"),
        columns=pd.Index(instrument.levels, name="second"),
    )


def agreement(
    first: Levels,
    second: Levels,
    instrument: Instrument,
    *,
    weights: str = "quadratic",
    draws: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far two assessors agree, over all indicators and within each domain.

    Parameters
    ----------
    first, second : DataFrame, Series or mapping
        Whole levels of the same governments and indicators.
    instrument : Instrument
        Whose domains and ladder are used; aspects stand in where it has no domains.
    weights : {"quadratic", "linear", "none"}
        Weights of kappa.
    draws : int
        Bootstrap samples of the pairs.
    confidence : float
        Coverage of the percentile interval of kappa.
    seed : int
        Makes the interval reproducible.

    Returns
    -------
    DataFrame
        Rows ``"all"`` and the domains: n (pairs), exact and adjacent agreement (shares; adjacent
        counts a difference of at most one level), kappa, lower, upper and undefined (share of
        bootstrap samples without a kappa, left out of the interval).

    Raises
    ------
    LevelsError
        If a level is missing, off the ladder or not whole.
    ValueError
        If the two do not cover the same governments.
    """
    pairs = _pairs(first, second, instrument)
    size = len(instrument.levels)
    distance = np.abs(pairs // size - pairs % size)
    tier = "domain" if len(instrument.domains) else "aspect"
    parents = instrument.indicators[tier].to_numpy()
    generator = np.random.default_rng(seed)
    tail = 100 * (1 - confidence) / 2
    rows = {}
    for group in ("all", *dict.fromkeys(parents)):
        columns = np.ones(len(parents), dtype=bool) if group == "all" else parents == group
        chosen = pairs[:, columns].ravel()
        counts = np.bincount(chosen, minlength=size * size)
        # Resampling n pairs with replacement is a multinomial draw of the cells of the table.
        samples = generator.multinomial(len(chosen), counts / len(chosen), size=draws)
        drawn = np.asarray(kappa(samples.reshape(draws, size, size), weights))
        defined = drawn[~np.isnan(drawn)]
        bounds = np.percentile(defined, [tail, 100 - tail]) if len(defined) else [np.nan, np.nan]
        rows[group] = {
            "n": len(chosen),
            "exact": float((distance[:, columns] == 0).mean()),
            "adjacent": float((distance[:, columns] <= 1).mean()),
            "kappa": kappa(counts.reshape(size, size), weights),
            "lower": bounds[0],
            "upper": bounds[1],
            "undefined": 1 - len(defined) / draws,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("group")


def disputes(first: Levels, second: Levels, instrument: Instrument) -> pd.DataFrame:
    """List the indicators on which two assessors differ, the costliest first.

    Returns
    -------
    DataFrame
        government, indicator, label, first, second, difference (levels, second minus first) and
        points (index points at stake, without sign).
    """
    one = score(first, instrument).levels
    two = _aligned(one, score(second, instrument).levels)
    difference = (two - one).to_numpy()
    rows, columns = np.nonzero(difference)
    about = instrument.indicators.iloc[columns]
    table = pd.DataFrame(
        {
            "government": one.index[rows],
            "indicator": about.index,
            "label": about["label"].to_numpy(),
            "first": one.to_numpy()[rows, columns],
            "second": two.to_numpy()[rows, columns],
            "difference": difference[rows, columns],
        }
    )
    table["points"] = table["difference"].abs() * about["weight"].to_numpy() / 100
    return table.sort_values("points", ascending=False, kind="stable", ignore_index=True)


def _pairs(first: Levels, second: Levels, instrument: Instrument) -> np.ndarray:
    """Code each pair of levels as one number: row x size + column of the confusion table."""
    one = score(first, instrument).levels
    two = _aligned(one, score(second, instrument).levels)
    lowest, size = instrument.levels[0], len(instrument.levels)
    a, b = one.to_numpy(dtype=float), two.to_numpy(dtype=float)
    if not ((a == np.rint(a)).all() and (b == np.rint(b)).all()):
        raise ValueError("kesepakatan hanya dihitung atas tingkat yang bulat")
    answer: np.ndarray = ((a - lowest) * size + (b - lowest)).astype(int)
    return answer


def _aligned(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    if len(one) == len(two) == 1:
        return two.set_axis(one.index)
    if not one.index.is_unique or set(one.index) != set(two.index) or len(one) != len(two):
        raise ValueError("kedua penilai harus menilai pemerintah daerah yang sama")
    return two.loc[one.index]

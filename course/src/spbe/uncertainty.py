"""How sure is an index? Monte Carlo over the assessor's error and over the weights.

Seeded and vectorised: the same seed gives the same draws on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spbe.instrument import Instrument
from spbe.scoring import TOLERANCE, band, reaches, score

__all__ = [
    "Sensitivity",
    "confusion_model",
    "estimate_confusion",
    "exact_distribution",
    "simulate",
]

_RESOLUTION = 1 << 16  # levels are drawn with 16 random bits: probabilities are exact to 1.5e-5


@dataclass(frozen=True)
class Sensitivity:
    """Hold the draws and read them.

    Attributes
    ----------
    draws : ndarray of float, shape (draws, governments)
        The index in every draw.
    index : Series of float
        The index as published, by government.
    instrument : Instrument
    seed : int
    """

    draws: np.ndarray = field(repr=False)
    index: pd.Series
    instrument: Instrument = field(repr=False)
    seed: int

    def interval(self, share: float = 0.9) -> pd.DataFrame:
        """Return index, mean, lower and upper end of the central interval, by government.

        Parameters
        ----------
        share : float, default 0.9
            Share of the draws inside, between 0 and 1.
        """
        if not 0 < share < 1:
            raise ValueError(f"share harus di antara 0 dan 1, bukan {share}")
        ends = [(1 - share) / 2, (1 + share) / 2]
        low, high = np.quantile(self.draws, ends, axis=0)
        columns = {"mean": self.draws.mean(axis=0), "low": low, "high": high}
        return pd.DataFrame({"index": self.index, **columns}, index=self.index.index)

    @cached_property
    def predicates(self) -> pd.DataFrame:
        """Probability of each predicate, governments x predicates; rows sum to 1."""
        names = list(self.instrument.predicates.index)
        place = band(self.draws, self.instrument)
        share = np.stack([(place == k).mean(axis=0) for k in range(len(names))], axis=1)
        return pd.DataFrame(share, index=self.index.index, columns=names)

    @cached_property
    def ranks(self) -> np.ndarray:
        """Rank in every draw (1 is the highest index; ties share the better rank)."""
        order = np.argsort(-self.draws, axis=1, kind="stable")
        rows = np.arange(len(self.draws))[:, None]
        inorder = -self.draws[rows, order]
        new = np.ones_like(order, dtype=bool)
        new[:, 1:] = np.diff(inorder, axis=1) > TOLERANCE
        places = np.where(new, np.arange(1, order.shape[1] + 1), 0)
        ranks = np.empty_like(order)
        ranks[rows, order] = np.maximum.accumulate(places, axis=1)
        return ranks

    def rank_stability(self, share: float = 0.9) -> pd.DataFrame:
        """Return how firm each rank is.

        Returns
        -------
        DataFrame
            By government: rank as published, mean rank, lower and upper end of the central
            interval of ranks, and ``same``, the share of draws in which the rank is unchanged.
        """
        published = (-self.index).round(9).rank(method="min").astype("int64")
        ends = [(1 - share) / 2, (1 + share) / 2]
        low, high = np.quantile(self.ranks, ends, axis=0, method="nearest")
        same = (self.ranks == published.to_numpy()).mean(axis=0)
        return pd.DataFrame(
            {
                "rank": published,
                "mean_rank": self.ranks.mean(axis=0),
                "low": low,
                "high": high,
                "same": same,
            },
            index=self.index.index,
        )

    def reaches(self, target: float) -> pd.Series:
        """Return the probability that the index is at least ``target``, by government."""
        share = reaches(self.draws, target).mean(axis=0)
        return pd.Series(share, index=self.index.index, name="reaches")


def confusion_model(exact: float = 0.7, adjacent: float = 0.27, levels: int = 5) -> np.ndarray:
    """Return a plain model of the assessor's error.

    Parameters
    ----------
    exact : float, default 0.7
        Probability that a careful second assessment gives the same level.
    adjacent : float, default 0.27
        Probability that it lies one level away (half up, half down). What is left lies two away.
    levels : int, default 5

    Returns
    -------
    ndarray, shape (levels, levels)
        Row: level given; column: level that a careful reassessment gives. Rows sum to 1.

    Notes
    -----
    The default numbers are an assumption for teaching, not a finding; estimate your own with
    :func:`estimate_confusion`. Mass that would fall outside the scale goes to its end.
    """
    if min(exact, adjacent, 1 - exact - adjacent) < -1e-12:
        raise ValueError("exact dan adjacent harus peluang, jumlahnya tidak lebih dari 1")
    far = max(0.0, 1 - exact - adjacent)
    matrix = np.zeros((levels, levels))
    for given in range(levels):
        for shift, mass in (
            (0, exact),
            (-1, adjacent / 2),
            (1, adjacent / 2),
            (-2, far / 2),
            (2, far / 2),
        ):
            matrix[given, min(max(given + shift, 0), levels - 1)] += mass
    return matrix


def estimate_confusion(
    given: ArrayLike, careful: ArrayLike, *, levels: int = 5, prior: float = 1.0
) -> np.ndarray:
    """Estimate the error model from pairs of assessments.

    Parameters
    ----------
    given, careful : array-like of int
        Levels by the assessor and by the panel, of the same cells, between 1 and ``levels``.
    levels : int, default 5
    prior : float, default 1
        Pseudo-count of the plain :func:`confusion_model` in each row, so that a level seen rarely
        does not become a certainty.

    Returns
    -------
    ndarray, shape (levels, levels)
        Rows sum to 1.
    """
    rows, columns = np.ravel(np.asarray(given)), np.ravel(np.asarray(careful))
    if rows.shape != columns.shape:
        raise ValueError(f"jumlah penilaian berbeda: {rows.size} dan {columns.size}")
    both = np.concatenate([rows, columns])
    if both.size and (both.min() < 1 or both.max() > levels or np.any(both % 1)):
        raise ValueError(f"tingkat harus bilangan bulat 1-{levels}")
    counts = prior * confusion_model(levels=levels)
    np.add.at(counts, (rows.astype(int) - 1, columns.astype(int) - 1), 1)
    answer: np.ndarray = counts / counts.sum(axis=1, keepdims=True)
    return answer


def simulate(
    levels: pd.DataFrame,
    instrument: Instrument,
    *,
    draws: int = 10_000,
    confusion: np.ndarray | None = None,
    concentration: float | None = None,
    seed: int = 0,
) -> Sensitivity:
    """Draw indices under an uncertain assessor, uncertain weights, or both.

    Parameters
    ----------
    levels : DataFrame, governments x indicators
        Whole levels; never changed.
    instrument : Instrument
    draws : int, default 10_000
    confusion : ndarray, shape (levels, levels), optional
        Error model; every cell of every government errs on its own. Without it levels stand.
    concentration : float, optional
        Weights are Dirichlet(``concentration`` x official weights / 100): the mean is the official
        weight, and a weight of w percent has the standard deviation
        ``100 sqrt(p (1 - p) / (concentration + 1))`` percent, ``p = w / 100``. Without it the
        official weights stand.
    seed : int, default 0

    Returns
    -------
    Sensitivity

    Notes
    -----
    Variation of the weights follows step 7 of the OECD/JRC Handbook on Constructing Composite
    Indicators (2008), uncertainty and sensitivity analysis. Independent errors are an optimistic
    assumption: an assessor who is lenient everywhere moves an index more than these intervals say.
    """
    scored = score(levels, instrument)
    table = scored.levels[list(instrument.codes)].to_numpy()
    weights = instrument.weights.to_numpy() / 100
    random = np.random.default_rng(seed)
    if draws < 1:
        raise ValueError("draws paling sedikit 1")
    if confusion is not None:
        values = _levels(table, np.asarray(confusion, dtype=float), instrument, draws, random)
    if concentration is None:
        index = np.broadcast_to(scored.index.to_numpy(), (draws, len(table))).copy()
        index = index if confusion is None else values.reshape(draws, len(table), -1) @ weights
    else:
        if not concentration > 0:
            raise ValueError("concentration harus lebih besar dari 0")
        drawn = random.dirichlet(concentration * weights, size=draws)
        if confusion is None:
            index = drawn @ table.T.astype(float)
        else:
            index = np.einsum("dgi,di->dg", values, drawn)
    return Sensitivity(index, scored.index, instrument, seed)


def _levels(
    table: np.ndarray,
    confusion: np.ndarray,
    instrument: Instrument,
    draws: int,
    random: np.random.Generator,
) -> np.ndarray:
    """Return levels drawn by the error model, shape (draws, governments, indicators)."""
    _check_confusion(confusion, len(instrument.levels))
    if np.any(table % 1):
        raise ValueError("model galat penilai memerlukan tingkat bulat")
    scale = np.asarray(instrument.levels, dtype=np.float32)
    ends = np.rint(np.cumsum(confusion, axis=1) * _RESOLUTION).astype(np.int64)
    lookup = np.array(
        [scale[np.searchsorted(row[:-1], np.arange(_RESOLUTION), side="right")] for row in ends]
    )
    rows = np.searchsorted(instrument.levels, table)
    bits = random.integers(0, _RESOLUTION, size=(draws, *table.shape), dtype=np.uint16)
    answer: np.ndarray = lookup[rows[None, :, :], bits]
    return answer


def _check_confusion(confusion: np.ndarray, size: int) -> None:
    if confusion.shape != (size, size):
        raise ValueError(f"matriks galat harus {size} x {size}, bukan {confusion.shape}")
    if confusion.min() < 0 or np.abs(confusion.sum(axis=1) - 1).max() > 1e-9:
        raise ValueError("setiap baris matriks galat harus peluang yang berjumlah 1")


def exact_distribution(
    levels: pd.Series, instrument: Instrument, confusion: np.ndarray
) -> pd.Series:
    """Return the exact distribution of one government's index under the error model.

    Parameters
    ----------
    levels : Series
        Whole level of every indicator.
    instrument : Instrument
        Its weights must have at most two decimals, as those of PermenPANRB 59/2020 do.
    confusion : ndarray
        See :func:`simulate`.

    Returns
    -------
    Series
        Probability by index value: the sum of independent cells is a convolution, no draw needed.
    """
    confusion = np.asarray(confusion, dtype=float)
    _check_confusion(confusion, len(instrument.levels))
    units = np.rint(instrument.weights.to_numpy() * 100).astype(int)
    if np.abs(units - instrument.weights.to_numpy() * 100).max() > 1e-6:
        raise ValueError("bobot dengan lebih dari dua desimal tidak dapat dihitung eksak")
    unit = int(np.gcd.reduce(units))
    chance = np.ones(1)
    for code, weight in zip(instrument.codes, units // unit, strict=True):
        row = confusion[instrument.levels.index(int(levels[code]))]
        cell = np.zeros(weight * (len(row) - 1) + 1)
        cell[::weight] = row
        chance = np.convolve(chance, cell)
    low = instrument.levels[0] * units.sum() / 10_000
    values = low + np.arange(len(chance)) * unit / 10_000
    return pd.Series(chance, index=pd.Index(np.round(values, 6), name="index"), name="probability")

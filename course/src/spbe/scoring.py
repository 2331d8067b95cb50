"""From levels to index, domain and aspect indices, predicate and contributions.

Law: sums are formed on whole numbers, so an index that equals a cut on paper equals it here.

The rule of predicates (PermenPANRB 59/2020, Lampiran II, Tabel 13): bands apply to the index as it
is, not rounded, since the rule names no number of decimals; a band's lower bound belongs to it. An
index below a bound by less than `TOLERANCE` reaches it: that much is the noise of decimal values,
and any real step is far larger. `reaches` is that rule, everything else asks
it; `forms/static/predicates.js` says the same to a page, and a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from spbe.instrument import Instrument
from spbe.instrument.levels import LevelsError, as_frame, is_sound, mended, numbers

__all__ = [
    "BOUNDARY",
    "TOLERANCE",
    "LevelsError",
    "Scores",
    "band",
    "is_near_boundary",
    "predicate",
    "reaches",
    "score",
    "whole_weights",
]

BOUNDARY = 0.01
"""An index this near to a cut is flagged: the rule leaves rounding open."""

TOLERANCE = 1e-9
"""An index reaches a bound that it misses by no more than this."""

_BLOCK = 2048  # rows; 2048 x 47 floats are 0.8 MB


@dataclass(frozen=True)
class Scores:
    """What `score` found; every table is indexed by government, in the order given.

    Attributes
    ----------
    index : Series of float
        The index, on the scale of the levels, not rounded.
    domains, aspects : DataFrame of float
        Their indices; `domains` has no columns where the instrument has no domains.
    predicates : Series, ordered categorical
        Predicate of the unrounded index (PermenPANRB 59/2020, Lampiran II, Tabel 13).
    near_boundary : Series of bool
        Whether the index lies within 0.01 of a cut. The rule does not say how many decimals
        count nor whether rounding comes first, so such a predicate needs a second look.
    levels : DataFrame
        The levels scored, after the policies for missing and outside levels.
    instrument : Instrument
        The instrument used.
    """

    index: pd.Series
    domains: pd.DataFrame
    aspects: pd.DataFrame
    predicates: pd.Series
    near_boundary: pd.Series
    levels: pd.DataFrame = field(repr=False)
    instrument: Instrument = field(repr=False)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Index points each indicator brings: level x weight / 100; rows sum to the index."""
        return self.levels * (self.instrument.weights / 100)

    def table(self) -> pd.DataFrame:
        """Put index, predicate, flag, domains and aspects side by side."""
        head = {
            "index": self.index,
            "predicate": self.predicates,
            "near_boundary": self.near_boundary,
        }
        return pd.concat([pd.DataFrame(head), self.domains, self.aspects], axis=1)


def score(
    levels: pd.DataFrame | pd.Series | Mapping[str, float],
    instrument: Instrument,
    *,
    missing: str = "error",
    outside: str = "error",
) -> Scores:
    """Score governments with an instrument.

    Parameters
    ----------
    levels : DataFrame, Series or mapping
        Governments x indicator codes; a Series or mapping is one government.
    instrument : Instrument
        Defines codes, weights, allowed levels and predicates.
    missing : {"error", "lowest"}
        What to do with an empty cell: refuse, or count it as the lowest level.
    outside : {"error", "clip"}
        What to do with a level off the ladder: refuse, or move it to the nearest end.

    Returns
    -------
    Scores
        Index, domains, aspects, predicates, flags and (computed when asked) contributions.

    Raises
    ------
    LevelsError
        If an indicator is missing or unknown, or a cell is empty, off the ladder, not a number,
        or between two levels where the instrument wants whole levels. Names government and
        indicator.

    Notes
    -----
    PermenPANRB 59/2020, Lampiran II.B: an aspect is the weighted mean of its indicators, a domain
    of its aspects, the index of its domains; which equals the sum of level x weight / 100 over
    all indicators. Weights are scaled to whole numbers first, so whole levels are summed without
    rounding error and only one division is rounded.

    Examples
    --------
    >>> from spbe import datasets, score
    >>> instrument = datasets.load_instrument("spbe-2020")
    >>> result = score(dict.fromkeys(instrument.codes, 3), instrument)
    >>> float(result.index.iloc[0]), result.predicates.iloc[0]
    (3.0, 'Baik')
    """
    _known_policy("missing", missing, ("error", "lowest"))
    _known_policy("outside", outside, ("error", "clip"))
    frame = as_frame(levels, instrument)
    outcome = _evaluate(frame, instrument)
    if outcome is None:
        frame = mended(frame, instrument, missing, outside)
        outcome = _evaluate(frame, instrument)
        assert outcome is not None, "mended levels can be evaluated"
    values, bands, flags = outcome
    labels = [code for code, _ in instrument.members]
    has = len(instrument.tables["domains"])
    rows = frame.index

    def part(first: int, last: int) -> pd.DataFrame:
        return pd.DataFrame(
            values[first:last].T, index=rows, columns=labels[first:last], copy=False
        )

    return Scores(
        index=pd.Series(values[0], index=rows, name="index", copy=False),
        domains=part(1, 1 + has),
        aspects=part(1 + has, len(labels)),
        predicates=pd.Series(_named(bands, instrument), index=rows, name="predicate"),
        near_boundary=pd.Series(flags, index=rows, name="near_boundary"),
        levels=frame,
        instrument=instrument,
    )


def reaches(index: Any, bound: float) -> Any:
    """Tell whether an index (or each of an array) reaches a bound, here or on paper."""
    return index >= bound - TOLERANCE


def band(index: float | np.ndarray | pd.Series, instrument: Instrument) -> np.ndarray:
    """Return the place of the predicate of each index, 0 for the lowest.

    Parameters
    ----------
    index : float or array of float
        Index values, not rounded.
    instrument : Instrument
        Whose predicates to use.

    Returns
    -------
    ndarray of int8
        In the shape of the values; one value comes as an array of one.
    """
    values = np.atleast_1d(np.asarray(index, dtype=float))
    places = np.zeros(values.shape, dtype=np.int8)
    for cut in instrument.cuts:
        places += reaches(values, cut)
    return places


def is_near_boundary(index: float | np.ndarray | pd.Series, instrument: Instrument) -> np.ndarray:
    """Tell of each index whether it lies within `BOUNDARY` of a cut, the ends included."""
    values = np.atleast_1d(np.asarray(index, dtype=float))
    near = np.zeros(values.shape, dtype=bool)
    for cut in instrument.cuts:
        near |= np.abs(values - cut) <= BOUNDARY + TOLERANCE
    return near


def predicate(index: float | np.ndarray | pd.Series, instrument: Instrument) -> pd.Categorical:
    """Name the predicate of each index value: one ordered category per value (see `band`)."""
    return _named(band(index, instrument), instrument)


def _evaluate(
    frame: pd.DataFrame, instrument: Instrument
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Give (groups x rows values, bands, flags), or None as soon as a cell is off the ladder."""
    cells = numbers(frame)
    whole = cells.dtype.kind in "iu"
    masks = np.column_stack([mask for _, mask in instrument.members])
    projection = np.where(masks, whole_weights(instrument)[:, None], 0.0)
    divisors = projection.sum(axis=0)

    values = np.empty((masks.shape[1], len(cells)))
    bands = np.zeros(len(cells), dtype=np.int8)
    flags = np.zeros(len(cells), dtype=bool)
    # Blocks that fit the cache: conversion, checks and product touch main memory only once.
    for start in range(0, len(cells), _BLOCK):
        rows = slice(start, start + _BLOCK)
        block = cells[rows].astype(float)
        if not is_sound(block, instrument, whole=whole):
            return None
        np.divide((block @ projection).T, divisors[:, None], out=values[:, rows])
        bands[rows] = band(values[0, rows], instrument)
        flags[rows] = is_near_boundary(values[0, rows], instrument)
    return values, bands, flags


def whole_weights(instrument: Instrument) -> np.ndarray:
    """Scale the weights to whole numbers, so that sums over whole levels are exact.

    Weights of more than six decimals stay as they are.
    """
    weights: np.ndarray = instrument.weights.to_numpy(dtype=float)
    for decimals in range(7):
        scaled: np.ndarray = np.rint(weights * 10**decimals)
        if np.allclose(scaled, weights * 10**decimals, rtol=0, atol=1e-6):
            return scaled
    return weights


def _named(bands: np.ndarray, instrument: Instrument) -> pd.Categorical:
    names = instrument.tables["predicates"]["predicate"]
    return pd.Categorical.from_codes(bands, categories=list(names), ordered=True)


def _known_policy(name: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ValueError(
            f"{name}={given!r} tidak dikenal; pilih salah satu dari {', '.join(known)}"
        )

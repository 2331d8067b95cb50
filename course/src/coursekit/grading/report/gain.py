"""How much was learned between a form asked before and a parallel one asked after: pure.

Nothing is claimed of it statistically: the two forms are parallel by their blueprint alone.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Gain", "Growth", "growth_of", "normalised"]


@dataclass(frozen=True)
class Gain:
    """One trainee's shares of the points before and after, and his normalised gain."""

    owner: str
    before: float | None
    after: float | None
    gain: float | None


@dataclass(frozen=True)
class Growth:
    """The gains of a cohort.

    Attributes
    ----------
    both : int
        How many answered both forms; the means are theirs alone.
    gain : float or None
        Normalised gain of the means, which one trainee at the top does not swing as he would the
        mean of the gains.
    """

    rows: tuple[Gain, ...]
    both: int
    before: float | None = None
    after: float | None = None
    gain: float | None = None


def normalised(before: float, after: float) -> float | None:
    """Return what was gained of what could be gained; None where nothing was left to gain.

    Examples
    --------
    >>> normalised(0.4, 0.7)
    0.5
    """
    return None if before >= 1 else round((after - before) / (1 - before), 4)


def growth_of(before: Mapping[str, float], after: Mapping[str, float]) -> Growth:
    """Compare two forms.

    Parameters
    ----------
    before, after : mapping
        Trainee -> share of the points, 0 to 1; who did not answer a form is not in it.
    """
    rows: list[Gain] = []
    for owner in sorted({*before, *after}):
        first, last = before.get(owner), after.get(owner)
        gain = None if first is None or last is None else normalised(first, last)
        rows.append(Gain(owner, first, last, gain))
    both = sorted(set(before) & set(after))
    if not both:
        return Growth(tuple(rows), 0)
    start, end = (statistics.fmean(side[owner] for owner in both) for side in (before, after))
    return Growth(tuple(rows), len(both), start, end, normalised(start, end))

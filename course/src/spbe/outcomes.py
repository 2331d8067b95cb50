"""Outcomes for the citizen from a service log: faster, cheaper, better; never a mean without n."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["MEASURES", "Measure", "compare", "find_faults", "measure_cases", "outcomes"]

_COLUMNS = frozenset(
    {"case", "submitted", "completed", "visits", "fee", "transport", "rework", "satisfaction"}
)
_MOST_VISITS = 98  # 99 is how the log writes "not known"


@dataclass(frozen=True)
class Measure:
    """One way to read a case: `better` is +1 where more is better, -1 where less is."""

    name: str
    label: str
    unit: str
    column: str
    quantile: float | None
    better: int


MEASURES = (
    Measure("lead_time_median", "Waktu layanan (median)", "jam", "lead_time", 0.5, -1),
    Measure("lead_time_p90", "Waktu layanan (persentil 90)", "jam", "lead_time", 0.9, -1),
    Measure("cost", "Biaya warga per kasus (rata-rata)", "Rp", "cost", None, -1),
    Measure("visits", "Kunjungan per kasus (rata-rata)", "kali", "visits", None, -1),
    Measure("first_time_right", "Benar sejak awal", "proporsi", "first_time_right", None, 1),
    Measure("satisfaction", "Kepuasan (rata-rata, skala 1-4)", "nilai", "satisfaction", None, 1),
)


def find_faults(log: pd.DataFrame) -> pd.DataFrame:
    """Count what is wrong with a log before anybody averages it.

    Parameters
    ----------
    log : DataFrame
        case, submitted, completed (datetime), visits, fee, transport (Rp), rework, satisfaction.

    Returns
    -------
    DataFrame
        Indexed by fault: label (Indonesian), count and share of the rows (of the cases, for all
        but doubled rows).
    """
    _columns(log)
    cases = log.drop_duplicates("case")
    counts = {
        "duplicate": ("Kasus tercatat lebih dari sekali", len(log) - len(cases), len(log)),
    }
    tests = {
        "never_completed": ("Tidak pernah ditutup", cases["completed"].isna()),
        "clock_error": ("Selesai sebelum diajukan", cases["completed"] < cases["submitted"]),
        "visits_unknown": ("Jumlah kunjungan tidak masuk akal", cases["visits"] > _MOST_VISITS),
        "fee_missing": ("Biaya tidak tercatat", cases["fee"].isna()),
        "satisfaction_missing": ("Kepuasan tidak dijawab", cases["satisfaction"].isna()),
        "satisfaction_outside": (
            "Kepuasan di luar skala 1-4",
            cases["satisfaction"].notna() & ~cases["satisfaction"].between(1, 4),
        ),
    }
    counts |= {
        name: (label, int(mask.fillna(False).sum()), len(cases))
        for name, (label, mask) in tests.items()
    }
    table = pd.DataFrame.from_dict(counts, orient="index", columns=["label", "count", "of"])
    table["share"] = table["count"] / table["of"].where(table["of"] > 0)
    return table.drop(columns="of").rename_axis("fault")


def measure_cases(log: pd.DataFrame) -> pd.DataFrame:
    """Read each case once: what cannot be measured is NaN, never 0 and never a guess.

    Returns
    -------
    DataFrame of float
        Indexed by case: lead_time (hours, submission to completion), cost (Rp, what the citizen
        paid and travelled), visits, first_time_right (1 or 0: never sent back), satisfaction.
    """
    _columns(log)
    cases = log.drop_duplicates("case").set_index("case")
    hours = (cases["completed"] - cases["submitted"]).dt.total_seconds() / 3600
    visits = cases["visits"].astype(float)
    answers = cases["satisfaction"].astype(float)
    return pd.DataFrame(
        {
            "lead_time": hours.where(hours >= 0),
            "cost": cases["fee"].astype(float) + cases["transport"].astype(float),
            "visits": visits.where(visits <= _MOST_VISITS),
            "first_time_right": (cases["rework"] == 0).astype(float),
            "satisfaction": answers.where(answers.between(1, 4)),
        }
    )


def outcomes(log: pd.DataFrame) -> pd.DataFrame:
    """Summarise a log: each figure with the number of cases it rests on.

    Returns
    -------
    DataFrame
        Indexed by measure: label, unit, value, n (cases measured), excluded (cases that could
        not be measured). `value` is NaN where n is 0.
    """
    cases = measure_cases(log)
    rows = {}
    for measure in MEASURES:
        values = cases[measure.column].dropna().to_numpy()
        rows[measure.name] = {
            "label": measure.label,
            "unit": measure.unit,
            "value": _summary(values, measure.quantile),
            "n": len(values),
            "excluded": len(cases) - len(values),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


def compare(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    draws: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare two periods of a service, with a bootstrap interval of the change.

    Parameters
    ----------
    before, after : DataFrame
        Logs of the two periods.
    draws : int
        Bootstrap samples.
    confidence : float
        Coverage of the percentile interval.
    seed : int
        Makes the interval reproducible.

    Returns
    -------
    DataFrame
        Indexed by measure: label, unit, before, n_before, after, n_after, change (after minus
        before), lower, upper and verdict: ``"membaik"``, ``"memburuk"``, or ``"belum jelas"``
        where the interval holds 0 or a period has no measured case.

    Notes
    -----
    The interval speaks of chance among cases only. It does not show that the new service caused
    the change: other things differ between two periods.
    """
    generator = np.random.default_rng(seed)
    first, second = measure_cases(before), measure_cases(after)
    tail = 100 * (1 - confidence) / 2
    rows = {}
    for measure in MEASURES:
        one = first[measure.column].dropna().to_numpy()
        two = second[measure.column].dropna().to_numpy()
        values = [_summary(part, measure.quantile) for part in (one, two)]
        lower = upper = np.nan
        if len(one) and len(two):
            drawn = [_resampled(part, measure.quantile, draws, generator) for part in (one, two)]
            lower, upper = np.percentile(drawn[1] - drawn[0], [tail, 100 - tail])
        rows[measure.name] = {
            "label": measure.label,
            "unit": measure.unit,
            "before": values[0],
            "n_before": len(one),
            "after": values[1],
            "n_after": len(two),
            "change": values[1] - values[0],
            "lower": lower,
            "upper": upper,
            "verdict": _verdict(lower * measure.better, upper * measure.better),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


def _summary(values: np.ndarray, quantile: float | None) -> float:
    if len(values) == 0:
        return float("nan")
    return float(values.mean() if quantile is None else np.quantile(values, quantile))


def _resampled(
    values: np.ndarray, quantile: float | None, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Draw the bootstrap distribution of a mean or a quantile without making the samples.

    A mean: the counts of the distinct values are multinomial. A quantile: the k-th smallest of n
    draws from n sorted values is the value at ceil(n U), U being the k-th smallest of n uniform
    numbers, which is Beta(k, n + 1 - k). Both are exact and cost n + draws, not n x draws.
    """
    n = len(values)
    if quantile is None:
        distinct, counts = np.unique(values, return_counts=True)
        answer: np.ndarray = generator.multinomial(n, counts / n, size=draws) @ distinct / n
        return answer
    ordered = np.sort(values)
    place = (n - 1) * quantile
    low = int(place)
    share = place - low
    first = generator.beta(low + 1, n - low, size=draws)
    result = _at(ordered, first)
    if share > 0:
        # The next order statistic, given this one, is the least of those left above it.
        rest = n - low - 1
        second = 1 - (1 - first) * generator.random(draws) ** (1 / rest)
        result = (1 - share) * result + share * _at(ordered, second)
    return result


def _at(ordered: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    places = np.ceil(uniform * len(ordered)).astype(int) - 1
    answer: np.ndarray = ordered[np.clip(places, 0, len(ordered) - 1)]
    return answer


def _verdict(lower: float, upper: float) -> str:
    low, high = min(lower, upper), max(lower, upper)
    if low > 0:
        return "membaik"
    if high < 0:
        return "memburuk"
    return "belum jelas"


def _columns(log: pd.DataFrame) -> None:
    if absent := sorted(_COLUMNS - set(log.columns)):
        raise ValueError(f"catatan layanan: kolom {', '.join(absent)} tidak ada")

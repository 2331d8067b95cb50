"""An assessment against the panel's: closeness of levels, deciding cards, error of the index.

Pure. The panel's key is handed in by whoever marks; nothing of it is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from labkit.locale import number, signed
from spbe.instrument import Instrument

__all__ = [
    "GRADED",
    "SAMPLE",
    "closeness",
    "compare",
    "index_closeness",
    "panel_report",
    "part_index",
    "points",
    "readback",
    "shortcomings",
]

SAMPLE = (
    "I01", "I07", "I09", "I11", "I12", "I16", "I18", "I19", "I21", "I24",
    "I26", "I28", "I30", "I31", "I32", "I37", "I39", "I43", "I45", "I46",
)  # fmt: skip
"""Twenty indicators over all eight aspects; every pilot's dossier shows the traps among them."""

GRADED = (
    "I01", "I12", "I16", "I19", "I21", "I26", "I31", "I33", "I35", "I37", "I42", "I46",
)  # fmt: skip
"""Twelve over all eight aspects and both ladders, among them the services that run on national
applications. In every pilot's dossier no lazy rule about them pays."""

_TRAPS = {
    "none": "",
    "draft": "rancangan bukan aturan",
    "expired": "masa berlaku habis",
    "partial": "baru sebagian",
    "skipped_level": "anak tangga terlewati",
    "unused": "ada tetapi tidak dipakai",
    "foreign": "milik daerah lain",
    "misfiled": "salah map",
    "contradiction": "dua bukti bertentangan",
}
_NEAR = 0.25  # what a level one step outside the accepted range still earns
_REASON_WORDS = 4
_ERRORS = (0.10, 0.20, 0.30)  # of the index; each one passed costs a third


def closeness(level: int, low: int, high: int) -> float:
    """Return what a level earns: 1 within the accepted range, a quarter one step off, else 0.

    Examples
    --------
    >>> [closeness(level, 2, 3) for level in (1, 2, 3, 4, 5)]
    [0.25, 1.0, 1.0, 0.25, 0.0]
    """
    distance = max(low - level, level - high, 0)
    return {0: 1.0, 1: _NEAR}.get(distance, 0.0)


def compare(assessment: pd.DataFrame, panel: Mapping[str, Any]) -> pd.DataFrame:
    """Set an assessment beside the panel's.

    Parameters
    ----------
    assessment : DataFrame
        As `spbe.answers.assessment_from_answer` gives it: level, reason, card.
    panel : mapping
        Key of the government: ``government`` and, by indicator, ``panel_level``, ``accepted``
        (lowest and highest level), ``deciding`` (card), ``why``, ``trap``.

    Returns
    -------
    DataFrame
        By indicator: level, card, panel, low, high, deciding, level_mark and card_mark (0 to 1),
        trap (words, may be empty) and why. A level without a card of its own map earns nothing:
        no evidence, no level.

    Raises
    ------
    KeyError
        If the key lacks an indicator.
    """
    rows = {}
    for code, given in assessment.iterrows():
        right = panel["indicators"][code]
        low, high = right["accepted"]
        proven = pd.notna(given["level"]) and _in_map(given["card"], panel["government"], code)
        rows[code] = {
            "level": given["level"],
            "card": given["card"],
            "panel": right["panel_level"],
            "low": low,
            "high": high,
            "deciding": right["deciding"],
            "level_mark": closeness(int(given["level"]), low, high) if proven else 0.0,
            "card_mark": float(given["card"] == right["deciding"]),
            "trap": _TRAPS[right["trap"]],
            "why": right["why"],
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")
    return table.astype({"level": "Int64"})


def shortcomings(assessment: pd.DataFrame, government: str) -> pd.Series:
    """Say in Indonesian what each unfinished indicator lacks; finished ones are left out.

    Finished means: a level, a reason of at least four words, and a card out of the indicator's
    own map of this government's dossier.
    """
    found = {}
    for code, given in assessment.iterrows():
        lacks = []
        if pd.isna(given["level"]):
            lacks.append("tingkat belum dipilih")
        if not given["card"]:
            lacks.append("kartu penentu belum dipilih")
        elif not _in_map(given["card"], government, code):
            lacks.append(f"kartu {given['card']} tidak ada di map {code}")
        if len(given["reason"].split()) < _REASON_WORDS:
            lacks.append("alasan belum berupa kalimat")
        if lacks:
            found[code] = ", ".join(lacks)
    return pd.Series(found, dtype=object)


def part_index(levels: pd.Series, instrument: Instrument) -> float:
    """Return the weighted mean of some indicators, with their weights in the whole instrument.

    Parameters
    ----------
    levels : Series
        Levels by indicator code; none missing.
    instrument : Instrument
        Whose weights are used (PermenPANRB 59/2020, Lampiran II.B, for a part of the index).

    Raises
    ------
    ValueError
        If there is no level, or one is missing.
    """
    if not len(levels) or levels.isna().any():
        raise ValueError("indeks sebagian memerlukan tingkat untuk setiap indikator")
    weights = instrument.weights[levels.index]
    return float((levels.astype(float) * weights).sum() / weights.sum())


def index_closeness(comparison: pd.DataFrame, instrument: Instrument) -> float:
    """Return what the error of the index earns: 1 within 0.10, 2/3 within 0.20, 1/3 within 0.30.

    Nothing where an indicator has no level: an index needs them all.
    """
    if comparison["level"].isna().any():
        return 0.0
    error = part_index(comparison["level"], instrument) - part_index(
        comparison["panel"], instrument
    )
    missed = sum(abs(error) > limit + 1e-9 for limit in _ERRORS)
    return 1 - missed / len(_ERRORS)


def points(share: float, of: float) -> float:
    """Return marks as a plain number of two decimals, the way a graded cell must end."""
    return round(float(share) * of, 2)


def readback(assessment: pd.DataFrame, instrument: Instrument) -> str:
    """Read an assessment back (Markdown): what each level affirms, and what it denies.

    Whoever gives level n says that the criteria up to n are met and that n + 1 is not.
    """
    criteria = instrument.criteria["criterion"]
    lines = []
    for code, given in assessment.iterrows():
        head = f"**{code} {instrument.indicators.loc[code, 'label']}**"
        if pd.isna(given["level"]):
            lines += [f"{head}: belum dinilai.", ""]
            continue
        level = int(given["level"])
        lines.append(f"{head} · kartu penentu: {given['card'] or 'belum dipilih'}")
        lines.append(f"- tingkat {level} terpenuhi: {criteria[code, level]}")
        if level < instrument.levels[-1]:
            lines.append(f"- tingkat {level + 1} belum: {criteria[code, level + 1]}")
        lines.append("")
    return "\n".join(lines)


def panel_report(comparison: pd.DataFrame, instrument: Instrument) -> str:
    """Tell the trainee, after marking, where and why the panel read otherwise.

    Parameters
    ----------
    comparison : DataFrame
        As `compare` gives it.

    Returns
    -------
    str
        Markdown: the error of the index, then an item for each indicator read otherwise.
    """
    theirs = part_index(comparison["panel"], instrument)
    given = comparison["level"].notna()
    within = int((comparison["level_mark"] == 1).sum())
    lines = [
        f"**Tingkat dalam rentang panel: {within} dari {len(comparison)} indikator. "
        f"Kartu penentu sama: {int(comparison['card_mark'].sum())}.**",
        "",
    ]
    if given.all():
        yours = part_index(comparison["level"], instrument)
        lines.append(
            f"Indeks menurut Anda {number(yours)}, menurut panel {number(theirs)}; "
            f"**galat {signed(yours - theirs)}**."
        )
    else:
        lines.append(f"Indeks menurut panel {number(theirs)}; milik Anda belum dapat dihitung.")
    lines.append("")
    for code, row in comparison.iterrows():
        if row["level_mark"] == 1 and row["card_mark"] == 1:
            continue
        accepted = f"{row['low']}" if row["low"] == row["high"] else f"{row['low']}-{row['high']}"
        level = "kosong" if pd.isna(row["level"]) else row["level"]
        card = f"Kartu Anda {row['card'] or '(tidak ada)'}, kartu panel {row['deciding']}."
        trap = f" Jebakan: *{row['trap']}*." if row["trap"] else ""
        lines.append(
            f"- **{code} {instrument.indicators.loc[code, 'label']}**: tingkat Anda {level}, "
            f"diterima {accepted}. {card}{trap} {row['why']}"
        )
    return "\n".join(lines)


def _in_map(card: str, government: str, indicator: str) -> bool:
    return card.startswith(f"{government}-{indicator}-")

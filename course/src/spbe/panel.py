"""An assessment against the panel's: closeness of levels, cards that prove and cards that stop.

Pure. The panel's key is handed in by whoever marks; nothing of it is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any

import pandas as pd

from labkit.locale import number, signed
from spbe.instrument import Instrument

__all__ = [
    "DRILL",
    "ENOUGH",
    "GRADED",
    "WEIGHTS",
    "closeness",
    "compare",
    "earned",
    "index_report",
    "panel_report",
    "part_index",
    "points",
    "readback",
    "shortcomings",
]

GRADED = (
    "I01", "I12", "I16", "I19", "I21", "I26", "I31", "I33", "I35", "I37", "I42", "I46",
)  # fmt: skip
"""Twelve over all eight aspects and both ladders, among them the services that run on national
applications. In every pilot's dossier no lazy rule about them pays."""

DRILL = (
    "I24", "I22", "I36", "I31", "I12", "I28", "I37", "I08", "I16", "I47", "I09", "I19",
)  # fmt: skip
"""Folders of the mentor to practise with, in this order: a claim too high, one too low, a true
five and a contradiction come first."""

ENOUGH = 3
"""So many folders of the drill, read rightly one after the other at the first try, are enough."""

WEIGHTS = {"level_mark": 2, "proves_mark": 1, "stops_mark": 1}
"""What a level and its two cards count beside each other."""

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
_TOP = 5
_CARDS = {"proves": "membuktikan", "stops": "menahan"}


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
        As `spbe.answers.assessment_from_answer` gives it: level, reason, proves, stops.
    panel : mapping
        Key of the government: ``government`` and, by indicator, ``self_level``, ``panel_level``,
        ``accepted`` (lowest and highest level), ``why``, ``trap`` and, where the two card
        questions are marked, ``proves`` and ``stops`` (cards, any of which is right).

    Returns
    -------
    DataFrame
        By indicator: level, proves, stops, panel, low, high, right_proves, right_stops (tuples),
        level_mark, proves_mark and stops_mark (0 to 1; the cards' are NaN where the key is silent
        on them), trap (words, may be empty) and why.

        A level without a card of its own map earns nothing: no evidence, no level. Nor does one
        that is the self-assessment's and not the panel's: it may have been copied. Where no card
        stops a next level, the right answer is the highest level.

    Raises
    ------
    KeyError
        If the key lacks an indicator.
    """
    rows = {}
    for code, given in assessment.iterrows():
        right = panel["indicators"][code]
        low, high = right["accepted"]
        rows[code] = {
            "level": given["level"],
            "proves": given["proves"],
            "stops": given["stops"],
            "panel": right["panel_level"],
            "low": low,
            "high": high,
            "right_proves": tuple(right.get("proves", ())),
            "right_stops": tuple(right.get("stops", ())),
            "level_mark": _level_mark(given, right, f"{panel['government']}-{code}-"),
            **_card_marks(given, right),
            "trap": _TRAPS[right["trap"]],
            "why": right["why"],
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")
    return table.astype({"level": "Int64"})


def _level_mark(given: pd.Series, right: Mapping[str, Any], own: str) -> float:
    if pd.isna(given["level"]) or not given["proves"].startswith(own):
        return 0.0
    level = int(given["level"])
    if level == right["self_level"] != right["panel_level"]:
        return 0.0
    return closeness(level, *right["accepted"])


def _card_marks(given: pd.Series, right: Mapping[str, Any]) -> dict[str, float]:
    if "proves" not in right:
        return {"proves_mark": nan, "stops_mark": nan}
    if pd.isna(given["level"]):
        return {"proves_mark": 0.0, "stops_mark": 0.0}
    stopped = given["stops"] if given["level"] < _TOP else ""
    stops = stopped in right["stops"] if right["stops"] else given["level"] == _TOP
    return {"proves_mark": float(given["proves"] in right["proves"]), "stops_mark": float(stops)}


def shortcomings(assessment: pd.DataFrame, government: str) -> pd.Series:
    """Say in Indonesian what each unfinished indicator lacks; finished ones are left out.

    Finished means: a level; a card that proves it and, below the highest level, one that stops the
    next, both out of the indicator's own map of this government's dossier; and a reason of at
    least four words that is not the reason of another indicator, too.
    """
    found: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for code, given in assessment.iterrows():
        top = pd.notna(given["level"]) and given["level"] == _TOP
        lacks = ["tingkat belum dipilih"] if pd.isna(given["level"]) else []
        for part, word in _CARDS.items():
            if top and part == "stops":
                continue
            if not given[part]:
                lacks.append(f"kartu yang {word} belum dipilih")
            elif not given[part].startswith(f"{government}-{code}-"):
                lacks.append(f"kartu {given[part]} tidak ada di map {code}")
        said = " ".join(given["reason"].casefold().split())
        if len(said.split()) < _REASON_WORDS:
            lacks.append("alasan belum berupa kalimat")
        elif said in reasons:
            lacks.append(f"alasannya sama dengan alasan {reasons[said]}")
        reasons.setdefault(said, code)
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
        proves, stops = (given[part] or "kartunya belum dipilih" for part in ("proves", "stops"))
        lines.append(head)
        lines.append(f"- tingkat {level} terpenuhi ({proves}): {criteria[code, level]}")
        if level < _TOP:
            lines.append(f"- tingkat {level + 1} belum ({stops}): {criteria[code, level + 1]}")
        lines.append("")
    return "\n".join(lines)


def earned(comparison: pd.DataFrame) -> float:
    """Return the share of the marks that an assessment earns, 0 to 1: a level counts twice a card.

    Parameters
    ----------
    comparison : DataFrame
        As `compare` gives it. Cards on which the key is silent are left out.
    """
    marks = comparison[list(WEIGHTS)].astype(float)
    weights = pd.DataFrame(WEIGHTS, index=marks.index).where(marks.notna())
    return float((marks * weights).sum(axis=None) / weights.sum(axis=None))


def index_report(comparison: pd.DataFrame, instrument: Instrument) -> str:
    """Tell the error of the index (Markdown); it is never marked, since errors may cancel out."""
    theirs = part_index(comparison["panel"], instrument)
    if comparison["level"].isna().any():
        return f"Indeks menurut panel {number(theirs)}; milik Anda belum dapat dihitung."
    yours = part_index(comparison["level"], instrument)
    within = int((comparison["level_mark"] == 1).sum())
    return (
        f"Indeks menurut Anda {number(yours)}, menurut panel {number(theirs)}; **galat "
        f"{signed(yours - theirs)}**. Tingkat dalam rentang panel: {within} dari "
        f"{len(comparison)}. Galat tidak dinilai: dua kekeliruan yang berlawanan saling menutupi."
    )


def panel_report(comparison: pd.DataFrame, instrument: Instrument) -> str:
    """Tell the trainee, after marking, where and why the panel read otherwise.

    Parameters
    ----------
    comparison : DataFrame
        As `compare` gives it.

    Returns
    -------
    str
        Markdown: how many agree, then an item for each indicator read otherwise.
    """
    asked = comparison["proves_mark"].notna()
    within = int((comparison["level_mark"] == 1).sum())
    head = f"**Tingkat dalam rentang panel: {within} dari {len(comparison)} indikator."
    if asked.any():
        hits = [int((comparison.loc[asked, f"{part}_mark"] == 1).sum()) for part in _CARDS]
        head += f" Kartu yang membuktikan: {hits[0]}. Kartu yang menahan: {hits[1]}."
    lines = [
        _told(code, row, instrument)
        for code, row in comparison.iterrows()
        if (row[list(WEIGHTS)].dropna() < 1).any()
    ]
    return "\n".join([f"{head}**", "", *lines])


def _told(code: str, row: pd.Series, instrument: Instrument) -> str:
    """Say of one indicator what was given, what the panel accepts and why."""
    accepted = f"{row['low']}" if row["low"] == row["high"] else f"{row['low']}-{row['high']}"
    level = "kosong" if pd.isna(row["level"]) else row["level"]
    said = [f"- **{code} {instrument.indicators.loc[code, 'label']}**: tingkat Anda {level},",
            f"diterima {accepted}."]  # fmt: skip
    for part, word in _CARDS.items():
        if not row[f"{part}_mark"] < 1:
            continue
        right = " atau ".join(row[f"right_{part}"]) or "tidak ada, karena tingkatnya 5"
        said.append(f"Yang {word}: kartu Anda {row[part] or '(tidak ada)'}, kartu panel {right}.")
    if row["trap"]:
        said.append(f"Jebakan: *{row['trap']}*.")
    return " ".join([*said, row["why"]])

"""From the step table and the Living Lab catalogue to tasks. Frames in, tuples out."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pandas as pd

__all__ = [
    "MONTHS_PER_QUARTER",
    "Option",
    "Task",
    "covered_steps",
    "read_practices",
    "read_steps",
]

MONTHS_PER_QUARTER = 3

_STEP_COLUMNS = (
    "step", "indicator", "level", "cost", "months", "person_months", "opd", "requires", "title",
)  # fmt: skip
_PRACTICE_COLUMNS = (
    "practice", "title", "effects", "requires", "cost_factor", "months_factor", "cost", "months",
)  # fmt: skip
_EFFECT = re.compile(r"(?P<indicator>\w+):(?P<low>\d)-(?P<high>\d)")
_STEP = re.compile(r"(?P<indicator>\w+)-(?P<level>\d)")


@dataclass(frozen=True, slots=True)
class Option:
    """Hold one way of doing a task: by own effort (``practice == ""``) or by replication.

    ``cost`` is in Rp million, ``months`` in calendar months, ``person_months`` in person-months.
    """

    practice: str
    cost: float
    months: float
    person_months: float

    @property
    def quarters(self) -> int:
        """Return the number of whole quarters occupied: a begun quarter counts fully."""
        return max(1, math.ceil(self.months / MONTHS_PER_QUARTER - 1e-9))


@dataclass(frozen=True, slots=True)
class Task:
    """Hold something to be placed on a quarter: a step, or the adoption of a practice.

    ``gain`` is what its completion adds to the index (weight / 100 per level; an adoption: 0).
    ``requires`` lists the tasks that must be *finished* before this one starts. ``cycle`` is the
    part of the months that nobody can shorten (periodic reviews, budget years).
    """

    code: str
    title: str
    opd: str
    indicator: str
    level: int
    gain: float
    requires: tuple[str, ...]
    options: tuple[Option, ...]
    cycle: float = 0.0

    @property
    def is_adoption(self) -> bool:
        """Return True for the adoption of a practice, False for a step."""
        return not self.indicator

    def option(self, practice: str) -> Option | None:
        """Return the option that uses ``practice`` (``""`` is own effort), or None."""
        return next((option for option in self.options if option.practice == practice), None)


def read_steps(
    steps: pd.DataFrame, now: Mapping[str, float], weight: Mapping[str, float]
) -> tuple[Task, ...]:
    """Return the open steps as tasks, sorted by code.

    Parameters
    ----------
    steps : DataFrame
        The step table.
    now, weight : mapping
        Present level and weight (percent) of every indicator.

    Raises
    ------
    ValueError
        When a column is missing, a row is malformed, or prerequisites form a circle.
    """
    _need(steps, _STEP_COLUMNS, "steps")
    if steps["step"].duplicated().any():
        raise ValueError(
            f"steps: langkah {steps['step'][steps['step'].duplicated()].iloc[0]} tercatat dua kali"
        )
    rows = {row.step: row for row in steps.itertuples(index=False)}
    tasks = []
    for code, row in sorted(rows.items()):
        indicator, level = str(row.indicator), int(row.level)
        if indicator not in now:
            raise ValueError(f"steps: {code} menaikkan indikator tak dikenal {indicator}")
        if level <= now[indicator]:
            continue
        numbers = (float(row.cost), float(row.months), float(row.person_months))
        if any(math.isnan(n) or n < 0 for n in numbers):
            raise ValueError(f"steps: biaya, bulan, atau orang-bulan {code} negatif atau kosong")
        chain = f"{indicator}-{level - 1}" if level - 1 > now[indicator] else ""
        tasks.append(
            Task(
                code=code,
                title=_text(row.title),
                opd=_text(row.opd),
                indicator=indicator,
                level=level,
                # A level that starts between two whole ones (Pemdi) is worth the rest of the way.
                gain=weight[indicator] * (level - max(now[indicator], level - 1)) / 100,
                requires=_open(f"{chain} {_text(row.requires)}", rows, now, f"steps: {code}"),
                options=(Option("", *numbers),),
                cycle=float(getattr(row, "cycle", 0.0)),
            )
        )
    _refuse_circle(tasks)
    return tuple(tasks)


def read_practices(
    practices: pd.DataFrame | None, tasks: tuple[Task, ...], now: Mapping[str, float]
) -> tuple[Task, ...]:
    """Return ``tasks`` with the options and the adoption tasks that the catalogue gives.

    Parameters
    ----------
    practices : DataFrame or None
        The catalogue; ``effects`` such as ``I36:2-4`` covers the steps I36-3 and I36-4.
    tasks : tuple of Task
        Open steps.
    now : mapping
        Present levels.

    Notes
    -----
    Replicated cost is rounded to whole Rp million and replicated duration up to whole months;
    effort shrinks with the duration (the same people for a shorter time). No practice shortens
    the calendar: what stands in a step's column ``cycle``, if the table has one, remains.
    """
    if practices is None:
        return tasks
    _need(practices, _PRACTICE_COLUMNS, "practices")
    by_code = {task.code: task for task in tasks}
    adoptions = []
    for row in practices.sort_values("practice").itertuples(index=False):
        covered = [c for c in covered_steps(row) if c in by_code]
        if not covered:
            continue
        for code in covered:
            own = by_code[code].options[0]
            option = Option(
                row.practice,
                float(round(own.cost * row.cost_factor)),
                float(
                    max(1, by_code[code].cycle, math.ceil(own.months * row.months_factor - 1e-9))
                ),
                round(own.person_months * row.months_factor, 2),
            )
            by_code[code] = replace(by_code[code], options=(*by_code[code].options, option))
        needs = _open(_text(row.requires), by_code, now, f"practices: {row.practice}")
        own = Option("", float(row.cost), float(row.months), 0.0)
        title = f"Mengadopsi praktik: {_text(row.title)}"
        adoptions.append(Task(str(row.practice), title, "", "", 0, 0.0, needs, (own,)))
    everything = sorted([*by_code.values(), *adoptions], key=lambda task: task.code)
    _refuse_circle(everything)
    return tuple(everything)


def covered_steps(row: Any) -> list[str]:
    """Return the steps that a row of the catalogue covers, open or not."""
    covered = []
    for effect in re.split(r"[\s;|,]+", _text(row.effects)):
        match = _EFFECT.fullmatch(effect)
        if not match:
            raise ValueError(f"practices: dampak {effect!r} pada {row.practice} tidak terbaca")
        low, high = int(match["low"]), int(match["high"])
        covered += [f"{match['indicator']}-{level}" for level in range(low + 1, high + 1)]
    return covered


def _open(text: str, rows: Container[str], now: Mapping[str, float], where: str) -> tuple[str, ...]:
    """Return the prerequisites not met yet, each once, in the order given."""
    needs = []
    for code in dict.fromkeys(re.split(r"[\s;|,]+", text.strip())):
        if not code:
            continue
        match = _STEP.fullmatch(code)
        if not match or match["indicator"] not in now:
            raise ValueError(f"{where} mensyaratkan langkah tak dikenal {code}")
        if int(match["level"]) <= now[match["indicator"]]:
            continue
        if code not in rows:
            raise ValueError(f"{where} mensyaratkan langkah tak dikenal {code}")
        needs.append(code)
    return tuple(needs)


def _refuse_circle(tasks: Iterable[Task]) -> None:
    try:
        tuple(TopologicalSorter({task.code: task.requires for task in tasks}).static_order())
    except CycleError as error:
        raise ValueError(f"prasyarat melingkar: {' -> '.join(error.args[1])}") from None


def _need(frame: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{name}: kolom tidak ada: {', '.join(missing)}")


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)

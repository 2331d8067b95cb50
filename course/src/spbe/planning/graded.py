"""What lab 07 marks beside the plans: personal sums and the choice of a floor, part by part."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spbe.planning.changes import plan_changes
from spbe.planning.plan import Plan
from spbe.planning.problem import PlanProblem

__all__ = ["Verdict", "change_sums", "start_sums"]

_READ = 0.0051  # a figure read to two decimals is a figure read
_STEP = 0.030
"""Index points of the step that is worth most (a public service)."""


@dataclass(frozen=True)
class Verdict:
    """Hold the share earned and one Indonesian line for each part."""

    share: float
    words: str


def start_sums(given: Mapping[str, Any] | None, problem: PlanProblem) -> Verdict:
    """Mark where the plan starts, what is lacking, and how many steps that is at least.

    Parameters
    ----------
    given : mapping or None
        Row to ``{"isi": number}``, as a form's table gives it.
    """
    lack = (problem.target or problem.index) - problem.index
    return _sums(
        given,
        "isi",
        {
            "indeks": ("Indeks awal", problem.index, _READ, "baca batang panel pada gambar"),
            "kurang": ("Yang kurang", lack, _READ, "kurangkan indeks panel dari target"),
            "langkah": (
                "Langkah paling sedikit",
                math.ceil(lack / _STEP - 1e-9),
                0.0,
                "bagilah yang kurang dengan 0,030, lalu bulatkan ke atas",
            ),
        },
    )


def change_sums(given: Mapping[str, Any] | None, before: Plan, after: Plan) -> Verdict:
    """Mark how many steps were struck out, added and shifted between two plans.

    Parameters
    ----------
    given : mapping or None
        Kind of change to ``{"banyak": number}``.
    """
    counted = plan_changes(before, after)["change"].value_counts()
    kinds = ("dicoret", "ditambahkan", "digeser")
    wanted = {
        kind: (
            kind.capitalize(),
            int(counted.get(kind, 0)),
            0.0,
            f"hitung baris bertuliskan “{kind}” pada tabel, sesudah menjalankannya lagi",
        )
        for kind in kinds
    }
    return _sums(given, "banyak", wanted)


def _sums(
    given: Mapping[str, Any] | None,
    column: str,
    wanted: Mapping[str, tuple[str, float, float, str]],
) -> Verdict:
    right, lines = 0, []
    for row, (label, expected, near, how) in wanted.items():
        cells = (given or {}).get(row)
        value = cells.get(column) if isinstance(cells, Mapping) else None
        if not isinstance(value, int | float) or isinstance(value, bool):
            lines.append(f"- {label}: belum diisi.")
        elif abs(value - expected) <= near + 1e-9:
            right += 1
            lines.append(f"- {label}: tepat.")
        else:
            lines.append(f"- {label}: belum tepat; {how}.")
    return Verdict(right / len(wanted), "\n".join(lines))

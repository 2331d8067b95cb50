"""Reference answers of the plan lab: what somebody would save who plans as well as is proven."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generators.common import yaml_of
from generators.references import OWNERS, answer_file

__all__ = ["plan_references"]

_UNIT = "07-rencana-percepatan"
_MARKED = ("mengapa-panel", "hitungan-rencana", "alasan-rencana")
_TEXTS = {
    "lantai-layanan": (
        "alasan",
        "Warga yang memakai layanan ini sekarang menunggu terlalu lama dan datang berulang kali. "
        "Satu tingkat cukup untuk menyelesaikan urusannya dalam satu rangkaian, dan biayanya masih "
        "sanggup kami tepati sekalipun anggaran berkurang.",
    ),
    "alasan-rencana": (
        "bupati",
        "Rencana ini berangkat dari nilai panel dan mencapai targetnya dalam delapan triwulan. "
        "Fondasi didahulukan, karena beberapa langkah lain menunggunya. Praktik ditiru hanya bila "
        "penghematannya melebihi biaya adopsinya. Layanan yang kami janjikan naik, dan warga "
        "merasakannya sebelum akhir tahun kedua. Langkah yang mahal tetapi kecil kenaikannya "
        "sengaja tidak dikerjakan. Dua angka kami jaga: biayanya di bawah anggaran, dan lantai "
        "layanan yang tidak boleh turun.",
    ),
    "perubahan-anggaran": (
        "rapat",
        "Anggaran tinggal tujuh puluh persen, jadi sebagian langkah dicoret atau digeser. Yang "
        "dilepas lebih dahulu ialah langkah kebijakan yang tidak ditunggu siapa pun dan tidak "
        "dirasakan warga. Fondasi dan lantai layanan dipertahankan walaupun mahal. Akibatnya "
        "ditanggung unit yang programnya tertunda satu tahun; kepada merekalah kami menjelaskan.",
    ),
}


def plan_references(
    cases: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Any], units: Path
) -> dict[str, bytes]:
    """Return path below the reference shelf -> answer file of lab 07.

    Parameters
    ----------
    cases : mapping
        Pilot to ``{"key", "record"}``, see `generators.optima.plan_cases`.
    tables : mapping
        The frames ``steps`` and ``practices``.
    units : Path
        The folder of the units, for the forms' keys.
    """
    frames = {name: tables[name] for name in ("steps", "practices")}
    found = {}
    for owner, government in OWNERS.items():
        forms = _forms(cases[government]["record"], cases[government]["key"], frames)
        for name in _MARKED:
            asked = yaml_of(units / _UNIT / "forms" / f"{name}.yml")["questions"]
            right = {one["id"]: one["key"]["right"] for one in asked if "key" in one}
            forms.setdefault(name, {}).update(right)
        for name, (question, text) in _TEXTS.items():
            forms[name][question] = text
        boards = {name: forms.pop(name) for name in ("rencana", "rencana-hemat")}
        whole = {name: {"questions": answers} for name, answers in forms.items()} | boards
        for name, answers in whole.items():
            found[f"{_UNIT}/{owner}/jawaban/{name}.json"] = answer_file(name, owner, answers)
    return found


def _forms(
    record: Mapping[str, Any], key: Mapping[str, Any], frames: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the personal answers: the sums, the floor, both boards, and what changed."""
    import math

    from spbe.planning import Plan
    from spbe.planning.case import evaluated_problem
    from spbe.planning.changes import plan_changes
    from spbe.planning.floors import FLOORS, SERVICES, floor_of

    problem = evaluated_problem(record, **frames)
    wanted = [(s, k) for k in FLOORS for s in reversed(SERVICES)]
    service, kind, floor = next(
        (s, k, floor) for s, k in wanted if (floor := floor_of(problem, s, k)).key in key["floors"]
    )
    proven = key["floors"][floor.key]
    boards = {
        "rencana": _board(record["government"], proven["steps"]),
        "rencana-hemat": _board(record["government"], proven["after"]["steps"]),
    }
    plans = [Plan.from_dict(board) for board in boards.values()]
    counted = plan_changes(*plans)["change"].value_counts()
    lack = record["target"] - record["index"]
    sums = {
        "indeks": round(record["index"], 4),
        "kurang": round(lack, 4),
        "langkah": math.ceil(lack / 0.030 - 1e-9),
    }
    kinds = ("dicoret", "ditambahkan", "digeser")
    return boards | {
        "titik-berangkat": {"angka": {row: {"isi": value} for row, value in sums.items()}},
        "lantai-layanan": {"layanan": service, "lantai": kind},
        "perubahan-anggaran": {
            "hitungan": {kind: {"banyak": int(counted.get(kind, 0))} for kind in kinds}
        },
    }


def _board(government: str, steps: list[list[Any]]) -> dict[str, Any]:
    rows = [{"step": step, "quarter": quarter, "practice": how} for step, quarter, how in steps]
    return {"government": government, "steps": rows}

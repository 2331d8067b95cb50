"""Reference answer files of the labs: what a trainee who reads like the panel would save.

The owner's name decides the government (`spbe.datasets.assigned_government`), as for a trainee.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generators.common import CODES, INDEX_WEIGHTS, yaml_of

__all__ = ["GRADED", "OWNERS", "answer_file", "answered", "judgement", "reference_files"]

OWNERS = {"acuan-3": "G02", "acuan-6": "G05", "acuan-8": "G04"}
"""Owner to the government that his name gives him; the first is the lab's reference."""

GRADED = (
    "I01", "I12", "I16", "I19", "I21", "I26", "I31", "I33", "I35", "I37", "I42", "I46",
)  # fmt: skip
"""The lab's twelve, as `spbe.panel.GRADED` has them; the generators stand without the subject."""

_UNIT = "03-menilai-bukti"


def reference_files(keys: Mapping[str, bytes], units: Path) -> dict[str, bytes]:
    """Return path below the reference shelf -> answer file, from the panel's keys by file name."""
    found = {}
    rest = [code for code in CODES if code not in GRADED]
    for owner, government in OWNERS.items():
        panel = json.loads(keys[f"{government}.json"])["indicators"]

        def judged(codes, government=government, panel=panel):
            indicators = {code: judgement(panel[code], f"{government}-{code}-1") for code in codes}
            return {"government": government, "indicators": indicators}

        forms = {
            "aturan-membaca": answered(units / _UNIT / "forms" / "aturan-membaca.yml"),
            "penilaian": judged(GRADED),
            "indeks-bagian": {"questions": _indices(panel)},
            "penilaian-lanjutan": judged(rest),
        }
        for form, answers in forms.items():
            found[f"{_UNIT}/{owner}/jawaban/{form}.json"] = answer_file(form, owner, answers)
    return found


def answered(form: Path) -> dict[str, Any]:
    """Return the answers of a declared form, each question answered right."""
    asked = yaml_of(form)["questions"]
    return {"questions": {one["id"]: one["key"]["right"] for one in asked}}


def _indices(panel: Mapping[str, Any]) -> dict[str, float]:
    """Return the index of the twelve as claimed, and how far the panel's lies from it."""
    claimed = _index([panel[code]["self_level"] for code in GRADED])
    right = _index([panel[code]["panel_level"] for code in GRADED])
    return {"mandiri": round(claimed, 2), "selisih": round(right - claimed, 2)}


def _index(levels: Sequence[int]) -> float:
    weights = [INDEX_WEIGHTS[code] for code in GRADED]
    pairs = zip(levels, weights, strict=True)
    return sum(level * weight for level, weight in pairs) / sum(weights)


def judgement(right: Mapping[str, Any], card: str) -> dict[str, Any]:
    """Return an indicator of the scoring form as the panel would fill it in.

    `card` stands where the key is silent on the two cards.
    """
    level = right["panel_level"]
    proves = right.get("proves", [card])[0]
    stops = "" if level == 5 else right.get("stops", [card])[0]
    return {"level": level, "reason": right["why"], "proves": proves, "stops": stops}


def answer_file(form: str, owner: str, answers: Mapping[str, Any]) -> bytes:
    """Return an answer file as a form saves it, at a fixed time."""
    content = {
        "schema": 1,
        "form": form,
        "owner": owner,
        "answers": answers,
        "rev": 1,
        "saved": "2026-01-01T00:00:00+00:00",
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

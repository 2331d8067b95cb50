"""Reference answer files of the labs: what a trainee who reads like the panel would save.

The owner's name decides the government (`spbe.datasets.assigned_government`), as for a trainee.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generators.common import CODES

__all__ = ["GRADED", "OWNERS", "SAMPLE", "answer_file", "judgement", "reference_files"]

OWNERS = {"acuan-3": "G02", "acuan-6": "G05", "acuan-8": "G04"}
"""Owner to the government that his name gives him; the first is the lab's reference."""

SAMPLE = (
    "I01", "I07", "I09", "I11", "I12", "I16", "I18", "I19", "I21", "I24",
    "I26", "I28", "I30", "I31", "I32", "I37", "I39", "I43", "I45", "I46",
)  # fmt: skip
"""The lab's twenty, as `spbe.panel.SAMPLE` has them; the generators stand without the subject."""

GRADED = (
    "I01", "I12", "I16", "I19", "I21", "I26", "I31", "I33", "I35", "I37", "I42", "I46",
)  # fmt: skip
"""The twelve that are graded once the lab asks its two card questions (`spbe.panel.GRADED`)."""

_UNIT = "03-menilai-bukti"


def reference_files(keys: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return path below the reference shelf -> answer file, from the panel's keys by file name."""
    found = {}
    forms = {
        "penilaian": SAMPLE,
        "penilaian-lanjutan": [code for code in CODES if code not in SAMPLE],
    }
    for owner, government in OWNERS.items():
        panel = json.loads(keys[f"{government}.json"])
        for form, codes in forms.items():
            answers = {
                "government": government,
                "indicators": {code: judgement(panel["indicators"][code]) for code in codes},
            }
            found[f"{_UNIT}/{owner}/jawaban/{form}.json"] = answer_file(form, owner, answers)
    return found


def judgement(right: Mapping[str, Any]) -> dict[str, Any]:
    """Return an indicator of the scoring form as the panel would fill it in."""
    return {"level": right["panel_level"], "reason": right["why"], "card": right["deciding"]}


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

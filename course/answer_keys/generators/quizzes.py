"""Lab 00's reference answers, from the forms that the unit declares and the owner's panel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generators.common import yaml_of
from generators.references import OWNERS, answer_file, judgement

__all__ = ["FIRST_FORM", "first_references"]

FIRST_FORM = ("I42", "I44")
"""The two indicators of the lab's first form: complaints, and the state's own rules."""

_UNIT = "00-orientasi"
_QUIZZES = ("pra-tes", "kuis-orientasi")


def first_references(keys: Mapping[str, bytes], units: Path) -> dict[str, bytes]:
    """Return path below the reference shelf -> answer file of lab 00; panel's keys by file name.

    The quizzes are answered right; the first form as the panel reads the owner's government.
    """
    found = {}
    for owner, government in OWNERS.items():
        panel = json.loads(keys[f"{government}.json"])["indicators"]
        forms: dict[str, dict[str, Any]] = {
            "perkenalan": {
                "government": government,
                "indicators": {code: judgement(panel[code]) for code in FIRST_FORM},
            }
        }
        for quiz in _QUIZZES:
            asked = yaml_of(units / _UNIT / "forms" / f"{quiz}.yml")["questions"]
            forms[quiz] = {"questions": {one["id"]: one["key"]["right"] for one in asked}}
        for form, answers in forms.items():
            path = f"{_UNIT}/{owner}/jawaban/{form}.json"
            found[path] = answer_file(form, owner, answers)
    return found

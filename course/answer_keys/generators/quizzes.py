"""Keys of the quizzes from their hand-written sources, and lab 00's reference answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generators.common import yaml_of
from generators.references import OWNERS, answer_file, judgement

__all__ = ["FIRST_FORM", "first_references", "quiz_keys"]

FIRST_FORM = ("I42", "I44")
"""The two indicators of the lab's first form: complaints, and the state's own rules."""

_UNIT = "00-orientasi"
_QUIZZES = ("pra-tes", "kuis-orientasi")


def quiz_keys(units: Path) -> dict[str, bytes]:
    """Return key file -> content, one for each quiz of a unit."""
    return {
        f"{path.stem}.json": _json(yaml_of(path)) for path in sorted(units.glob("*/quizzes/*.yml"))
    }


def first_references(keys: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return path below the reference shelf -> answer file of lab 00, from the keys by file name.

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
            key = json.loads(keys[f"{quiz}.json"])
            forms[quiz] = {"questions": {name: entry["right"] for name, entry in key.items()}}
        for form, answers in forms.items():
            path = f"{_UNIT}/{owner}/jawaban/{form}.json"
            found[path] = answer_file(form, owner, answers)
    return found


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

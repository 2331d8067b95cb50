"""The bank of test items, and the forms that are made of it.

An item is a pair of parallel questions of one unit: `a` for the pre-test, `b` for the post-test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from generators.common import yaml_of

__all__ = ["FORMS", "VERBS", "bank_forms", "bank_items", "form_of"]

VERBS = {
    "menghitung": {"number"},
    "menetapkan": {"number", "single"},
    "menemukan": {"number", "single"},
    "membandingkan": {"single"},
    "memilih": {"single"},
    "membedakan": {"match"},
    "mengurutkan": {"order"},
}
"""Verb of an objective -> the kinds of question that let somebody do just that."""

FORMS = {"00-orientasi/forms/pra-tes.yml": ("a", "Pra-tes")}
"""Form's file below the units -> which of each pair it asks, and its title."""

_UNKNOWN = {"belum": "Saya belum tahu"}
_HEAD = "# Made from course/answer_keys/bank/ by coursekit generate; change the items there.\n"
_INTRO = "Jawablah tanpa membuka buku. Untuk angka yang belum Anda ketahui, tulislah perkiraan."


def bank_items(folder: Path) -> list[dict[str, Any]]:
    """Return all items, in the order of the units."""
    return [item for path in sorted(folder.glob("*.yml")) for item in yaml_of(path)]


def form_of(items: Sequence[Mapping[str, Any]], side: str, title: str) -> dict[str, Any]:
    """Return the declaration, keys in it, of the form that asks one side of every pair."""
    questions = [_question(item, side) for item in items]
    return {"title": title, "intro": _INTRO, "questions": questions}


def bank_forms(folder: Path) -> dict[str, bytes]:
    """Return path below the units -> the form's file."""
    items = bank_items(folder)
    return {
        path: _HEAD.encode() + _yaml(form_of(items, side, title))
        for path, (side, title) in FORMS.items()
    }


def _question(item: Mapping[str, Any], side: str) -> dict[str, Any]:
    asked = {"id": item["id"], **item[side]}
    if asked["kind"] == "single":
        asked["choices"] = {**asked["choices"], **_UNKNOWN}
    return asked


def _yaml(form: Mapping[str, Any]) -> bytes:
    text = yaml.safe_dump(form, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()

"""Which keys a submission's tests may ask for, and where they lie.

Effects: reads course/answer_keys/keys. Only the leader does so; the judge is handed the result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from coursekit.core.errors import CourseError

__all__ = ["CASE", "keys_for", "wanted_keys"]

CASE = "case"
_CALL = re.compile(r"\b(?:key|mark_form)\(\s*[\"']([\w-]+)[\"']")


def wanted_keys(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the names that locked cells ask `labkit.keys.key` or `labkit.forms.mark_form` for."""
    return tuple(sorted({name for source in sources for name in _CALL.findall(source)}))


def keys_for(
    folder: Path, names: Iterable[str], owner: str, find_case: Callable[[str], str] | None
) -> dict[str, Any]:
    """Return the keys of one owner.

    ``case`` is the whole key of the owner's case and each of its entries can be asked for by
    its own name; every other name is a file ``<name>.json`` that holds for everybody.

    Raises
    ------
    CourseError
        If a key that a test asks for is nowhere.
    """
    found: dict[str, Any] = {}
    case: dict[str, Any] | None = None
    for name in names:
        common = folder / f"{name}.json"
        if name != CASE and common.is_file():
            found[name] = json.loads(common.read_text(encoding="utf-8"))
            continue
        if case is None:
            case = _case_key(folder, owner, find_case, name)
        if name != CASE and name not in case:
            raise CourseError(f"{folder}: no key '{name}'; a test of the lab asks for it")
        found[name] = case if name == CASE else case[name]
    return found


def _case_key(
    folder: Path, owner: str, find_case: Callable[[str], str] | None, name: str
) -> dict[str, Any]:
    if find_case is None:
        raise CourseError(f"{folder}: no key '{name}', and the course names no personal cases")
    path = folder / f"{find_case(owner)}.json"
    try:
        answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return answer
    except FileNotFoundError:
        raise CourseError(f"{path}: missing; it is the key of {owner}'s case") from None

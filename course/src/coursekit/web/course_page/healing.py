"""A trainee's notebook in the shape of the released one, his answers kept: pure functions.

A lab is a page: nothing in it but answers is the trainee's to change. What was changed all the
same (in an earlier kit, in another program, by a file from somebody else) is put back when the
lab is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.core.notebooks import FORM_TAG

__all__ = ["Healed", "heal", "is_answer", "is_free", "texts"]

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Healed:
    """A notebook as it should be, and how many of its cells were not."""

    notebook: dict[str, Any]
    mended: int


def is_answer(cell: Cell) -> bool:
    """Tell whether a cell is one that a trainee writes in."""
    marks = _marks(cell)
    return bool(marks.get("solution")) or bool(marks.get("task"))


def is_free(cell: Cell) -> bool:
    """Tell whether a cell is one to play with: code that is neither locked nor marked."""
    marks, metadata = _marks(cell), cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    tagged = isinstance(tags, list) and FORM_TAG in tags
    kept = marks.get("locked") or marks.get("grade") or marks.get("solution")
    return cell.get("cell_type") == "code" and not kept and not tagged


def texts(released: Mapping[str, Any]) -> dict[str, str]:
    """Return id -> text of the code cells that are no answers.

    What runs by itself when a lab is opened is only what was released.
    """
    return {
        cell["id"]: _source(cell)
        for cell in released["cells"]
        if cell["cell_type"] == "code" and not is_answer(cell) and not is_free(cell)
    }


def heal(mine: Mapping[str, Any], released: Mapping[str, Any]) -> Healed:
    """Return the trainee's notebook in the shape of the released one.

    Parameters
    ----------
    mine, released : mapping
        Notebooks in format 4.

    Returns
    -------
    Healed
        The released cells in their order: an answer with the trainee's text and outputs, any
        other cell with the released text, and with the trainee's outputs where its text was
        right. Cells of his own that hold something follow the cell they followed; blank ones go.
        `mended` counts cells that were changed, missing, doubled, out of place or too many.
    """
    known = {cell["id"]: cell for cell in released["cells"]}
    ids = {name: name for name in known}
    for name, cell in known.items():
        if grade_id := _marks(cell).get("grade_id"):
            ids[grade_id] = name
    found: dict[str, Cell] = {}
    own: dict[str, list[Cell]] = {}
    order: list[str] = []
    after, mended = "", 0
    for cell in mine.get("cells", ()):
        if not isinstance(cell, Mapping) or "cell_type" not in cell:
            mended += 1
            continue
        name = ids.get(_marks(cell).get("grade_id")) or ids.get(cell.get("id"))
        if name is not None and name not in found:
            found[name], after = cell, name
            order.append(name)
        elif _source(cell).strip() and name is None:
            own.setdefault(after, []).append(cell)
        else:
            mended += 1
    cells: list[dict[str, Any]] = [dict(cell) for cell in own.get("", ())]
    for name, wanted in known.items():
        cell, right = _mended(found.get(name), wanted)
        mended += not right
        cells += [cell, *map(dict, own.get(name, ()))]
    mended += order != [name for name in known if name in found]
    notebook = {**released, "cells": cells}
    return Healed(notebook, mended)


def _mended(mine: Cell | None, wanted: Cell) -> tuple[dict[str, Any], bool]:
    """Return one cell as it should be, and whether it was so."""
    if mine is None:
        return dict(wanted), False
    kept = {key: mine[key] for key in ("outputs", "execution_count") if key in mine}
    same_kind = mine["cell_type"] == wanted["cell_type"]
    same_text = _source(mine) == _source(wanted)
    if is_answer(wanted) or is_free(wanted):
        text = {"source": _source(mine)}
        return {**wanted, **(kept if same_kind else {}), **text}, same_kind
    right = same_kind and same_text
    return {**wanted, **(kept if right else {})}, right


def _marks(cell: Cell) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return marks if isinstance(marks, Mapping) else {}


def _source(cell: Cell) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, Sequence) else ""

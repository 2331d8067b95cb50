"""Put a submitted notebook back into shape: pure functions from bytes to cells and damage.

The gradebook's cells rule: their text where they are locked, their marks, their order. What the
trainee added stays where it was put, after the known cell it follows.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from coursekit.grading.assignment.findings import Finding
from coursekit.grading.assignment.marks import is_blank
from coursekit.grading.assignment.spec import CellSpec, NotebookSpec, public_source

__all__ = ["NOTE_ID", "Cell", "Restored", "UnreadableError", "parse", "restore"]

_TYPES = ("code", "markdown", "raw")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_IMAGE = re.compile(r"image/(png|jpeg|gif|webp)")
NOTE_ID = "catatan-penilaian"  # of the cell that tells what was found


class UnreadableError(ValueError):
    """The bytes are no notebook."""


@dataclass
class Cell:
    """A cell on its way through grading.

    Attributes
    ----------
    spec : CellSpec or None
        None where the trainee added it.
    written : str or None
        What was answered in a form, where the cell's text shows more than that.
    fault : str
        Why an answer of a form cannot be read; for the trainee.
    """

    source: str
    cell_type: str
    metadata: dict[str, Any]
    cell_id: str
    spec: CellSpec | None = None
    attachments: dict[str, Any] | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)
    count: int | None = None
    written: str | None = None
    fault: str = ""


@dataclass(frozen=True)
class Restored:
    """A notebook ready to run, and what was found while making it so."""

    cells: list[Cell]
    damage: list[Finding]


def parse(raw: bytes) -> tuple[dict[str, Any], bool]:
    """Return the notebook in format 4, and whether it came in an older one.

    Raises
    ------
    UnreadableError
        If `raw` is no notebook.
    """
    try:
        text = raw.decode(json.detect_encoding(raw[:4]))  # also UTF-16, as some editors save it
        plain = json.loads(text, parse_constant=lambda _: None)
        version = plain["nbformat"]
        if version in (2, 3):
            return _converted(plain), True
        cells = plain["cells"]
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError, AttributeError) as error:
        raise UnreadableError(type(error).__name__) from None
    if version != 4 or type(cells) is not list:
        raise UnreadableError("format")
    return plain, False


def _converted(plain: dict[str, Any]) -> dict[str, Any]:
    import nbformat

    try:
        answer: dict[str, Any] = json.loads(
            json.dumps(nbformat.reads(json.dumps(plain), as_version=4))
        )
        return answer
    except Exception as error:  # it raises whatever it stumbles over
        raise UnreadableError(type(error).__name__) from None


def restore(plain: dict[str, Any], notebook: NotebookSpec) -> Restored:
    """Return the cells of `plain` (a notebook in format 4) as the gradebook wants them."""
    known = {cell.grade_id: cell for cell in notebook.cells}
    cells = [cell for item in plain["cells"] if (cell := _read(item)) is not None]
    damage = _identify(cells, known)
    damage += _resolve_doubles(cells, known)
    cells, moved = _arrange(cells, notebook, damage)
    if moved:
        damage.append(Finding("cell-order"))
    for cell in cells:
        if cell.spec is not None:
            damage += _repair(cell)
    damage += _kernel(plain, notebook)
    _name_uniquely(cells)
    return Restored(cells, damage)


def _read(item: object) -> Cell | None:
    if type(item) is not dict or item.get("cell_type") not in _TYPES:
        return None
    source = item.get("source", "")
    if type(source) is list:
        source = "".join(part for part in source if type(part) is str)
    if type(source) is not str:
        return None
    return Cell(
        source=source.encode("utf-8", "replace").decode(),
        cell_type=item["cell_type"],
        metadata=_metadata(item.get("metadata")),
        cell_id=item["id"] if type(item.get("id")) is str else "",
        attachments=_attachments(item.get("attachments")),
    )


def _metadata(given: object) -> dict[str, Any]:
    """Keep nbgrader's own, tags and what folds a cell: pages trip over anything else."""
    given = given if type(given) is dict else {}
    kept = {"nbgrader": given["nbgrader"]} if type(given.get("nbgrader")) is dict else {}
    if type(given.get("tags")) is list:
        kept["tags"] = sorted({tag for tag in given["tags"] if type(tag) is str})
    folded = given.get("jupyter")
    if type(folded) is dict and folded.get("source_hidden") is True:
        kept["jupyter"] = {"source_hidden": True}
    return kept


def _attachments(given: object) -> dict[str, Any] | None:
    """Keep images in base64."""
    kept = {}
    for name, bundle in given.items() if type(given) is dict else ():
        found = bundle.items() if type(bundle) is dict else ()
        images = {mime: raw for mime, raw in found if _IMAGE.fullmatch(mime) and type(raw) is str}
        if images:
            kept[name] = images
    return kept or None


def _identify(cells: list[Cell], known: dict[str, CellSpec]) -> list[Finding]:
    """Give each cell its specification: by grade id, else by cell id, else by its locked text."""
    damage, found = [], set()
    for cell in cells:
        given = cell.metadata.get("nbgrader")
        marked: dict[str, Any] = given if type(given) is dict else {}
        grade_id = marked.get("grade_id")
        if type(grade_id) is str and grade_id in known:
            cell.spec = known[grade_id]
            found.add(grade_id)
            if _changed(marked, known[grade_id]):
                damage.append(Finding("cell-marks", grade_id))
    texts = {public_source(one.source).rstrip(): one for one in known.values() if one.locked}
    for cell in cells:
        if cell.spec is not None:
            continue
        spec = known.get(cell.cell_id) or texts.get(cell.source.rstrip())
        if spec is not None and spec.grade_id not in found:
            cell.spec = spec
            found.add(spec.grade_id)
            damage.append(Finding("cell-marks", spec.grade_id))
    return damage


def _changed(marked: dict[str, Any], spec: CellSpec) -> bool:
    if type(marked.get("schema_version")) is not int or marked["schema_version"] < 3:
        return False  # an older nbgrader: other fields, no fault of the trainee
    grade, solution = bool(marked.get("grade")), bool(marked.get("solution"))
    locked = not solution and (grade or bool(marked.get("locked")))
    wrong = (grade, solution, locked) != (spec.grade, spec.solution, spec.locked)
    points = marked.get("points", 0)
    worth = [spec.points, *(earlier for _, earlier in spec.earlier)]
    known = type(points) in (int, float) and points in worth
    return wrong or (spec.grade and not known)


def _resolve_doubles(cells: list[Cell], known: dict[str, CellSpec]) -> list[Finding]:
    damage = []
    for grade_id, spec in known.items():
        copies = [cell for cell in cells if cell.spec is spec]
        if len(copies) < 2:
            continue
        filled = [cell for cell in copies if not is_blank(cell.source, spec)]
        keep = (filled if spec.solution and filled else copies)[-1]
        for cell in copies:
            if cell is not keep:
                cell.spec, cell.cell_id = None, ""
        damage.append(Finding("cell-doubled", grade_id))
    for cell in cells:
        if cell.spec is None:
            cell.metadata.pop("nbgrader", None)
    return damage


def _arrange(
    cells: list[Cell], notebook: NotebookSpec, damage: list[Finding]
) -> tuple[list[Cell], bool]:
    """Return the cells in the source's order with missing ones added, and whether any moved."""
    head: list[Cell] = []
    groups: dict[str, list[Cell]] = {}
    current = head
    for cell in cells:
        if cell.spec is not None:
            current = groups[cell.spec.grade_id] = [cell]
        else:
            current.append(cell)
    order = [cell.grade_id for cell in notebook.cells]
    moved = list(groups) != [grade_id for grade_id in order if grade_id in groups]
    arranged = list(head)
    for spec in notebook.cells:
        if spec.grade_id not in groups:
            damage.append(Finding("cell-deleted", spec.grade_id))
            lost = Cell(spec.source, spec.cell_type, {}, spec.grade_id, spec)
            groups[spec.grade_id] = [lost]
        arranged += groups[spec.grade_id]
    return arranged, moved


def _repair(cell: Cell) -> list[Finding]:
    spec = cell.spec
    damage: list[Finding] = []
    if spec is None:
        return damage
    if cell.cell_type != spec.cell_type:
        cell.cell_type = spec.cell_type
        damage.append(Finding("cell-type", spec.grade_id))
    if spec.locked:
        mine = cell.source.rstrip()
        true = (public_source(spec.source).rstrip(), spec.source.rstrip())
        if mine not in true and not spec.was_released_as(mine):
            damage.append(Finding("cell-changed", spec.grade_id))
        cell.source = spec.source
        cell.metadata |= {"deletable": False, "editable": False}
    cell.metadata["nbgrader"] = spec.metadata()
    if spec.extra_credit:
        cell.metadata["coursekit"] = {"extra_credit": spec.extra_credit}
    return damage


def _kernel(plain: dict[str, Any], notebook: NotebookSpec) -> list[Finding]:
    metadata = plain.get("metadata")
    given = metadata.get("kernelspec") if type(metadata) is dict else None
    wanted = notebook.kernelspec.get("language", "python")
    language = given.get("language", wanted) if type(given) is dict else wanted
    if type(language) is str and language.lower() != str(wanted).lower():
        return [Finding("kernel", language[:40])]
    return []


def _name_uniquely(cells: list[Cell]) -> None:
    taken = {NOTE_ID}
    for place, cell in enumerate(cells):
        if not _ID.fullmatch(cell.cell_id) or cell.cell_id in taken:
            cell.cell_id = f"sel-{place}"
            while cell.cell_id in taken:
                cell.cell_id += "-"
        taken.add(cell.cell_id)

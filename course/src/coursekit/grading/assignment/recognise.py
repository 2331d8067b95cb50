"""Tell by content which file is the lab's notebook, and what a file is that is none.

The rule, as `book/penilaian.md` tells it to trainees: a notebook under the lab's own name at the
top of the folder always counts, and no other one beside it. Where it is missing, a notebook under
another name, with another ending or in a folder below takes its place if it is the only one that
holds at least half of the lab's graded cells; copies of the very same content are one. Whenever
there is more than one, none is chosen: nobody but the trainee knows which is meant.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coursekit.core.layout import SENT_ID, SENT_TIME
from coursekit.core.old_output import begins_like_json
from coursekit.grading.assignment.findings import Finding
from coursekit.grading.assignment.restore import UnreadableError, parse, restore
from coursekit.grading.assignment.spec import NotebookSpec

__all__ = ["Chosen", "begins_like_json", "choose", "holds_notebook", "is_notebook", "trouble_of"]

_MOST = 20  # candidates looked at
_SHOWN = 5  # names told
_ZIP = b"PK\x03\x04"
_WEB = re.compile(rb"\s*(<!--.{0,500}?-->\s*)?<(!doctype\s+html|html|head|body)", re.I | re.DOTALL)
_OURS, _THEIRS = (re.compile(rb"^" + mark * 7 + rb"( |\r?$)", re.M) for mark in (b"<", b">"))
_NOBODYS = (SENT_TIME, SENT_ID)  # written when it was collected


@dataclass(frozen=True)
class Chosen:
    """The bytes taken for each notebook of the lab, and what there is to tell."""

    notebooks: dict[str, bytes]
    damage: tuple[Finding, ...]


def choose(
    notebooks: Mapping[str, bytes],
    files: Mapping[str, bytes],
    wanted: tuple[NotebookSpec, ...],
    own: frozenset[str] = frozenset(),
) -> Chosen:
    """Choose which file is which notebook of the lab.

    Parameters
    ----------
    notebooks : mapping
        Name without ending to bytes, of those at the top of the folder.
    files : mapping
        Path to bytes of everything else.
    own : frozenset of str
        Paths of files that are the lab's own or its answers: never told as found.
    """
    named = {one.name: one for one in wanted}
    found = {name: notebooks[name] for name in named if name in notebooks}
    others = {f"{name}.ipynb": raw for name, raw in notebooks.items() if name not in named}
    damage: list[Finding] = []
    missing = [name for name in named if name not in found]
    elsewhere = dict(_candidates(files)) if missing else {}
    candidates = dict(list({**others, **elsewhere}.items())[:_MOST])
    for name in missing:
        alike = {path: raw for path, raw in candidates.items() if _belongs(raw, named[name])}
        expected = f"{name}.ipynb"
        if len(set(alike.values())) == 1:
            path = min(alike)
            found[name] = candidates[path]
            damage.append(Finding("file-name", path, expected))
            for taken in alike:
                others.pop(taken, None)
        elif alike:
            damage.append(Finding("notebook-doubled", expected, _listed(alike)))
        else:
            damage += _absent(expected, [*others, *elsewhere], files, own)
    damage += [Finding("notebook-other", path) for path in sorted(others)]
    return Chosen(found, tuple(damage))


def _absent(
    expected: str, notebooks: list[str], files: Mapping[str, bytes], own: frozenset[str]
) -> list[Finding]:
    packed = [path for path, raw in files.items() if holds_notebook(raw)]
    if packed and not notebooks:
        return [Finding("notebook-archive", min(packed), expected)]
    told = notebooks or sorted(set(files) - own - set(_NOBODYS))
    if told:
        return [Finding("notebook-swapped", expected, _listed(told))]
    return [Finding("notebook-missing", expected)]


def _candidates(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(files):
        if is_notebook(files[path]):
            yield path, files[path]


def _listed(names: Iterator[str] | list[str] | dict[str, bytes]) -> str:
    shown = sorted(names)
    more = len(shown) - _SHOWN
    return ", ".join(shown[:_SHOWN]) + (f", dan {more} lainnya" if more > 0 else "")


def _belongs(raw: bytes, notebook: NotebookSpec) -> bool:
    """Tell whether at least half of the lab's cells that carry answers or marks are there."""
    carrying = {one.grade_id for one in notebook.cells if one.grade or one.solution or one.task}
    carrying = carrying or {one.grade_id for one in notebook.cells}
    try:
        restored = restore(parse(raw)[0], notebook)
    except UnreadableError:
        return False
    lost = {item.where for item in restored.damage if item.code == "cell-deleted"}
    return 2 * len(carrying - lost) >= len(carrying) > 0


def is_notebook(raw: bytes) -> bool:
    """Tell whether bytes are a notebook, whatever the file is called."""
    if not begins_like_json(raw[:64]):
        return False
    try:
        parse(raw)
    except UnreadableError:
        return False
    return True


def holds_notebook(raw: bytes) -> bool:
    """Tell whether bytes are a zip with a notebook in it; nothing is unpacked."""
    if not raw.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return any(name.lower().endswith(".ipynb") for name in archive.namelist())
    except Exception:  # zipfile raises whatever it stumbles over
        return False


def trouble_of(raw: bytes) -> str:
    """Return the code that says what bytes are that are no readable notebook."""
    plain = raw.decode(json.detect_encoding(raw[:4]), "replace").encode("utf-8", "replace")
    if not plain.strip(b"\xef\xbb\xbf\0 \t\r\n"):
        return "notebook-empty"
    if raw.startswith(_ZIP):
        return "notebook-archive"
    if _WEB.match(plain.removeprefix(b"\xef\xbb\xbf")):
        return "notebook-html"
    if _OURS.search(plain) and _THEIRS.search(plain):
        return "notebook-merged"
    try:
        found = json.loads(plain)
    except (ValueError, RecursionError, MemoryError):
        found = None
    notebook = isinstance(found, dict) and ("cells" in found or "worksheets" in found)
    return "notebook-foreign" if found is not None and not notebook else "notebook-broken"

"""From percent texts and forms to solutions/, labs/ and keys: write them, or compare with them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.forms import forms_of, key_files, read_lab
from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import to_bytes
from coursekit.core.syllabus import Syllabus

__all__ = ["Drift", "build", "check", "generate", "run_builders"]


@dataclass(frozen=True)
class Drift:
    """One difference between what stands in the tree and what the sources give."""

    path: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path}: {self.fault}"


def build(layout: CourseLayout, units: Iterable[str]) -> dict[Path, bytes]:
    """Build the notebooks of some units, and all keys of forms, without touching the tree.

    Parameters
    ----------
    layout : CourseLayout
        The checkout.
    units : iterable of str
        Unit ids ``NN-slug``.

    Returns
    -------
    dict
        Path relative to the root → bytes, for ``solutions/…``, ``labs/…`` and the keys.

    Raises
    ------
    CourseError
        If a percent text or a form is broken, or nbgrader refuses the notebook.
    """
    units = list(units)
    files = key_files(layout)
    with tempfile.TemporaryDirectory(prefix="coursekit-") as folder:
        scratch = CourseLayout(Path(folder))
        scratch.var.mkdir(parents=True)
        for unit in units:
            data = to_bytes(read_lab(layout, unit))
            target = scratch.solutions / unit / f"{unit}.ipynb"
            target.parent.mkdir(parents=True)
            target.write_bytes(data)
            files[target.relative_to(scratch.root)] = data
        for unit in units:
            path = Path("labs", unit, f"{unit}.ipynb")
            files[path] = _release(scratch, unit)
    return files


def generate(layout: CourseLayout, units: Sequence[str]) -> list[Path]:
    """Write the notebooks of the given units and the keys of forms; return what changed."""
    _refuse_strays(layout, units)
    changed = []
    for path, data in build(layout, units).items():
        target = layout.root / path
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            changed.append(path)
    return changed


def check(layout: CourseLayout, units: Sequence[str]) -> list[Drift]:
    """Compare the tree with a fresh build, byte for byte, and look for orphans."""
    built = build(layout, units)
    drifts = []
    for path, data in built.items():
        target = layout.root / path
        if not target.is_file():
            drifts.append(Drift(str(path), "missing; run coursekit generate"))
        elif target.read_bytes() != data:
            drifts.append(Drift(str(path), "differs from its source; run coursekit generate"))
    for path in _notebook_tree(layout):
        if path not in built:
            drifts.append(Drift(str(path), "has no source in the syllabus; delete it"))
    return drifts


def run_builders(layout: CourseLayout, syllabus: Syllabus, *, check: bool = False) -> list[Drift]:
    """Run the subject's table builders, each in a process of its own.

    One that writes says itself what it wrote.

    Raises
    ------
    CourseError
        If a builder fails while writing.
    """
    drifts = []
    for script in syllabus.builders:
        command = [sys.executable, str(layout.root / script), *(["--check"] if check else [])]
        shown = subprocess.PIPE if check else None
        run = subprocess.run(
            command, cwd=layout.root, stdout=shown, stderr=subprocess.PIPE, text=True
        )
        if run.returncode == 0:
            continue
        said = (run.stderr or run.stdout or "").strip()
        if not check or run.returncode != 1:
            forms_of(layout)  # a broken form, which builders may read, is named with its remedy
            raise CourseError(f"{script}: failed\n{said}")
        drifts.append(Drift(script, said))
    return drifts


def _release(scratch: CourseLayout, unit: str) -> bytes:
    """Let nbgrader itself make the trainee's version, without a database."""
    import logging

    import nbformat
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from coursekit.nbgrader_ops.config import update_course
    from coursekit.nbgrader_ops.stubs import update_stubs

    config = Config()
    update_course(config, scratch, "course")
    update_stubs(config)
    config.CourseDirectory.assignment_id = unit
    config.SaveCells.enabled = False
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.force = True
    said: list[str] = []
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log = logging.getLogger(f"coursekit.authoring.generate.{unit}")
    converter.log.handlers = [_keeper(said)]
    converter.log.propagate = False
    try:
        converter.start()
    except Exception as error:
        raise CourseError(f"course/units/{unit}/lab.py: {said[-1] if said else error}") from error
    target = scratch.labs / unit / f"{unit}.ipynb"
    return to_bytes(nbformat.read(target, as_version=nbformat.NO_CONVERT))


def _keeper(said: list[str]) -> object:
    """Return a log handler that keeps errors for our own one-line message."""
    import logging

    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: said.append(record.getMessage().strip().splitlines()[-1])
    return handler


def _notebook_tree(layout: CourseLayout) -> list[Path]:
    return [
        path.relative_to(layout.root)
        for folder in (layout.solutions, layout.labs)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    ]


def _refuse_strays(layout: CourseLayout, units: Sequence[str]) -> None:
    """Refuse what nbgrader would copy into every trainee's folder or over his answers."""
    for path in _notebook_tree(layout):
        if path.suffix != ".ipynb":
            raise CourseError(
                f"{path}: only notebooks may lie here; nbgrader would release this file and "
                "put it over every trainee's own at grading. Move it away"
            )

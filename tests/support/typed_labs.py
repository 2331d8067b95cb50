"""A lab whose answers are typed as code, with hidden tests, in the place of one of forms.

No lab of the course asks for code any more, but labs may: what they need of hub, grading and
feedback is tried on this one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from coursekit.authoring.generate import build
from coursekit.core.layout import CourseLayout

__all__ = ["typed_lab"]

_SHELF = Path(__file__).with_name("typed_lab")


def typed_lab(layout: CourseLayout, unit: str) -> CourseLayout:
    """Write the typed lab into an empty scratch course: its source, its mistakes, its notebooks."""
    folder = layout.lab_source(unit).parent
    folder.mkdir(parents=True)
    for name in ("lab.py", "golden.yml"):
        shutil.copy(_SHELF / name, folder / name)
    for path, data in build(layout, [unit]).items():
        target = layout.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return layout

"""The book's table of contents: `_toc.yml`, with the lessons of the syllabus put in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import load_syllabus

__all__ = ["contents_of"]


def contents_of(layout: CourseLayout, guides: Iterable[str] = ()) -> dict[str, Any]:
    """Return the whole table of contents.

    The lessons that are written become the chapters of the part that has none in
    ``book/_toc.yml``, in the order of the syllabus.

    Parameters
    ----------
    guides : iterable of str
        Units whose instructors' pages form a last part.

    Raises
    ------
    UsageError
        If no part of ``book/_toc.yml`` has an empty list of chapters.
    """
    import yaml

    path = layout.book / "_toc.yml"
    contents = yaml.safe_load(path.read_text(encoding="utf-8"))
    empty = [part for part in contents.get("parts", []) if part.get("chapters") == []]
    if not empty:
        raise UsageError(f"{path}: parts: one needs `chapters: []`, where the lessons are put")
    empty[0]["chapters"] = [
        {"file": unit.id, "title": f"{unit.id[:2]} {unit.title}"}
        for unit in load_syllabus(layout.syllabus).units
        if (layout.book / f"{unit.id}.md").is_file()
    ]
    chapters = [{"file": f"panduan/{unit}"} for unit in guides]
    if chapters:
        contents["parts"].append({"caption": "Panduan pengajar", "chapters": chapters})
    return contents

"""Which sources an edition is built from: the readers' own folder, or a copy with the guides."""

from __future__ import annotations

import shutil
from pathlib import Path

from coursekit.book.configuration import write_yaml
from coursekit.book.contents import contents_of
from coursekit.core.layout import CourseLayout

__all__ = ["stage_sources"]

_NOT_COPIED = shutil.ignore_patterns("_build", "node_modules", "__pycache__", ".vendored", "*.mo")


def stage_sources(layout: CourseLayout, edition: str, build: Path) -> Path:
    """Return the folder to build an edition from.

    Readers are built in place. Instructors get a copy in which the guides form a part of the
    contents, so that no guide ever lies among the readers' sources, which the site's search
    index is made from.
    """
    if edition != "instructors":
        return layout.book
    stage = build / "sources"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(layout.book, stage, ignore=_NOT_COPIED)
    guides = layout.guides
    (stage / "panduan").mkdir()
    for unit, guide in guides.items():
        shutil.copy(guide, stage / "panduan" / f"{unit}.md")
    write_yaml(contents_of(layout, guides), stage / "_toc.yml")
    return stage

"""What `coursekit serve` makes anew before it starts: labs and book, if their sources changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import load_syllabus

__all__ = ["digest", "refresh_book", "refresh_labs"]

_MADE = {"_build", "_aset", "__pycache__", ".ipynb_checkpoints", "node_modules"}


def digest(paths: Iterable[Path]) -> str:
    """Return one hash over the names and bytes of files, and of all files below folders."""
    found = hashlib.sha256()
    for root in paths:
        files = [root] if root.is_file() else sorted(root.rglob("*"))
        for file in files:
            if file.is_file() and not _MADE & set(file.parts[len(root.parts) :]):
                found.update(str(file.relative_to(root.parent)).encode())
                found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def refresh_labs(layout: CourseLayout, say: Callable[[str], None]) -> bool:
    """Generate solutions/ and labs/ if a source changed since the last time; say so."""
    if not layout.lab_sources:
        return False
    stamp = layout.var / "labs.stamp"
    now = digest([layout.units, layout.syllabus, layout.solutions, layout.labs])
    if _read(stamp) == now:
        return False
    from coursekit.authoring.generate import generate

    say("Making the labs ...")
    generate(layout, [unit.id for unit in load_syllabus(layout.syllabus).labs])
    stamp.write_text(digest([layout.units, layout.syllabus, layout.solutions, layout.labs]))
    return True


def refresh_book(layout: CourseLayout, say: Callable[[str], None]) -> bool:
    """Build the book if a source changed since the last time; a failure stops no training."""
    if not (layout.book / "_config.yml").is_file():
        return False
    stamp = layout.var / "book.stamp"
    code = layout.course / "src"  # the pages run it; which package is the subject is not known here
    sources = [layout.book, layout.syllabus, layout.units, layout.labs, layout.datasets, code]
    built = (layout.book / "_build" / "html" / "index.html").is_file()
    if built and _read(stamp) == digest(sources):
        return False
    from coursekit.book.build import build_book

    say("Building the book (half a minute the first time) ...")
    try:
        build_book(layout, hub="/")
    except CourseError as error:
        say(f"The book is not built: {error}\nThe training starts without it.")
        return False
    stamp.write_text(digest(sources))  # after the build: it derives pages beside the sources
    return True


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.is_file() else ""

"""What `coursekit serve` makes anew before it starts: labs and book, if their sources changed."""

from __future__ import annotations

from collections.abc import Callable

from coursekit.core.errors import CourseError
from coursekit.core.fingerprint import fingerprint, is_fresh
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import load_syllabus

__all__ = ["refresh_book", "refresh_labs"]


def refresh_labs(layout: CourseLayout, say: Callable[[str], None]) -> bool:
    """Generate solutions/ and labs/ if a source changed since the last time; say so."""
    if not layout.lab_sources:
        return False
    stamp = layout.var / "labs.stamp"
    now = fingerprint([layout.units, layout.syllabus, layout.solutions, layout.labs])
    if is_fresh(stamp, now):
        return False
    from coursekit.authoring.generate import generate

    say("Making the labs ...")
    generate(layout, [unit.id for unit in load_syllabus(layout.syllabus).labs])
    stamp.write_text(fingerprint([layout.units, layout.syllabus, layout.solutions, layout.labs]))
    return True


def refresh_book(layout: CourseLayout, say: Callable[[str], None]) -> bool:
    """Build the book if a source changed since the last time; a failure stops no training."""
    if not (layout.book / "_config.yml").is_file():
        return False
    stamp = layout.var / "book.stamp"
    code = layout.course / "src"  # the pages run it; which package is the subject is not known here
    sources = [layout.book, layout.syllabus, layout.units, layout.labs, layout.datasets, code]
    built = (layout.book / "_build" / "html" / "index.html").is_file()
    if built and is_fresh(stamp, fingerprint(sources)):
        return False
    from coursekit.book.build import build_book

    say("Building the book (half a minute the first time) ...")
    try:
        build_book(layout, hub="/")
    except CourseError as error:
        say(f"The book is not built: {error}\nThe training starts without it.")
        return False
    stamp.write_text(fingerprint(sources))  # after the build: it derives pages beside the sources
    return True

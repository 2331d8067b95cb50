"""Build the published book: assets, pages, downloads. The effects of a build stand here.

Law: a warning is an error, and readers' output holds nothing that lies outside the book's sources.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from coursekit.book.assets import vendor_assets
from coursekit.book.configuration import configuration_of, write_yaml
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.fingerprint import fingerprint, is_fresh
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import load_syllabus

__all__ = ["EDITION", "EDITIONS", "build_book", "output_folder"]

EDITION = "COURSEKIT_EDITION"
"""Variable that tells the book's own directives which edition is built."""

EDITIONS = ("readers", "instructors", "alumni")


def output_folder(layout: CourseLayout, edition: str = "readers") -> Path:
    """Return the folder of an edition's pages; servers and tests look here."""
    return _above(layout, edition) / "_build" / "html"


def _above(layout: CourseLayout, edition: str) -> Path:
    return layout.book if edition == "readers" else layout.book / "_build" / edition


def build_book(
    layout: CourseLayout,
    *,
    edition: str = "readers",
    fresh: bool = False,
    hub: str = "",
    say: Callable[[str], None] = lambda text: None,
) -> Path:
    """Build an edition and return the folder of its pages.

    Parameters
    ----------
    layout : CourseLayout
        The checkout.
    edition : {"readers", "instructors", "alumni"}
        Instructors also get guides and slides, which lie outside the readers' sources; alumni
        all labs as downloads, also those that open by a rule, with the data that open with them.
    fresh : bool
        Start from an empty cache, as CI does; else only what changed is built.
    hub : str
        Address of the hub where trainees work, for "Lanjut ke lab"; empty: downloads only.
    say : callable
        Told in one line what is being done.

    Raises
    ------
    UsageError
        If the book's sources or node are missing.
    CourseError
        If the build gives a warning; the message is the first of them.
    """
    if not (layout.book / "_config.yml").is_file():
        raise UsageError(f"{layout.book}: no _config.yml; are these the book's sources?")
    from coursekit.book.contents import contents_of
    from coursekit.book.downloads import write_downloads
    from coursekit.book.editions import stage_sources
    from coursekit.book.pdf import offer_pdf
    from coursekit.book.slides import write_decks

    output = output_folder(layout, edition)
    build = output.parent
    if fresh:
        shutil.rmtree(build, ignore_errors=True)
    say("memeriksa aset pihak ketiga")
    vendor_assets(layout.book)
    _forget_stale_results(layout, build)
    say("membangun halaman")
    source = stage_sources(layout, edition, build)
    readers = edition != "instructors"  # whose sources are no copy, and stay as they are
    contents = (
        write_yaml(contents_of(layout), build / "_toc.yml") if readers else source / "_toc.yml"
    )
    settings = write_yaml(configuration_of(layout), build / "_config.yml")
    options = [str(source), "--path-output", str(build.parent)]
    options += ["--config", str(settings), "--toc", str(contents)]
    environment = {"COURSEKIT_ROOT": str(layout.root), "COURSEKIT_LAB_HUB": hub}
    environment[EDITION] = edition
    _run_jupyter_book(options, environment, build)
    say("menyiapkan unduhan lab")
    write_downloads(layout, output, edition)
    offer_pdf(output, load_syllabus(layout.syllabus))
    if edition == "instructors":
        say("menulis salindia")
        write_decks(layout, output, say)
    return output


def _run_jupyter_book(options: list[str], environment: dict[str, str], build: Path) -> None:
    # Jupyter Book writes into <path-output>/_build. Its settings need no rfc3987_syntax, whose
    # grammars jsonschema would compile at every start, for a second.
    code = (
        "import sys; sys.modules['rfc3987_syntax'] = None;"
        "from jupyter_book.cli.main import main; main()"
    )
    command = [sys.executable, "-c", code, "build", *options, "-W", "-n", "--keep-going"]
    environment = os.environ | environment | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        # Pages already read would not warn again, and the next build would seem to be fine.
        shutil.rmtree(build / ".doctrees", ignore_errors=True)
        log = build / "build.log"
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
        raise CourseError(f"{_first_fault(done.stderr)} (everything: {log})")


def _first_fault(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    marks = (": WARNING: ", ": ERROR: ", "WARNING: ", "Error: ")
    faults = [line for mark in marks for line in lines if mark in line]
    return (faults or lines or ["no message"])[0]


def _forget_stale_results(layout: CourseLayout, build: Path) -> None:
    """Drop cached results when the engine or the tables changed: the cache sees cells only."""
    code = [one for one in (layout.course / "src").glob("*") if one.name != "coursekit"]
    now = fingerprint([*sorted(code), layout.datasets])
    stamp = build / ".engine"
    if stamp.is_file() and not is_fresh(stamp, now):
        shutil.rmtree(build / ".jupyter_cache", ignore_errors=True)
        shutil.rmtree(build / ".doctrees", ignore_errors=True)
    build.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now, encoding="utf-8")

"""Marked notebooks and reports on disk.

Effects: nbgrader's autograded folder and course/var/grading. A folder is made whole beside its
place and then put there, a report is replaced in one step: a killed run leaves no half of either.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from coursekit.grading.assignment.findings import translated
from coursekit.grading.assignment.intake import Intake
from coursekit.grading.assignment.result import Sheet, SubmissionReport

__all__ = ["read_report", "read_reports", "remove_stale", "write_autograded", "write_report"]

_READ_ONLY = 0o444


def write_autograded(
    target: Path, intake: Intake, overlay: dict[str, bytes], sheets: Mapping[str, Sheet]
) -> None:
    """Put a marked submission where formgrader and feedback look for it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".penilaian-", dir=target.parent))
    made.chmod(0o755)
    marked = {
        f"{name}.ipynb": sheet.text.encode("utf-8", "replace")
        for name, sheet in sheets.items()
        if sheet.text is not None
    }
    files = intake.files | overlay
    # A folder may bear the name of a notebook that was not handed in.
    files = {name: raw for name, raw in files.items() if name.split("/")[0] not in marked}
    for name, raw in (files | marked).items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        path.chmod(_READ_ONLY)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=".penilaian-", dir=target.parent))
        target.rename(old / "old")
        made.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.rename(target)


def remove_stale(folder: Path) -> None:
    """Remove what a killed run left beside its place."""
    for path in folder.glob(".penilaian-*"):
        shutil.rmtree(path, ignore_errors=True)


def write_report(folder: Path, report: SubmissionReport) -> None:
    """Write the report of one submission, replacing an earlier one."""
    target = folder / "submissions" / f"{report.owner}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".", dir=target.parent)
    try:
        # What an answer said may hold halves of characters, which no file takes.
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            json.dump(report.as_dict(), file, ensure_ascii=False, indent=1, sort_keys=True)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)  # where the disk was full


def read_report(folder: Path, owner: str) -> SubmissionReport | None:
    """Return the report of one submission, or None if it was never marked."""
    path = folder / "submissions" / f"{owner}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return SubmissionReport.from_dict(translated(json.loads(path.read_text(encoding="utf-8"))))
    return None


def read_reports(folder: Path) -> list[SubmissionReport]:
    """Return the reports of an assignment, by owner."""
    owners = sorted(path.stem for path in (folder / "submissions").glob("[!.]*.json"))
    return [report for owner in owners if (report := read_report(folder, owner)) is not None]

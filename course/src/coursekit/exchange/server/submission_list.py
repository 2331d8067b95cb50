"""What was handed in, for staff: a table, and the proof that nothing was altered since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.core.layout import CourseLayout
from coursekit.exchange.model.policy import parse_time
from coursekit.exchange.model.submission import Submission
from coursekit.exchange.server.setup import open_store
from coursekit.exchange.server.store import Store

__all__ = ["altered", "register", "register_lines"]

_PIECE = 1 << 20


def register(
    layout: CourseLayout, course: str, unit: str | None = None, check: bool = False
) -> list[dict[str, Any]]:
    """Return the submissions of a course, oldest first.

    Parameters
    ----------
    unit : str, optional
        Only this lab.
    check : bool
        Compare each file with the hash in its receipt.

    Raises
    ------
    CourseError
        If a file is missing or is not what was handed in.
    """
    store = open_store(layout)
    try:
        found = store.ledger.submissions(course, None, unit)
        if check and (bad := altered(store, found)):
            raise CourseError(f"not what was handed in: {', '.join(one.id for one in bad)}")
        return [asdict(one) for one in found]
    finally:
        store.close()


def altered(store: Store, receipts: Iterable[Submission]) -> list[Submission]:
    """Return those whose file is missing or has another hash than its receipt."""
    bad = []
    for receipt in receipts:
        seen = hashlib.sha256()
        try:
            with store.open_submitted(receipt) as source:
                while piece := source.read(_PIECE):
                    seen.update(piece)
        except OSError:
            bad.append(receipt)
            continue
        if seen.hexdigest() != receipt.sha256:
            bad.append(receipt)
    return bad


def register_lines(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Return one line a submission: lab, trainee, attempt, time, receipt."""
    lines = []
    for row in rows:
        words = [row["assignment"], row["trainee"], f"attempt {row['number']}"]
        words.append(f"{parse_time(row['time']):%Y-%m-%d %H:%M:%S} UTC")
        words += ["late"] * row["late"] + ["feedback"] * bool(row["feedback"])
        lines.append("  ".join([*words, row["id"]]))
    return lines

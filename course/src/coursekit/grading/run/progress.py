"""What a run says while it works and when it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from coursekit.grading.assignment.findings import LABELS

__all__ = ["bar", "last_words"]

_WIDTH = 24


def bar(stream: Any = None) -> Callable[[Any], None]:
    """Return a function that draws a run's `Summary` as one line: rate, failures, time left.

    Nothing is drawn where `stream` (stderr by default) is no terminal.
    """
    stream = stream or sys.stderr
    started = time.monotonic()

    def draw(summary: Any) -> None:
        if not stream.isatty():
            return
        graded, total = len(summary.graded), max(summary.total - summary.skipped, 1)
        rate = graded / max(time.monotonic() - started, 1e-6)
        left = (total - graded) / rate if rate else 0.0
        full = "#" * (_WIDTH * graded // total)
        text = f"[{full:<{_WIDTH}}] {graded}/{total}  {rate:.1f}/s  {len(summary.failed)} failed"
        stream.write(f"\r{text}  {left:.0f} s left ")
        if graded >= total:
            stream.write("\n")
        stream.flush()

    return draw


def last_words(summary: Any) -> list[str]:
    """Return the lines that end a run: one per submission that needs a look, then the count."""
    lines = []
    for one in summary.graded:
        moved = f", moved by {one.moved:+g}" if one.moved else ""
        if one.status != "intact" or moved:
            lines.append(f"{one.owner}: {LABELS[one.status]}, {one.score:g}{moved}")
        lines += [f"{one.owner}: {sentence}" for sentence in one.files]
    steps = [one.moved for one in summary.graded if one.moved]
    if steps:
        lines.append(f"marks moved: {len(steps)}, by {min(steps):+g} to {max(steps):+g}")
    rate = len(summary.graded) / summary.seconds if summary.seconds else 0.0
    counts = f"{len(summary.graded)} graded, {summary.skipped} unchanged"
    return [*lines, f"{counts}, {len(summary.failed)} failed; {rate:.1f}/s"]

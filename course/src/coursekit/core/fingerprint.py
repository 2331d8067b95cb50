"""Whether what was made of files is still fresh: one hash over their names and bytes.

Times tell nothing: a checkout, a copy or a restored backup gives old files new ones.
Effects: reads files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

__all__ = ["fingerprint", "is_fresh"]

# What programs put beside sources while they run.
_MADE = {"_build", "_aset", "__pycache__", ".ipynb_checkpoints", "node_modules"}


def fingerprint(paths: Iterable[Path]) -> str:
    """Return one hash over the names and bytes of files, and of all files below folders.

    What is not there adds nothing; where a checkout lies does not count.
    """
    found = hashlib.sha256()
    for root in paths:
        files = [root] if root.is_file() else sorted(root.rglob("*"))
        for file in files:
            if file.is_file() and not _MADE & set(file.parts[len(root.parts) :]):
                found.update(file.relative_to(root.parent).as_posix().encode() + b"\0")
                found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def is_fresh(stamp: Path, now: str) -> bool:
    """Whether a stamp, written when something was made, holds the fingerprint of now."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == now

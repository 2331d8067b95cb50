"""Run-time state is the operator's alone: folders closed to others, databases and logs too.

Effects: modes of files. Sandboxes see what they need of it through mounts, which root or the
operator himself makes, so that nothing of it need be open on the machine.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

__all__ = ["keep_private"]

_OTHERS = 0o077
_WITHIN = ("*.db", "*.db-*", "*.sqlite", "*.sqlite-*", "*.log", "*.log.*", "cookie_secret")


def keep_private(var: Path) -> None:
    """Close what an earlier version or another program left open to others.

    Parameters
    ----------
    var : Path
        The folder of all run-time state; nothing is done where there is none.
    """
    if not var.is_dir():
        return
    hub = var / "hub"
    found = [path for pattern in _WITHIN for top in (var, hub) for path in top.glob(pattern)]
    for path in (var, hub, *found):
        # Some files come and go while a hub runs.
        with contextlib.suppress(FileNotFoundError):
            mode = path.lstat().st_mode
            if mode & _OTHERS and not path.is_symlink():
                path.chmod(mode & 0o7777 & ~_OTHERS)

"""Install node's configurable-http-proxy once, from a lock file; offline ever after.

Effects: a folder in the hub's state.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.fingerprint import fingerprint, is_fresh
from coursekit.system.node import NODE, NPM

__all__ = ["install_proxy", "proxy_command"]

_FILES = ("package.json", "package-lock.json")


def proxy_command(folder: Path) -> list[str]:
    """Return the command line of the installed proxy."""
    return [NODE, str(_script(folder))]


def install_proxy(source: Path, folder: Path, say: Callable[[str], None]) -> None:
    """Install the proxy unless it stands; a half-finished install is thrown away and redone.

    Parameters
    ----------
    source : Path
        Folder of ``package.json`` and its lock file.
    folder : Path
        Where to install.
    say : callable
        Told in one line what takes long.

    Raises
    ------
    CourseError
        If the proxy cannot be installed; the message gives the way out.
    """
    stamp = folder / ".complete"
    wanted = fingerprint(source / name for name in _FILES)
    if is_fresh(stamp, wanted) and _script(folder).is_file():
        return
    say("Installing the proxy (once) ...")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(source / name, folder)
    _run(
        [*NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        folder,
        "the proxy could not be installed; the first start needs the network. Then run it again",
    )
    stamp.write_text(wanted)


def _script(folder: Path) -> Path:
    return folder / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"


def _run(command: list[str], folder: Path, remedy: str) -> None:
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        raise CourseError(f"{Path(command[0]).name}: no answer in ten minutes; {remedy}") from None
    if run.returncode:
        last = (run.stderr or run.stdout).strip().splitlines()[-1:] or ["no message"]
        raise CourseError(f"{Path(command[0]).name}: {last[0]}; {remedy}")

"""Install node's configurable-http-proxy once, from a lock file; offline ever after.

Effects: a folder in the hub's state; node itself in this environment if the machine has none.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from coursekit.errors import CourseError

__all__ = ["find_node", "install_proxy", "proxy_command"]

_LOWEST = 20
_FILES = ("package.json", "package-lock.json")


def find_node() -> Path | None:
    """Return a node new enough, of this environment or of the PATH."""
    for folder in (str(Path(sys.executable).parent), None):
        found = shutil.which("node", path=folder)
        if found and _version(found) >= _LOWEST:
            return Path(found)
    return None


def proxy_command(folder: Path) -> list[str]:
    """Return the command line of the installed proxy."""
    node = find_node()
    if node is None:
        raise CourseError(f"node {_LOWEST} or newer is gone; run `coursekit serve` again")
    return [str(node), str(_script(folder))]


def install_proxy(source: Path, folder: Path, say: Callable[[str], None]) -> None:
    """Install the proxy unless it stands; a half-finished install is thrown away and redone.

    Parameters
    ----------
    source : Path
        Folder of ``package.json``, its lock file and ``node-requirements.txt``.
    folder : Path
        Where to install.
    say : callable
        Told in one line what takes long.

    Raises
    ------
    CourseError
        If node or the proxy cannot be installed; the message gives the way out.
    """
    if find_node() is None:
        say(f"Installing node (this machine has none of version {_LOWEST} or newer) ...")
        _install_node(source / "node-requirements.txt")
    stamp = folder / ".complete"
    wanted = hashlib.sha256(b"".join((source / name).read_bytes() for name in _FILES)).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and _script(folder).is_file():
        return
    say("Installing the proxy (once) ...")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(source / name, folder)
    npm = shutil.which("npm", path=str(find_node().parent)) or shutil.which("npm")
    if npm is None:
        raise CourseError("npm is missing beside node; install it (Debian: apt install npm)")
    _run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        folder,
        "the proxy could not be installed; the first start needs the network. Then run it again",
    )
    stamp.write_text(wanted)


def _script(folder: Path) -> Path:
    return folder / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"


def _version(node: str) -> int:
    run = subprocess.run([node, "--version"], capture_output=True, text=True)
    found = re.match(r"v(\d+)\.", run.stdout)
    return int(found[1]) if found else 0


def _install_node(requirements: Path) -> None:
    options = ["install", "--quiet", "--require-hashes", "-r", str(requirements)]
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    command = (
        [uv, "pip", *options, "--python", sys.executable]
        if uv
        else [sys.executable, "-m", "pip", *options]
    )
    _run(command, requirements.parent, "node could not be installed; install node 20 or newer")


def _run(command: list[str], folder: Path, remedy: str) -> None:
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        raise CourseError(f"{Path(command[0]).name}: no answer in ten minutes; {remedy}") from None
    if run.returncode:
        last = (run.stderr or run.stdout).strip().splitlines()[-1:] or ["no message"]
        raise CourseError(f"{Path(command[0]).name}: {last[0]}; {remedy}")

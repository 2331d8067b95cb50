"""Try one sandbox on this machine before anybody depends on it.

Effects: a temporary folder and one short process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from coursekit.core.errors import UsageError
from coursekit.hub.sandboxes import bubblewrap
from coursekit.hub.sandboxes.enclosure import enclose, sealed

__all__ = ["check_platform", "environment_paths", "run_once"]

_LONGEST = 66  # of the state folder: below it lies ways/<name>, and a socket's path ends at 107
_REMEDIES = """\
  - Ubuntu 24.04 and later:  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
  - other Linux:             sudo sysctl -w user.max_user_namespaces=10000
                             (older Debian: kernel.unprivileged_userns_clone=1)
  - in a container:          give it the right to make namespaces, e.g. docker run --privileged
  - only to look at it, alone:  coursekit serve --demo-unsafe
    (everybody who logs in can then read everybody's files, and the login page says so)"""


def environment_paths() -> tuple[Path, ...]:
    """Return the folders of this Python and its packages that lie outside /usr."""
    found: list[Path] = []
    executable = Path(sys.executable)
    links = [executable]
    while links[-1].is_symlink():
        links.append(links[-1].parent / links[-1].readlink())
    wanted = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_prefix).resolve()]
    wanted += [link.parent.parent for link in links]
    for path in wanted:
        hidden = any(path.is_relative_to(one) for one in (Path("/usr"), *found))
        if path.is_dir() and path != Path("/") and not hidden:
            found.append(path)
    return tuple(found)


def check_platform(state: Path) -> None:
    """Start this Python in a sandbox as a person's server would be started.

    Parameters
    ----------
    state : Path
        Folder of the hub's state, under which sockets will lie.

    Raises
    ------
    UsageError
        If this machine forbids it; the message says what to do.
    """
    excess = len(str(state)) - _LONGEST
    if excess > 0:
        raise UsageError(
            f"{state}: this path is {excess} letters too long for the sockets of sandboxes; move "
            "the course to a folder with a shorter path"
        )
    if sys.platform != "linux":
        raise UsageError(f"sandboxes need Linux; this is {sys.platform}. Ways out:\n{_REMEDIES}")
    try:
        done = run_once([sys.executable, "-c", "import json"])
    except (OSError, subprocess.TimeoutExpired) as error:  # a root that may not even chown
        reason = str(error)
    else:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1] * bool(done.returncode)
    if reason:
        raise UsageError(f"this machine forbids sandboxes ({reason}). Ways out:\n{_REMEDIES}")


def run_once(command: list[str], uid: int = 20000) -> subprocess.CompletedProcess[str]:
    """Run a short command in a sandbox with an empty home and no door; return what it said."""
    as_root = os.geteuid() == 0
    uid = uid if as_root else os.getuid()
    with tempfile.TemporaryDirectory(prefix="coursekit-") as scratch:
        home, doors = Path(scratch, "home"), Path(scratch, "doors")
        for folder in (home, doors):
            folder.mkdir()
        if as_root:
            os.chown(home, uid, uid)
        descriptors: list[int] = []
        try:
            plan = bubblewrap.Plan(
                name="coba",
                uid=uid,
                home=home,
                shown=environment_paths(),
                doors=doors,
                processes=200,
                memory_mb=512,
                as_root=as_root,
                **sealed("coba", uid, descriptors),
            )
            return subprocess.run(
                enclose(plan, command, descriptors),
                pass_fds=descriptors,
                env={"HOME": "/home/coba", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=60,
            )
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

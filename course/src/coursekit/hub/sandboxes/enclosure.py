"""What every sandbox of the hub is started with: generated files, doors, limits.

Effects: memory files, sockets and owners below the hub's state, control groups.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from coursekit.grading.sandbox.seccomp import program
from coursekit.hub.sandboxes import bubblewrap
from coursekit.hub.sandboxes.socket_relay import Pair, forward
from coursekit.system.control_groups import Group

__all__ = [
    "INSIDE",
    *("before_exec", "enclose", "give", "memory_file"),
    *("open_door", "open_way_in", "reach", "sealed"),
]

# All of 127.0.0.0/8 is loopback. Not localhost's own address: the hub tells what comes out of a
# sandbox by it, and a browser on this machine would send the hub's cookies, which know no port, to
# a person's server.
INSIDE = "127.0.0.2"


def memory_file(data: bytes) -> int:
    """Return a descriptor from which another process reads `data`."""
    descriptor = os.memfd_create("coursekit")
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def sealed(name: str, uid: int, descriptors: list[int]) -> dict[str, int]:
    """Return a plan's generated files: passwd, group and the filter of system calls.

    Parameters
    ----------
    descriptors : list of int
        Grows by what the starter must pass on, and close in the end.
    """
    texts = (*(text.encode() for text in bubblewrap.accounts_files(name, uid)), program())
    made = [memory_file(text) for text in texts]
    descriptors += made
    return dict(zip(("passwd", "group", "seccomp"), made, strict=True))


def enclose(plan: bubblewrap.Plan, command: Iterable[str], descriptors: list[int]) -> list[str]:
    """Return the command line that runs `command` in a sandbox; see `sealed`."""
    options = memory_file("\0".join(bubblewrap.bwrap_options(plan)).encode() + b"\0")
    descriptors.append(options)
    inner = bubblewrap.inner_command(plan, command)
    return [bubblewrap.find_bwrap(), "--args", str(options), "--", *inner]


def before_exec(group: Group | None) -> Callable[[], None]:
    """Return what a new process does before it becomes the sandbox: join its group."""
    files = [str(entrance) for entrance in group.entrances] if group else []

    def prepare() -> None:
        for file in files:
            # Between fork and exec: system calls alone.
            entrance = os.open(file, os.O_WRONLY)
            os.write(entrance, str(os.getpid()).encode())
            os.close(entrance)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    return prepare


async def open_door(path: Path, connect: Callable[[], Awaitable[Pair]]) -> asyncio.Server:
    """Listen on a socket that sandboxes see, and join each caller with what `connect` opens."""
    path.unlink(missing_ok=True)
    door = await asyncio.start_unix_server(forward(connect), path)
    path.chmod(0o666)
    return door


async def reach(port: int) -> Pair:
    """Connect a sandbox to one of the hub's ports.

    The source address tells the hub that this is no request of its proxy's: whoever asks from
    inside a sandbox may not say in a header where he comes from.
    """
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(INSIDE, 0))


async def open_way_in(way: Path, address: str, port: int = 0) -> tuple[int, asyncio.Server]:
    """Listen for the hub and for a sandbox; return the sandbox's end and the hub's.

    The first is handed over as a descriptor: a path in a folder of his own a person could swap
    for another socket, to which the hub would then connect for him.

    Parameters
    ----------
    address, port : str and int
        Of the hub's end; port 0 lets the system choose, and it is held at once: nobody can take it
        in between.
    """
    way.parent.mkdir(exist_ok=True, mode=0o700)
    way.unlink(missing_ok=True)
    inner = socket.socket(socket.AF_UNIX)
    inner.bind(str(way))
    inner.listen(128)
    arrivals = await asyncio.start_server(
        forward(lambda: asyncio.open_unix_connection(way)), address, port
    )
    return inner.detach(), arrivals


def give(home: Path, uid: int) -> None:
    """Make a person or a service the owner of everything in a folder.

    A hub that ran without sandboxes, or a restored one, may have left files of another's.
    """
    for folder, folders, files in os.walk(home):
        for path in (Path(folder), *(Path(folder, name) for name in (*folders, *files))):
            if path.lstat().st_uid != uid:
                os.lchown(path, uid, uid)

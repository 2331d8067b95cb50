"""JupyterHub's spawner that gives each person a sandbox, and the sockets that lead into it."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar

from jupyterhub.spawner import SimpleLocalProcessSpawner
from tornado import web
from traitlets import Callable, Integer, List, Unicode

from coursekit.hub.sandboxes import bubblewrap
from coursekit.hub.sandboxes.enclosure import (
    INSIDE,
    before_exec,
    enclose,
    give,
    open_door,
    open_way_in,
    reach,
    sealed,
)
from coursekit.system import control_groups
from coursekit.system.homes import crowded, measure, room_note
from coursekit.system.processes import ask_sandbox

__all__ = ["SandboxSpawner", "uid_of"]

_FIRST_UID = 20001
# Also a folder's and a socket's name, and a line of /etc/passwd.
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._@+-]{0,31}$")
_STAFF_SHELF = "Bahan pengajar"


def uid_of(name: str, register: Path) -> int:
    """Return the uid of a person, the same for ever; new names get the next one.

    Servers are started in threads: two newcomers at once must never come to share a uid.
    """
    with register.with_suffix(".lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        known: dict[str, int] = json.loads(register.read_text()) if register.is_file() else {}
        if name not in known:
            known[name] = max(known.values(), default=_FIRST_UID - 1) + 1
            draft = register.with_suffix(".tmp")
            draft.write_text(json.dumps(known, indent=1))
            draft.replace(register)
    return known[name]


class SandboxSpawner(SimpleLocalProcessSpawner):
    """Start a single-user server with its own home, processes, network and limits."""

    state_folder = Unicode(help="folder of the hub's state").tag(config=True)
    shown = List(Unicode(), help="what every sandbox may read").tag(config=True)
    lent = Callable(lambda spawner: {}, help="what a role may read: host path to inner path")
    lent = lent.tag(config=True)
    open_ports = List(Integer(), help="loopback ports offered inside").tag(config=True)
    memory_mb = Integer(1024, help="memory limit").tag(config=True)
    processes = Integer(200, help="limit of processes and threads").tag(config=True)
    home_mb = Integer(0, help="room of a home; 0 means no limit").tag(config=True)

    # One listening socket a port serves all sandboxes of this hub.
    _doors: ClassVar[dict[int, Any]] = {}
    _arrivals: Any = None
    _group: control_groups.Group | None = None

    @property
    def uid(self) -> int:
        """The person's uid outside: his own where the hub is root."""
        if os.geteuid() != 0:
            return os.getuid()
        return uid_of(self.user.name, Path(self.state_folder, "uids.json"))

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Set what a login would set; nothing of the hub's own folders."""
        home = f"/home/{self.user.name}"
        env.update(USER=self.user.name, HOME=home, SHELL="/bin/bash", TMPDIR="/tmp")
        env.update(XDG_RUNTIME_DIR="/tmp", JUPYTER_RUNTIME_DIR="/tmp/jupyter-runtime")
        env.update(PS1=r"\u@\h:\w\$ ")
        return env

    async def start(self) -> tuple[str, int]:
        """Build the sandbox, hand in the sockets, start the server."""
        if not _NAME.match(self.user.name):
            raise web.HTTPError(400, "Nama pengguna ini tidak dapat dipakai untuk meja kerja.")
        descriptors: list[int] = []
        try:
            arrivals = await self._open_way_in()
            descriptors.append(arrivals)
            await self._tell_of_room()
            # In a thread: it looks at every file of the home, and there may be very many.
            plan = await asyncio.to_thread(self._plan, descriptors)
            doors = ",".join(f"{port}=/run/doors/{port}" for port in self.open_ports)
            command = [
                sys.executable,
                "-s",
                "-P",
                "-m",
                "coursekit.hub.sandboxes.sandbox_init",
                str(arrivals),
            ]
            command += [str(self.port), doors, "--", *self.cmd, *self.get_args()]
            command = enclose(plan, command, descriptors)
            with self._fresh_log().open("ab") as sink:
                self.proc = subprocess.Popen(
                    command,
                    env=self.get_env(),
                    pass_fds=descriptors,
                    preexec_fn=self._before_exec(),
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                )
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        self.pid = self.proc.pid
        return INSIDE, self.port

    async def _tell_of_room(self) -> None:
        usage = await asyncio.to_thread(measure, Path(self.home_dir))
        if crowded(usage, self.home_mb):
            size, files = usage.size >> 20, f"{usage.files} files" + " or more" * (not usage.whole)
            self.log.warning(
                "home of %s: %d MB, %s; may be %d MB", self.user.name, size, files, self.home_mb
            )

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """Tell the person who waits for his server that his home is full."""
        usage = await asyncio.to_thread(measure, Path(self.home_dir))
        if note := room_note(usage, self.home_mb):
            yield {"progress": 50, "message": note}

    async def stop(self, now: bool = False) -> None:
        """Ask the server to end, then end the sandbox and every process in it."""
        if await self.poll() is None:
            if not now:
                ask_sandbox(self.pid)
                await self.wait_for_death(3)
            if await self.poll() is None:
                await self._signal(signal.SIGKILL)
                await self.wait_for_death(3)
        if self._arrivals is not None:
            self._arrivals.close()
            self._arrivals = None
        if self._group is not None:
            self._group.remove()

    def _fresh_log(self) -> Path:
        """Return this start's log; the one before it is kept beside it."""
        log = Path(self.state_folder, "servers", f"{self.user.name}.log")
        log.parent.mkdir(exist_ok=True, mode=0o700)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        return log

    def _plan(self, descriptors: list[int]) -> bubblewrap.Plan:
        name, uid = self.user.name, self.uid
        home = Path(self.home_dir)
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
        if os.geteuid() == 0:
            give(home, uid)
        lent = tuple((Path(key), Path(value)) for key, value in self.lent(self).items())
        lent = tuple(pair for pair in lent if pair[0].exists())
        if any(target.is_relative_to(bubblewrap.SHELF) for _, target in lent):
            _put_shelf(home)
        return bubblewrap.Plan(
            name=name,
            uid=uid,
            home=home.resolve(),
            shown=tuple(map(Path, self.shown)),
            doors=self._door_folder,
            processes=self.processes,
            memory_mb=self.memory_mb,
            as_root=os.geteuid() == 0,
            lent=lent,
            home_mb=self.home_mb,
            **sealed(name, uid, descriptors),
        )

    def _before_exec(self) -> Any:
        where = (control_groups.identity(Path(self.state_folder)), f"server-{self.user.name}")
        self._group = control_groups.make(*where, self.memory_mb << 20, self.processes)
        return before_exec(self._group)

    @property
    def _door_folder(self) -> Path:
        return Path(self.state_folder, "doors")

    async def _open_way_in(self) -> int:
        """Open the doors and a way in; return the sandbox's end of it."""
        self._door_folder.mkdir(parents=True, exist_ok=True)
        self._door_folder.chmod(0o755)
        for port in self.open_ports:
            if port not in self._doors:
                self._doors[port] = await open_door(
                    self._door_folder / str(port),
                    lambda port=port: reach(port),
                )
        if self._arrivals is not None:
            self._arrivals.close()
        way = Path(self.state_folder, "ways", self.user.name)
        descriptor, self._arrivals = await open_way_in(way, INSIDE)
        self.port = self._arrivals.sockets[0].getsockname()[1]
        return descriptor


def _put_shelf(home: Path) -> None:
    """Let a person find what his role may read beside his own files."""
    shelf = home / _STAFF_SHELF
    if not shelf.is_symlink() and not shelf.exists():
        shelf.symlink_to(bubblewrap.SHELF)

"""The hub's log as JSON, one event a line: whatever the hub and its parts say is read and sorted.

Effects: a thread and the log file with its predecessor.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["Recorder", "parse", "tail"]

_LEVELS = {"D": "debug", "I": "info", "W": "warning", "E": "error", "C": "critical"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# [I 2026-11-24 07:17:26.286 JupyterHub app:3944] text      (Jupyter and tornado)
_JUPYTER = re.compile(r"^\[([DIWEC]) (\S+ \S+) (\S+)(?: (\S+:\d+))?\] ?(.*)$")
# 2026-11-24T07:17:26.251Z [ConfigProxy] info: text         (the proxy)
_PROXY = re.compile(r"^(\S+Z) \[(\w+)\] (\w+): ?(.*)$")
_REFUSED = re.compile(r"^4\d\d [A-Z]+ /")
_LARGEST = 20 << 20
_PAUSE = 0.3


def parse(line: str) -> dict[str, Any] | None:
    """Return the event a line begins, or None if it goes on with the one before."""
    line = _COLOUR.sub("", line)
    if found := _JUPYTER.match(line):
        level, time, part, place, text = found.groups()
        event = {"time": _utc(time), "level": _LEVELS[level], "part": part, "message": text}
        return {**event, "place": place} if place else event
    if found := _PROXY.match(line):
        time, part, level, text = found.groups()
        if _REFUSED.match(text):
            level = "info"  # the proxy calls a page that is not there an error of its own
        return {"time": time, "level": level, "part": part, "message": text}
    return None


def tail(log: Path, lines: int = 5) -> str:
    """Return what the log calls an error, else its last events, as plain text."""
    if not log.is_file():
        return "(no log)"
    events = []
    for line in log.read_text(errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            events.append(json.loads(line))
    # The proxy complains of whatever is not up yet; that is never the cause.
    events = [event for event in events if event["part"] != "ConfigProxy"] or events
    grave = [event for event in events if event["level"] in ("error", "critical")]
    return "\n".join(
        f"{one['part']}: {_short(one['message'])}" for one in (grave or events)[-lines:]
    )


def _short(message: str) -> str:
    """Return a message without the middle of its traceback."""
    first, *rest = message.strip().splitlines() or [""]
    return first if not rest else f"{first} ... {rest[-1].strip()}"


class Recorder:
    """A pipe for the output of processes, and the thread that writes it down as JSON.

    Attributes
    ----------
    sink : int
        Where processes write; close it here with `close` once they have it.
    """

    def __init__(self, log: Path, largest: int = _LARGEST) -> None:
        self.log, self.largest = log, largest
        self._source, self.sink = os.pipe()
        self._pending: dict[str, Any] | None = None
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def close(self, seconds: float = 2) -> None:
        """Close our end; wait for what is still to be written."""
        os.close(self.sink)
        self._thread.join(seconds)

    def _follow(self) -> None:
        rest = b""
        while True:
            ready, _, _ = select.select([self._source], [], [], _PAUSE)
            if not ready:
                self._flush()
                continue
            data = os.read(self._source, 1 << 16)
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._take(line.decode(errors="replace").rstrip())
        if rest:
            self._take(rest.decode(errors="replace"))
        self._flush()
        os.close(self._source)

    def _take(self, line: str) -> None:
        event = parse(line)
        if event is None and self._pending is not None:
            self._pending["message"] += "\n" + line  # a traceback belongs to its error
            return
        self._flush()
        if event is None and line.strip():
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            event = {"time": now, "level": "info", "part": "output", "message": line}
        self._pending = event

    def _flush(self) -> None:
        if self._pending is None:
            return
        line = json.dumps(self._pending, ensure_ascii=False) + "\n"
        self._pending = None
        # A full disk must not stop the training: the line is lost, the reader goes on.
        with contextlib.suppress(OSError):
            if self.log.exists() and self.log.stat().st_size > self.largest:
                self.log.replace(self.log.with_suffix(".log.1"))
            with self.log.open("a", encoding="utf-8") as sink:
                sink.write(line)


def _utc(text: str) -> str:
    """Return Jupyter's local time as ISO in UTC; unchanged if it is no time."""
    try:
        found = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").astimezone(UTC)
    except ValueError:
        return text
    return found.isoformat(timespec="milliseconds")

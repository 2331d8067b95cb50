"""The hub's log as JSON, one event a line: whatever the hub and its parts say is read and sorted.

A flood of requests, or of long ones, must not push out what else was said: long lines are cut and
several older logs are kept. Effects: a thread and the log file with its predecessors.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import select
import threading
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Any

__all__ = ["KEPT", "Recorder", "cut", "parse", "tail"]

_LEVELS = {"D": "debug", "I": "info", "W": "warning", "E": "error", "C": "critical"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# [I 2026-11-24 07:17:26.286 JupyterHub app:3944] text      (Jupyter and tornado)
_JUPYTER = re.compile(r"^\[([DIWEC]) (\S+ \S+) (\S+)(?: (\S+:\d+))?\] ?(.*)$")
# 2026-11-24T07:17:26.251Z [ConfigProxy] info: text         (the proxy)
_PROXY = re.compile(r"^(\S+Z) \[(\w+)\] (\w+): ?(.*)$")
_REFUSED = re.compile(r"^4\d\d [A-Z]+ /")
KEPT = 5  # logs beside the one that is written
_LARGEST = 20 << 20
_HEAD, _TAIL = 2_000, 200  # characters of a line; at the end of a request's stand who and how long
_WHOLE = 60_000  # characters of an event with its traceback
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


def cut(line: str) -> str:
    """Return a line without the middle of what is too long."""
    left_out = len(line) - _HEAD - _TAIL
    return line if left_out <= 0 else f"{line[:_HEAD]} ...{left_out}... {line[-_TAIL:]}"


class _Logs(RotatingFileHandler):
    """The file that is written and its predecessors, the operator's alone."""

    def _open(self) -> IO[str]:
        stream = super()._open()
        os.fchmod(stream.fileno(), 0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:
        """Go on: a full disk must not stop the training, and the line is lost."""


class Recorder:
    """A pipe for the output of processes, and the thread that writes it down as JSON.

    Attributes
    ----------
    sink : int
        Where processes write; close it here with `close` once they have it.
    """

    def __init__(self, log: Path, largest: int = _LARGEST) -> None:
        self._logs = _Logs(log, maxBytes=largest, backupCount=KEPT, encoding="utf-8", delay=True)
        if log.exists():
            self._logs.doRollover()
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
            rest = rest[:_WHOLE]  # a line that never ends must not fill the memory
        if rest:
            self._take(rest.decode(errors="replace"))
        self._flush()
        self._logs.close()
        os.close(self._source)

    def _take(self, line: str) -> None:
        line = cut(line)
        event = parse(line)
        if event is None and self._pending is not None:
            if len(self._pending["message"]) < _WHOLE:
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
        line = json.dumps(self._pending, ensure_ascii=False)
        self._pending = None
        self._logs.handle(logging.makeLogRecord({"msg": line}))


def _utc(text: str) -> str:
    """Return Jupyter's local time as ISO in UTC; unchanged if it is no time."""
    try:
        found = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").astimezone(UTC)
    except ValueError:
        return text
    return found.isoformat(timespec="milliseconds")

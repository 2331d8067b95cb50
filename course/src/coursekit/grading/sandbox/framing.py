"""Length-prefixed JSON over a socket: the only language spoken between the processes."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

__all__ = ["LIMIT", "GoneError", "Message", "SlowError", "get", "pack", "put", "send"]

Message = dict[str, Any]
LIMIT = 64 << 20
_CHUNK = 1 << 20
_SHORTEST = 0.05  # seconds: a socket takes zero for "never wait"


class GoneError(Exception):
    """The other side has ended, or speaks something else than this protocol."""


class SlowError(Exception):
    """The other side did not answer before the deadline."""


def pack(message: object) -> bytes:
    """Return `message` as one frame.

    Raises
    ------
    ValueError
        If the frame would be larger than `LIMIT` bytes, or holds NaN.
    """
    body = json.dumps(message, allow_nan=False).encode()
    if len(body) > LIMIT:
        raise ValueError(f"message of {len(body)} bytes")
    return struct.pack("!I", len(body)) + body


def put(sock: socket.socket, message: object, end: float | None = None) -> None:
    """Send one message.

    Parameters
    ----------
    end : float, optional
        Deadline on the clock of `time.monotonic`, in seconds.

    Raises
    ------
    SlowError
        If the other side does not read until then.
    """
    send(sock, pack(message), end)


def send(sock: socket.socket, frame: bytes, end: float | None = None) -> None:
    """Send a frame made by `pack`; parameters and errors as those of `put`."""
    if end is None:
        sock.sendall(frame)
        return
    sock.settimeout(max(_SHORTEST, end - time.monotonic()))
    try:
        sock.sendall(frame)
    except TimeoutError:
        raise SlowError from None
    finally:
        sock.settimeout(None)


def get(sock: socket.socket, end: float | None = None) -> Message:
    """Receive one message; `end` is that of `put`.

    Raises
    ------
    GoneError
        If the other side is gone or announces more than `LIMIT` bytes.
    SlowError
        If the deadline passes.
    ValueError, RecursionError
        If the bytes are no JSON, or no object.
    """
    (size,) = struct.unpack("!I", _read(sock, 4, end))
    if size > LIMIT:
        raise GoneError(f"frame of {size} bytes")
    message = json.loads(_read(sock, size, end))
    if not isinstance(message, dict):
        raise ValueError("no message")
    return message


def _read(sock: socket.socket, size: int, end: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if end is not None:
            left = end - time.monotonic()
            if left <= 0 or not select.select([sock], [], [], left)[0]:
                raise SlowError
        try:
            part = sock.recv(min(size - len(parts), _CHUNK))
        except OSError as error:
            raise GoneError(str(error)) from None
        if not part:
            raise GoneError("end of stream")
        parts += part
    return bytes(parts)

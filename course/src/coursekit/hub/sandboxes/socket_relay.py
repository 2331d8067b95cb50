"""Carry bytes between sockets; the only thing that crosses the wall of a sandbox."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

__all__ = ["Pair", "forward"]

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_CHUNK = 1 << 16


def forward(
    connect: Callable[[], Awaitable[Pair]],
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return a connection handler that joins each caller with a fresh connection.

    Parameters
    ----------
    connect : callable
        Opens the other side; if it cannot, the caller is hung up on.
    """

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other_writer = await connect()
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(_carry(reader, other_writer), _carry(other_reader, writer))
        except asyncio.CancelledError:
            return  # the program ends; asyncio would call it an error of the handler
        finally:
            for end in (writer, other_writer):
                end.close()

    return handle


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # A side that hangs up ends its own direction alone; the other may still have to say.
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()

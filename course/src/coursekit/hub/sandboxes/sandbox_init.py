"""First program inside a sandbox without a network: runs the server and carries its port out.

Called as ``inside LISTEN_FD PORT port=path,port=path -- command``: outside connections arrive on
the inherited listening socket; each named port offers an outside socket at its usual address.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

from coursekit.hub.sandboxes.socket_relay import forward

__all__ = ["main"]


async def main(descriptor: int, port: int, doors: str, command: list[str]) -> int:
    """Run the command until it ends; pass SIGTERM and SIGINT on to it."""
    arrivals = socket.socket(fileno=descriptor)
    os.set_inheritable(descriptor, False)
    await asyncio.start_unix_server(
        forward(lambda: asyncio.open_connection("127.0.0.1", port)), sock=arrivals
    )
    for door in filter(None, doors.split(",")):
        number, path = door.split("=")
        await asyncio.start_server(
            forward(lambda path=path: asyncio.open_unix_connection(path)), "127.0.0.1", int(number)
        )
    process = await asyncio.create_subprocess_exec(*command)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda number=number: process.send_signal(number))
    return await process.wait()


if __name__ == "__main__":
    _, fd, inner_port, outward, _, *rest = sys.argv
    sys.exit(asyncio.run(main(int(fd), int(inner_port), outward, rest)))

"""The way from a sandbox to a gradebook on a database server: pure, but for ~/.pgpass."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from coursekit.hub.sandboxes.socket_relay import Pair

__all__ = ["DatabaseDoor", "database_door", "password_of"]

_PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306}
_LIBPQ = ("psycopg", "psycopg2", "psycopg_async")


@dataclass(frozen=True)
class DatabaseDoor:
    """How a gradebook is reached.

    Attributes
    ----------
    url : str
        SQLAlchemy's address inside the sandbox.
    port : int
        Loopback port inside that leads to the server; 0 where none is needed.
    connect : callable
        Opens the connection outside.
    password : str
        What `~/.pgpass` says, which the sandbox does not see.
    """

    url: str
    port: int = 0
    connect: Callable[[], Awaitable[Pair]] | None = None
    password: str = ""


def database_door(address: str, passwords: Path | None = None) -> DatabaseDoor:
    """Return the way to a gradebook.

    Parameters
    ----------
    address : str
        SQLAlchemy's address outside.
    passwords : Path, optional
        PostgreSQL's file of passwords; that of this user by default.
    """
    url = make_url(address)
    kind = url.get_backend_name()
    if kind not in _PORTS:  # SQLite: a file
        return DatabaseDoor(address)
    host = str(url.host or url.query.get("host") or "")
    port = int(str(url.port or url.query.get("port") or _PORTS[kind]))
    if kind == "postgresql" and (not host or host.startswith("/")):
        folder = host or "/var/run/postgresql"
        path = f"{folder}/.s.PGSQL.{port}"
        connect = functools.partial(asyncio.open_unix_connection, path)
        host = "localhost"
    else:
        connect = functools.partial(asyncio.open_connection, host, port)
    inside = _through(url, host, port).render_as_string(hide_password=False)
    secret = ""
    if url.password is None and kind == "postgresql":
        row = (host, str(port), url.database or "", url.username or "")
        secret = password_of(row, passwords or Path.home() / ".pgpass")
    return DatabaseDoor(inside, port, connect, secret)


def password_of(row: tuple[str, str, str, str], passwords: Path) -> str:
    """Return the password for host, port, database and user as libpq would read it."""
    if not passwords.is_file():
        return ""
    for line in passwords.read_text().splitlines():
        # A colon or backslash within a field stands behind a backslash.
        fields = _fields(line)
        fits = all(want in ("*", have) for want, have in zip(fields, row, strict=False))
        if len(fields) == 5 and not line.startswith("#") and fits:
            return fields[4]
    return ""


def _fields(line: str) -> list[str]:
    fields, escaped = [""], False
    for letter in line:
        if escaped or letter not in "\\:":
            fields[-1] += letter
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            fields.append("")
    return fields


def _through(url: URL, host: str, port: int) -> URL:
    """Return the address with loopback behind the server's name, which TLS still checks."""
    url = url.difference_update_query(["host", "port"])
    if url.get_driver_name() in _LIBPQ:
        return url.set(host=host, port=port).update_query_dict({"hostaddr": "127.0.0.1"})
    return url.set(host="127.0.0.1", port=port)

"""Where the running hub keeps its state and on which ports its parts listen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.settings import load_settings
from coursekit.hub.hosts import Hosts, public_url

__all__ = [
    "PORT_NAMES",
    "UNSAFE",
    "Runtime",
    "current_runtime",
    "current_settings",
    "known_people",
    "place_of",
]

UNSAFE = "COURSEKIT_DEMO_UNSAFE"

PORT_NAMES = ("people", "proxy", "hub", "formgrader", "book", "exchange", "health", "lobby")


@dataclass(frozen=True)
class Runtime:
    """Folders, ports and hosts of one hub; every port is an offset from the one people use.

    Attributes
    ----------
    address : str
        Where the proxy listens.
    public_url : str
        What people type, where that is not this machine's own address.
    """

    layout: CourseLayout
    port: int
    address: str = "127.0.0.1"
    public_url: str = ""

    @property
    def state(self) -> Path:
        """All run-time state of the hub."""
        return self.layout.var / "hub"

    @property
    def accounts(self) -> Path:
        """Database of accounts (argon2 hashes only)."""
        return self.state / "accounts.db"

    @property
    def demo_passwords(self) -> Path:
        """Passwords of the demonstration accounts, readable by the operator alone."""
        return self.state / "demo-accounts.txt"

    @property
    def passwords(self) -> Path:
        """First-login passwords of imported people, readable by the operator alone."""
        return self.state / "passwords"

    @property
    def homes(self) -> Path:
        """Home folders of the people."""
        return self.state / "homes"

    @property
    def crowded(self) -> Path:
        """Which homes take more room than they may, as the health service last found."""
        return self.state / "crowded.json"

    @property
    def kits(self) -> Path:
        """The trainees' kit, unpacked from a wheel."""
        return self.state / "kits"

    @property
    def log(self) -> Path:
        """Log of the hub and all its parts."""
        return self.state / "hub.log"

    @property
    def token_record(self) -> Path:
        """Who made and revoked which token, a line each, for the operator."""
        return self.state / "tokens.log"

    @property
    def pid(self) -> Path:
        """Process id of the running `coursekit serve`."""
        return self.state / "serve.pid"

    @property
    def proxy(self) -> Path:
        """Folder where node's proxy is installed."""
        return self.state / "proxy"

    @property
    def hosts(self) -> Hosts:
        """Public addresses of the hub, of people's servers and of services."""
        return Hosts(self.url)

    @property
    def url(self) -> str:
        """Address people type."""
        return public_url(self.address, self.port, self.public_url)

    @property
    def inner_url(self) -> str:
        """Address of the proxy for us; who asks there names the host he means."""
        every = ("0.0.0.0", "::", "localhost")
        return f"http://{'127.0.0.1' if self.address in every else self.address}:{self.port}"

    def port_of(self, part: str) -> int:
        """Return the port of one of `PORT_NAMES`."""
        return self.port + PORT_NAMES.index(part)


def current_settings(layout: CourseLayout) -> dict[str, Any]:
    """Return the settings of a checkout; `coursekit serve --demo-unsafe` turns isolation off."""
    settings = load_settings(layout.hub / "settings.yaml")
    if os.environ.get(UNSAFE) == "1":
        settings["servers"]["isolation"] = "none"
    return settings


def known_people(layout: CourseLayout) -> dict[str, str] | None:
    """Return account and cohort of everybody; None where accounts are not kept by this hub."""
    from coursekit.core.settings import DEFAULTS
    from coursekit.hub.accounts.accounts import Accounts

    settings = current_settings(layout)
    if settings["accounts"]["authenticator"] != DEFAULTS["accounts"]["authenticator"]:
        return None
    path = Runtime(layout, settings["hub"]["port"]).accounts
    return {one.name: one.cohort for one in Accounts(path).all()} if path.is_file() else {}


def place_of(layout: CourseLayout, settings: Mapping[str, Any], port: int | None = None) -> Runtime:
    """Return the runtime that a checkout's settings name; `port` wins over theirs."""
    hub = settings["hub"]
    return Runtime(layout, port or hub["port"], hub["address"], hub["public_url"])


def current_runtime() -> Runtime:
    """Return the place named by COURSEKIT_ROOT and COURSEKIT_PORT, as `serve` sets them."""
    layout = find_layout()
    port = os.environ.get("COURSEKIT_PORT")
    return place_of(layout, current_settings(layout), int(port) if port else None)

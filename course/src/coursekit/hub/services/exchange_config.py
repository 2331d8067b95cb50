"""The exchange among the hub's services: who may reach it, and how everybody finds it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from coursekit.exchange.client.links import URL
from coursekit.hub.contributions import add_environment, add_role, add_service
from coursekit.hub.runtime import Runtime

__all__ = ["NAME", "exchange_address", "exchange_url", "update_exchange"]

NAME = "exchange"
_SCOPE = f"access:services!service={NAME}"


def exchange_url(runtime: Runtime) -> str:
    """Return the service's own address: clients need no proxy, sandboxes offer its port."""
    return f"{exchange_address(runtime)[NAME]}/services/{NAME}"


def exchange_address(runtime: Runtime) -> dict[str, str]:
    """Return the service's name and where it listens."""
    return {NAME: f"http://127.0.0.1:{runtime.port_of('exchange')}"}


def update_exchange(
    c: Any, runtime: Runtime, settings: Mapping[str, Any], environment: dict[str, str]
) -> None:
    """Add the service, the right to reach it, and its address.

    Parameters
    ----------
    environment : dict
        What every child of the hub needs.
    """
    service = {
        "name": NAME,
        "display": False,
        "url": exchange_address(runtime)[NAME],
        "command": [sys.executable, "-m", "coursekit.exchange.server.service"],
        "cwd": str(runtime.layout.root),
        "environment": environment,
    }
    add_service(c, service)
    add_environment(c, {URL: settings["exchange"]["url"] or exchange_url(runtime)})
    # A token never reaches further than its owner: so persons get the right, too.
    for role in ("server", "user"):
        add_role(c, {"name": role, "scopes": [_SCOPE]})

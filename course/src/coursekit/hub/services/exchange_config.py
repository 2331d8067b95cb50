"""The exchange among the hub's services: who may reach it, and how everybody finds it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from coursekit.exchange.client.links import URL
from coursekit.hub.runtime import Runtime

__all__ = ["NAME", "exchange_url", "update_exchange"]

NAME = "exchange"
_SCOPE = f"access:services!service={NAME}"


def exchange_url(runtime: Runtime) -> str:
    """Return the service's own address: clients need no proxy, sandboxes offer its port."""
    return f"http://127.0.0.1:{runtime.port_of('exchange')}/services/{NAME}"


def update_exchange(
    c: Any, runtime: Runtime, settings: Mapping[str, Any], environment: dict[str, str]
) -> None:
    """Add the service, the right to reach it, and its address; after services and servers.

    Parameters
    ----------
    environment : dict
        What every child of the hub needs.
    """
    found = {URL: settings["exchange"]["url"] or exchange_url(runtime)}
    others = [one for one in c.JupyterHub.services if one["name"] != NAME]
    service = {
        "name": NAME,
        "display": False,
        "url": f"http://127.0.0.1:{runtime.port_of('exchange')}",
        "command": [sys.executable, "-m", "coursekit.exchange.server.service"],
        "cwd": str(runtime.layout.root),
        "environment": environment,
    }
    c.JupyterHub.services = [*others, service]
    c.Spawner.environment = {**c.Spawner.environment, **found}
    # A token never reaches further than its owner: so persons get the right, too.
    c.JupyterHub.load_roles = [
        {**role, "scopes": sorted({*role["scopes"], _SCOPE})}
        if role["name"] in ("server", "user")
        else role
        for role in c.JupyterHub.load_roles
    ]

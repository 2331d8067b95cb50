"""Who tends the hub: one service tells whether all is well, another stops idle servers."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from coursekit.hub.contributions import PARTS, add_environment, add_role, add_service
from coursekit.hub.runtime import Runtime

__all__ = ["NAME", "update_culler", "update_health"]

NAME = "penjaga"
_CULLER = "pembersih"
_CULLER_SCOPES = [
    "list:users",
    "read:users:name",
    "read:users:activity",
    "read:servers",
    "delete:servers",
]


def update_culler(
    c: Any, runtime: Runtime, settings: Mapping[str, Any], environment: dict[str, str]
) -> None:
    """Add the service that stops idle servers, however many there are.

    Parameters
    ----------
    environment : dict
        What every child of the hub needs.
    """
    minutes = settings["servers"]["idle_minutes"]
    # Use is reported every five minutes by default: too seldom to judge a short idle time by.
    interval = max(10, min(300, minutes * 20)) if minutes else 300
    c.JupyterHub.last_activity_interval = interval
    add_environment(c, {"JUPYTERHUB_ACTIVITY_INTERVAL": str(interval)})
    if not minutes:
        return
    service = {
        "name": _CULLER,
        "display": False,
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler", "--config="),
            f"--timeout={minutes * 60}",
            f"--cull-every={min(60, max(5, minutes * 15))}",
        ],
        "cwd": str(runtime.state),
        "environment": environment,
    }
    add_service(c, service)
    add_role(c, {"name": _CULLER, "services": [_CULLER], "scopes": _CULLER_SCOPES})


def update_health(
    c: Any,
    runtime: Runtime,
    course: str,
    environment: dict[str, str],
    listening: Mapping[str, str],
) -> None:
    """Add the service that tells of the hub's health, and let staff see more.

    Parameters
    ----------
    course : str
        Id of the course; its instructors are the staff.
    environment : dict
        What every child of the hub needs.
    listening : mapping
        Services it looks after: name → address.
    """
    parts = {
        "proxy": f"{runtime.inner_url}/",
        "hub": f"http://127.0.0.1:{runtime.port_of('hub')}/hub/health",
        **{name: f"{url}/services/{name}/" for name, url in listening.items()},
    }
    service = {
        "name": NAME,
        "display": False,
        "url": f"http://127.0.0.1:{runtime.port_of('health')}",
        "command": [sys.executable, "-m", "coursekit.hub.services.health_service"],
        "oauth_no_confirm": True,
        "environment": {**environment, PARTS: json.dumps(parts)},
    }
    add_service(c, service)
    staff = f"formgrade-{course}"
    add_role(c, {"name": NAME, "groups": [staff], "scopes": [f"access:services!service={NAME}"]})

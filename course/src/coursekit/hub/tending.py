"""The caretaker among the hub's services: what it looks after, and what it may do."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from coursekit.hub.caretaker import SCOPES
from coursekit.hub.place import Place

__all__ = ["NAME", "update_caretaker"]

NAME = "penjaga"


def update_caretaker(
    c: Any, place: Place, settings: Mapping[str, Any], environment: dict[str, str]
) -> None:
    """Add the service that stops idle servers and tells of the hub's health; after all others.

    Parameters
    ----------
    environment : dict
        What every child of the hub needs.
    """
    minutes = settings["servers"]["idle_minutes"]
    # Use is reported every five minutes by default: too seldom to judge a short idle time by.
    interval = max(10, min(300, minutes * 20)) if minutes else 300
    c.JupyterHub.last_activity_interval = interval
    c.Spawner.environment = {**c.Spawner.environment, "JUPYTERHUB_ACTIVITY_INTERVAL": str(interval)}
    others = [one for one in c.JupyterHub.services if one["name"] != NAME]
    parts = {
        "proxy": f"{place.url}/hub/health",
        "hub": f"http://127.0.0.1:{place.port_of('hub')}/hub/health",
        **{one["name"]: f"{one['url']}/services/{one['name']}/" for one in others},
    }
    service = {
        "name": NAME,
        "display": False,
        "url": f"http://127.0.0.1:{place.port_of('caretaker')}",
        "command": [sys.executable, "-m", "coursekit.hub.caretaker"],
        "environment": {
            **environment,
            "COURSEKIT_PARTS": json.dumps(parts),
            "COURSEKIT_IDLE_MINUTES": str(minutes),
        },
    }
    c.JupyterHub.services = [*others, service]
    roles = [role for role in c.JupyterHub.load_roles if role["name"] != NAME]
    c.JupyterHub.load_roles = [*roles, {"name": NAME, "services": [NAME], "scopes": SCOPES}]

"""Hosts, cookies and headers of the hub, its servers and its services; sets only, never appends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coursekit.hub.runtime import Runtime

__all__ = ["update_cookies", "update_hosts"]

_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def update_hosts(c: Any, runtime: Runtime) -> None:
    """Set which host each part stands on; a bare address has but one for all."""
    hosts = runtime.hosts
    if hosts.shared:
        return
    c.JupyterHub.subdomain_host = hosts.public
    c.JupyterHub.subdomain_hook = hosts.hook
    c.JupyterHub.hub_routespec = f"{hosts.name}/"
    c.JupyterHub.proxy_class = "coursekit.hub.services.lobby.HostProxy"
    lobby = runtime.port_of("lobby")
    c.HostProxy.lobby_port = lobby
    c.HostProxy.extra_routes = {f"{hosts.name}/services/": f"http://127.0.0.1:{lobby}"}
    c.HostProxy.lobby_leads_to = hosts.public


def update_cookies(c: Any, runtime: Runtime, settings: Mapping[str, Any]) -> None:
    """Set cookies of one host and one day, here and in every server and service; after them."""
    hosts, days = runtime.hosts, settings["accounts"]["session_hours"] / 24
    prefixed = hosts.secure and not hosts.shared
    # Not Strict: whoever comes back from his server's host still has his session at the hub.
    options = {"samesite": "Lax", "expires_days": days}
    if hosts.secure:
        options["secure"] = True
    c.JupyterHub.cookie_max_age_days = days
    c.JupyterHub.cookie_host_prefix_enabled = prefixed
    c.JupyterHub.tornado_settings = {"cookie_options": options, "headers": _HEADERS}
    if not hosts.shared:
        # Else the hub would give the id of its session to all hosts below its own.
        c.JupyterHub.tornado_settings["domain"] = ""
    told = {
        "JUPYTERHUB_COOKIE_OPTIONS": json.dumps(options),
        "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED": str(int(prefixed)),
    }
    c.JupyterHub.services = [
        {**one, "environment": {**one["environment"], **told}} for one in c.JupyterHub.services
    ]
    c.Spawner.environment = {**c.Spawner.environment, **told}

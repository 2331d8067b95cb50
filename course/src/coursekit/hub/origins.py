"""Hosts, cookies and headers of the hub, its servers and its services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coursekit.hub.contributions import add_environment
from coursekit.hub.runtime import Runtime

__all__ = ["cookie_variables", "update_cookies", "update_hosts"]

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
    """Set cookies of one host and one day, here and in every person's server."""
    options = _options(runtime, settings)
    c.JupyterHub.cookie_max_age_days = options["expires_days"]
    c.JupyterHub.cookie_host_prefix_enabled = _prefixed(runtime)
    c.JupyterHub.tornado_settings = {"cookie_options": options, "headers": _HEADERS}
    if not runtime.hosts.shared:
        # Else the hub would give the id of its session to all hosts below its own.
        c.JupyterHub.tornado_settings["domain"] = ""
    add_environment(c, cookie_variables(runtime, settings))


def cookie_variables(runtime: Runtime, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return what tells servers and services which cookies they may give."""
    return {
        "JUPYTERHUB_COOKIE_OPTIONS": json.dumps(_options(runtime, settings)),
        "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED": str(int(_prefixed(runtime))),
    }


def _options(runtime: Runtime, settings: Mapping[str, Any]) -> dict[str, Any]:
    days = settings["accounts"]["session_hours"] / 24
    # Not Strict: whoever comes back from his server's host still has his session at the hub.
    options = {"samesite": "Lax", "expires_days": days}
    return options | {"secure": True} if runtime.hosts.secure else options


def _prefixed(runtime: Runtime) -> bool:
    return runtime.hosts.secure and not runtime.hosts.shared

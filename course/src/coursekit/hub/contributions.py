"""What several parts add to one setting of the hub: services, roles, variables, words of pages.

Law: each adds under a name of its own, so that neither order nor repetition matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["PARTS", "add_environment", "add_role", "add_service", "add_template_vars"]

PARTS = "COURSEKIT_PARTS"
"""Variable of a service that looks after others: what they are called and where they listen."""


def add_environment(c: Any, variables: Mapping[str, Any]) -> None:
    """Add variables to the environment of every person's server."""
    c.Spawner.environment = {**_known(c.Spawner, "environment", dict), **variables}


def add_template_vars(c: Any, words: Mapping[str, Any]) -> None:
    """Add what the hub's pages may use."""
    c.JupyterHub.template_vars = {**_known(c.JupyterHub, "template_vars", dict), **words}


def add_service(c: Any, service: Mapping[str, Any]) -> None:
    """Add a service; one of the same name gives way.

    The hub starts one after the other and waits for each: who looks after others is well only
    when they are there, and comes last.
    """
    services = _by_name([*_without(c, "services", service["name"]), dict(service)])
    c.JupyterHub.services = sorted(services, key=lambda one: PARTS in one.get("environment", ()))


def add_role(c: Any, role: Mapping[str, Any]) -> None:
    """Add a role; what is known of it already is joined: the rights of several parts."""
    known = _known(c.JupyterHub, "load_roles", list)
    same = next((one for one in known if one["name"] == role["name"]), {})
    scopes = sorted({*same.get("scopes", ()), *role["scopes"]})
    others = _without(c, "load_roles", role["name"])
    c.JupyterHub.load_roles = _by_name([*others, {**same, **role, "scopes": scopes}])


def _without(c: Any, key: str, name: str) -> list[dict[str, Any]]:
    return [one for one in _known(c.JupyterHub, key, list) if one["name"] != name]


def _by_name(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda one: str(one["name"]))


def _known(section: Any, key: str, kind: type) -> Any:
    """Return a setting, or an empty one: traitlets holds a place of its own for what is not set."""
    value = section.get(key)
    return value if isinstance(value, kind) else kind()

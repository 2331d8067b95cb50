"""What no schema can see in settings: names that must exist, and keys that would have no effect.

Pure but for looking up what is installed: time zones, modules, database drivers.
"""

from __future__ import annotations

import difflib
import importlib.util
import ipaddress
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib.metadata import entry_points
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

__all__ = ["explain", "near", "problems", "repeated"]

_INDONESIA = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
_OWN_ACCOUNTS = ("attempts", "lock_minutes", "address_attempts", "minimum_length", "signup")
# Section, keys without effect, and when: a test on the settings and what to say of it.
_IDLE: tuple[tuple[str, Collection[str], Callable[[Any], bool], str], ...] = (
    (
        "accounts",
        _OWN_ACCOUNTS,
        lambda found: not found["accounts"]["authenticator"].endswith("LocalAuthenticator"),
        "accounts.authenticator is another one, which has its own settings",
    ),
    (
        "servers",
        ("memory_mb", "processes"),
        lambda found: found["servers"]["isolation"] == "none",
        "servers.isolation is none, and limits belong to sandboxes",
    ),
    (
        "exchange",
        ("instant_per_hour",),
        lambda found: not found["exchange"]["instant"],
        "exchange.instant names no lab",
    ),
)


def near(wrong: str, known: Collection[str]) -> str:
    """Return a hint at what may have been meant, or nothing."""
    small = {name.casefold(): name for name in known}
    found = [small[name] for name in difflib.get_close_matches(wrong.casefold(), small, 3, 0.6)]
    return f"; did you mean {' or '.join(found)}?" if found else ""


def explain(error: Any) -> str:
    """Return the words for a break of the schema, with what the key is for."""
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        unknown = [str(key) for key in error.instance if key not in known]
        hints = "".join(near(key, known) for key in unknown)
        return f"unknown key {', '.join(unknown)}{hints or '; known are ' + ', '.join(known)}"
    hint = near(str(error.instance), error.schema["enum"]) if error.validator == "enum" else ""
    meant = error.schema.get("description", "").rstrip(".")
    return f"{error.message}{hint}" + (f" ({meant})" if meant else "")


def repeated(node: Any) -> Any:
    """Return the first key that stands twice in a mapping of a composed YAML file, or None.

    YAML lets the last one win without a word, and a whole section is lost.
    """
    pairs = node.value if node is not None and node.id == "mapping" else ()
    seen: set[str] = set()
    for key, value in pairs:
        if str(key.value) in seen:
            return key
        seen.add(str(key.value))
        if found := repeated(value):
            return found
    return None


def problems(given: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield key and words for whatever is no use, though the schema admits it.

    Parameters
    ----------
    given : mapping
        What stands in the file.
    settings : mapping
        The same, laid over the defaults.
    """
    for section, keys, idle, why in _IDLE:
        for key in keys:
            if key in (given.get(section) or {}) and idle(settings):
                yield f"{section}.{key}", f"has no effect, for {why}; take it out"
    exchange = settings["exchange"]
    if exchange["total_mb"] < exchange["size_mb"]:
        yield "exchange.total_mb", f"is less than exchange.size_mb ({exchange['size_mb']})"
    accounts = settings["accounts"]
    if accounts["address_attempts"] < accounts["attempts"]:
        yield (
            "accounts.address_attempts",
            "is less than accounts.attempts",
        )
    for section, key, look in _LOOKS:
        if key in (given.get(section) or {}):
            values = settings[section][key]
            for value in values if isinstance(values, list) else [values]:
                if value and (said := look(value)):
                    yield f"{section}.{key}", f"{value!r} {said}"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # also a folder of zones, and what is no path at all
        known = available_timezones()
        hint = near(name, known) or near(name, [zone.split("/")[-1] for zone in known])
        return f"is no time zone{hint}; in Indonesia: {', '.join(_INDONESIA)}"
    return ""


def _module(name: str) -> str:
    parent, _, last = name.partition(":")[0].rpartition(".")
    try:
        found = importlib.util.find_spec(f"{parent}.{last}" if parent else last)
    except (ModuleNotFoundError, ValueError):
        found = None
    return "" if found else "is no module that is installed here"


def _authenticator(name: str) -> str:
    if "." in name:
        return _module(name.rpartition(".")[0]) and "is in no module that is installed here"
    known = entry_points(group="jupyterhub.authenticators").names
    return "" if name in known else f"is no authenticator known here{near(name, known)}"


def _database(address: str) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        make_url(address).get_dialect()
    except (NoSuchModuleError, ModuleNotFoundError):
        return "names a kind of database that is not installed here"
    except (ArgumentError, ValueError):
        return "is no address of a database, as postgresql+psycopg://user@machine/name is"
    return ""


def _storage(address: str) -> str:
    import fsspec
    from fsspec.core import split_protocol

    kind = split_protocol(address)[0] or "file"
    if kind in fsspec.available_protocols():
        return ""
    return f"names a kind of storage nobody knows{near(kind, fsspec.available_protocols())}"


def _address(text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return "is no IP address"
    return ""


_LOOKS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("hub", "proxies", _address),
    ("accounts", "authenticator", _authenticator),
    ("exchange", "time_zone", _zone),
    ("exchange", "database", _database),
    ("exchange", "storage", _storage),
    ("grading", "gradebook", _database),
    ("grading", "warm", _module),
    ("grading", "case", _module),
)

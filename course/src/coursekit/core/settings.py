"""Settings of one hub: visible defaults, a file of differences, a closed schema."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.settings_check import explain, problems, repeated

__all__ = ["COURSE_PAGE", "DEFAULTS", "SCHEMA", "load_settings", "merge"]

COURSE_PAGE = "/kursus"
"""Address of the course page below a trainee's server; the book's links lead there, too."""

DEFAULTS: dict[str, Any] = {
    "hub": {"address": "127.0.0.1", "port": 8000, "public_url": "", "proxies": []},
    "servers": {
        "isolation": "sandbox",
        "start_page": "/lab",
        "memory_mb": 1024,
        "processes": 200,
        "home_mb": 2000,
        "start_seconds": 120,
        "starts_at_once": 4,
        "idle_minutes": 60,
    },
    "accounts": {
        "authenticator": "coursekit.hub.accounts.authenticator.LocalAuthenticator",
        "attempts": 5,
        "lock_minutes": 5,
        "address_attempts": 300,
        "minimum_length": 10,
        "signup": False,
        "token_days": 1,
        "staff_token_days": 7,
        "session_hours": 12,
    },
    "exchange": {
        "url": "",
        "database": "",
        "storage": "",
        "time_zone": "Asia/Jakarta",
        "attempts": 0,
        "late": "accept",
        "size_mb": 50,
        "files": 500,
        "total_mb": 2000,
        "instant": [],
        "instant_per_hour": 6,
        "opens": {},
    },
    "book": {"hub": ""},
    "grading": {"warm": [], "case": "", "gradebook": ""},
}


def _whole(text: str, minimum: int = 1, maximum: int | None = None) -> dict[str, Any]:
    limit = {} if maximum is None else {"maximum": maximum}
    return {"type": "integer", "minimum": minimum, **limit, "description": text}


def _text(text: str) -> dict[str, Any]:
    return {"type": "string", "description": text}


def _section(text: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": text,
        "additionalProperties": False,
        "properties": properties,
    }


SCHEMA: dict[str, Any] = _section(
    "Differences from the defaults; an unknown key is refused.",
    {
        "hub": _section(
            "Where people reach the hub.",
            {
                "address": {
                    "type": "string",
                    "minLength": 1,
                    "description": "Address to listen on; loopback unless TLS stands in front.",
                },
                "public_url": {
                    "type": "string",
                    "pattern": r"^$|^https://[^/:]+(:\d+)?/?$",
                    "description": "Address people type, behind TLS, with a wildcard of names "
                    "below it; empty: http://localhost on this machine alone.",
                },
                "port": _whole(
                    "First of a block of ports; the next ones serve the hub's own parts.",
                    1024,
                    65000,
                ),
                "proxies": {
                    "type": "array",
                    "items": {"type": "string", "minLength": 1},
                    "description": "IP addresses of proxies in front of the hub's own, believed "
                    "about who the client is.",
                },
            },
        ),
        "servers": _section(
            "The single-user servers.",
            {
                "isolation": {
                    "enum": ["sandbox", "none"],
                    "description": "sandbox: each person apart from all others, with limits. "
                    "none: one account for all, demonstration only.",
                },
                "start_page": {
                    "type": "string",
                    "pattern": "^/",
                    "description": "First page of staff; trainees begin at the course page.",
                },
                "memory_mb": _whole("Memory of one server with its kernels; a lab needs 250.", 512),
                "processes": _whole("Limit of processes and threads of one server.", 50),
                "home_mb": _whole(
                    "Room of a home: beyond it the person and staff are told, and no single file "
                    "may be larger; 0 means no limit.",
                    0,
                ),
                "start_seconds": _whole("Time a server may take to start."),
                "starts_at_once": _whole("Servers that may start at the same time."),
                "idle_minutes": _whole("Stop a server unused for so long; 0 means never.", 0),
            },
        ),
        "accounts": _section(
            "Who may come in.",
            {
                "authenticator": {
                    "type": "string",
                    "pattern": r"^[\w-]+(\.\w+)*$",
                    "description": "Class or registered name of a JupyterHub authenticator.",
                },
                "attempts": _whole("Wrong passwords before an account is locked."),
                "lock_minutes": _whole("How long it stays locked."),
                "address_attempts": _whole(
                    "Wrong passwords from one address within a quarter of an hour; a whole "
                    "office may share one.",
                    20,
                ),
                "minimum_length": _whole("Shortest password a person may choose.", 8, 64),
                "signup": {
                    "type": "boolean",
                    "description": "Whether people may ask for accounts; instructors approve.",
                },
                "token_days": _whole("Longest life of a token a person makes for a program."),
                "staff_token_days": _whole("The same for instructors."),
                "session_hours": _whole("Hours before one must log in again.", 1, 24 * 30),
            },
        ),
        "exchange": _section(
            "How labs go out and come back; dates are set with `coursekit due`.",
            {
                "url": {
                    "type": "string",
                    "pattern": "^$|^https?://",
                    "description": "Where servers reach the service; empty: loopback, on one "
                    "machine.",
                },
                "database": _text("SQLAlchemy's address of the records; empty: SQLite."),
                "storage": _text("fsspec's address of the archives; empty: a local folder."),
                "time_zone": {
                    "type": "string",
                    "minLength": 1,
                    "description": "Zone in which dates are meant and shown.",
                },
                "attempts": _whole("Submissions of one lab; 0 means any number.", 0),
                "late": {
                    "enum": ["accept", "refuse"],
                    "description": "What happens to a submission after the date.",
                },
                "size_mb": _whole("Largest submission, packed and unpacked.", 1, 1000),
                "files": _whole("Most files in a submission."),
                "total_mb": _whole("Room for all submissions of one trainee in a course."),
                "instant": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Labs whose visible tests answer a submission within seconds.",
                },
                "instant_per_hour": _whole("How often an hour, for one trainee and lab."),
                "opens": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "string",
                            "pattern": r"^\d{4}-\d\d-\d\d( \d\d:\d\d)?$",
                        },
                    },
                    "description": "Lab to cohort to the date, in quotes, on which it opens for "
                    "that cohort whatever its unit says.",
                },
            },
        ),
        "book": _section(
            "The published book.",
            {
                "hub": {
                    "type": "string",
                    "pattern": "^$|^/|^https?://",
                    "description": "Address of the hub that its links to labs open; empty: none.",
                },
            },
        ),
        "grading": _section(
            "How submissions are graded.",
            {
                "warm": {
                    "type": "array",
                    "items": {"type": "string", "pattern": r"^\w+(\.\w+)*$"},
                    "description": "The subject's modules, loaded once before the first lab.",
                },
                "case": {
                    "type": "string",
                    "pattern": r"^$|^\w+(\.\w+)*:\w+$",
                    "description": "module:function from account to personal case; empty: none.",
                },
                "gradebook": {
                    "type": "string",
                    "description": "SQLAlchemy URL; empty: course/var/gradebook/gradebook.db.",
                },
            },
        ),
    },
)


# Keys of earlier versions, and what to do about them.
_FORMER = {
    ("accounts", "session_days"): "is now accounts.session_hours: 12 (hours, not days); "
    "change the line",
    ("exchange", "kind"): "there is one exchange now, the hub's service; take the line out "
    "(what still lies in a shared folder is graded with the version before)",
}


def merge(base: Mapping[str, Any], difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `difference` laid over it; neither is touched, nothing is shared."""
    merged = copy.deepcopy(dict(base))
    for key, value in difference.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = copy.deepcopy(value)
    return merged


def load_settings(path: Path) -> dict[str, Any]:
    """Read the differences in a YAML file and lay them over the defaults.

    Parameters
    ----------
    path : Path
        ``course/hub/settings.yaml``; a missing file means all defaults.

    Raises
    ------
    UsageError
        If the file is no YAML mapping or breaks the schema, names what does not exist, or sets
        what has no effect; the message names file and key.
    """
    import jsonschema
    import yaml

    if not path.is_file():
        return copy.deepcopy(DEFAULTS)
    try:
        text = path.read_text(encoding="utf-8")
        given = yaml.safe_load(text) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        raise UsageError(f"{path}{place}: not readable as YAML; mend the line") from None
    if key := repeated(yaml.compose(text, yaml.SafeLoader)):
        line = key.start_mark.line + 1
        raise UsageError(f"{path}:{line}: {key.value} stands here a second time; join the two")
    _refuse_former(path, given)
    for fault in jsonschema.Draft202012Validator(SCHEMA).iter_errors(given):
        where = ".".join(str(part) for part in fault.absolute_path) or "top"
        raise UsageError(f"{path}: {where}: {explain(fault)}")
    settings = merge(DEFAULTS, given)
    for key, words in problems(given, settings):
        raise UsageError(f"{path}: {key}: {words}")
    return settings


def _refuse_former(path: Path, given: Any) -> None:
    for (section, key), words in _FORMER.items():
        if isinstance(given, Mapping) and key in (given.get(section) or {}):
            raise UsageError(f"{path}: {section}.{key}: {words}")

"""The contracts: short form in sources/package.yaml -> datapackage.json and its shared schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from generators.common import CODES, SOURCES, yaml_of

__all__ = ["package_files"]

_NOT_CONSTRAINTS = ("type", "about", "unit")


def _field(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    field = {"name": name, "type": entry["type"], "description": entry["about"]}
    if "unit" in entry:
        field["unit"] = entry["unit"]
    if rules := {key: value for key, value in entry.items() if key not in _NOT_CONSTRAINTS}:
        field["constraints"] = rules
    return field


def _schema(entry: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(*item) for item in entry["fields"].items()]}
    if key := entry.get("key"):
        schema["primaryKey"] = [key] if isinstance(key, str) else key
    if foreign := entry.get("foreign"):
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": resource, "fields": [there]}}
            for field, (resource, there) in foreign.items()
        ]
    return schema


def _levels(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract of a table of levels: a government and 47 whole levels."""
    level = {"type": "integer", "required": True, "minimum": 1, "maximum": 5}
    fields = {"government": spec["government"]}
    fields |= {code: level | {"about": f"Level of {code}"} for code in CODES}
    fields |= {"status": spec["status"]}
    foreign = {"government": ["governments", "government"]}
    return _schema({"fields": fields, "key": "government", "foreign": foreign})


def _resource(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": entry["name"],
        "path": entry["path"],
        "profile": "tabular-data-resource",
        "description": entry["description"],
        "sources": entry["sources"],
        "schema": f"schemas/{entry['schema']}.json" if "schema" in entry else _schema(entry),
    }


def _resources(spec: Mapping[str, Any], many: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    found = []
    for entry in spec["resources"]:
        if "each" not in entry:
            found.append(_resource(entry))
            continue
        for name in many[entry["each"]]:
            own = {key: entry[key].format(name) for key in ("path", "description")}
            # Frictionless wants lower case in the name of a resource.
            found.append(_resource(entry | own | {"name": f"{entry['each']}.{name}".lower()}))
    return found


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def package_files(
    present: Mapping[str, Any], many: Mapping[str, Iterable[str]]
) -> dict[str, bytes]:
    """Return datapackage.json and the schemas of this module, by path below datasets/.

    Parameters
    ----------
    present : mapping
        The package as it stands; resources this module does not know are kept in front.
    many : mapping
        Names of the files of each family of tables (`dossiers`, `service_logs`).
    """
    spec = yaml_of(SOURCES / "package.yaml")
    mine = _resources(spec, many)
    families = tuple(f"{entry['each']}." for entry in spec["resources"] if "each" in entry)
    known = {resource["name"] for resource in mine}
    others = [
        resource
        for resource in present["resources"]
        if resource["name"] not in known and not resource["name"].startswith(families)
    ]
    files = {"datapackage.json": _json(dict(present) | {"resources": others + mine})}
    for name, entry in spec["schemas"].items():
        files[f"schemas/{name}.json"] = _json(_schema(entry))
    return files | {"schemas/levels.json": _json(_levels(spec))}

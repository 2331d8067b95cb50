"""The description of the service's routes, in OpenAPI, made of the routes themselves. Pure."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from coursekit.exchange.model.submission import schema_of

__all__ = ["answers", "description"]

_ABOUT = (
    "Labs out, submissions in, feedback back. The bearer is who the hub says the token belongs to; "
    "names in a request are never believed. Times are the server's. Roles come from the hub's "
    "groups: nbgrader-COURSE trainee, formgrade-COURSE instructor, coach-COURSE coach (sees the "
    "submissions of his own cohorts, groups cohort-NAME), author-COURSE author (hands labs out). "
    "Clients reach it at the address in COURSEKIT_EXCHANGE_URL with the token in "
    "JUPYTERHUB_API_TOKEN."
)
_TOKEN = "A token of the hub; `Authorization: token ...` is taken as well."
_SENTENCE = "A sentence in Indonesian for the person who asked."
_REFUSAL = {
    "type": "object",
    "properties": {"error": {"type": "string", "description": _SENTENCE}},
    "required": ["error"],
}
_ARCHIVE = {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}
_METHODS = ("get", "put", "post", "delete")
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class _Told:
    kind: type[object] | None = None
    many: bool = False
    archive: bool = False
    takes: bool = False
    query: Mapping[str, str] = field(default_factory=dict)


def answers(
    kind: type[object] | None = None,
    many: bool = False,
    archive: bool = False,
    takes: bool = False,
    **query: str,
) -> Callable[[F], F]:
    """Say of a handler's method what it answers, and which arguments the address may have.

    Parameters
    ----------
    kind : type, optional
        The record, or one of `many`.
    archive, takes : bool
        Whether it answers, or takes, a gzipped tar.
    **query
        Argument → what it is for.
    """

    def mark(method: F) -> F:
        method.__dict__["told"] = _Told(kind, many, archive, takes, query)
        return method

    return mark


def description(routes: Mapping[str, type[object]]) -> dict[str, Any]:
    """Return the description of routes: path, with names in braces, to handler."""
    schemas: dict[str, Any] = {"Refusal": _REFUSAL}
    paths = {
        path: {
            "parameters": [
                _parameter(name, "path", f"Name of the {name}.")
                for name in re.findall(r"{(\w+)}", path)
            ],
            **{
                name: _operation(vars(handler)[name], schemas)
                for name in _METHODS
                if name in vars(handler)
            },
        }
        for path, handler in routes.items()
    }
    schemes = {"token": {"type": "http", "scheme": "bearer", "description": _TOKEN}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Exchange of the course", "version": "2", "description": _ABOUT},
        "security": [{"token": []}],
        "paths": paths,
        "components": {"securitySchemes": schemes, "schemas": schemas},
    }


def _operation(method: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    told: _Told = getattr(method, "told", _Told())
    refusal = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    operation = {
        "summary": inspect.getdoc(method) or "",
        "parameters": [_parameter(name, "query", text) for name, text in told.query.items()],
        "responses": {
            "200": {"description": "Done.", "content": _content(told, schemas)},
            "default": {"description": "Refused.", "content": {"application/json": refusal}},
        },
    }
    return {**operation, "requestBody": {"content": _ARCHIVE}} if told.takes else operation


def _content(told: _Told, schemas: dict[str, Any]) -> dict[str, Any]:
    if told.archive:
        return _ARCHIVE
    one = {"type": "object"} if told.kind is None else _reference(told.kind, schemas)
    schema = {"type": "array", "items": one} if told.many else one
    return {"application/json": {"schema": schema}}


def _reference(kind: type[object], schemas: dict[str, Any]) -> dict[str, Any]:
    schema = schema_of(kind)
    schemas |= schema.pop("$defs", {})
    if "properties" not in schema:
        return schema
    schemas[kind.__name__] = schema
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _parameter(name: str, place: str, text: str) -> dict[str, Any]:
    required, schema = place == "path", {"type": "string"}
    return {"name": name, "in": place, "required": required, "description": text, "schema": schema}

"""Outputs from the trainee's interpreter, held to the notebook's format and to a size."""

from __future__ import annotations

import re
from typing import Any

from coursekit.grading.judge.codec import MAX_DEPTH

__all__ = ["clean_outputs", "clean_shown", "clean_updates"]

_LIMIT = 4_000_000  # bytes of one cell's outputs
_MOST = 5_000  # outputs a cell
_WIDGET = "application/vnd.jupyter.widget-view+json"
_JSON = re.compile(r"application/(.*\+)?json")


def clean_outputs(outputs: Any, count: int) -> list[dict[str, Any]]:
    """Return outputs from the trainee's interpreter, held to the notebook's format."""
    kept: list[dict[str, Any]] = []
    size = 0
    for output in outputs if type(outputs) is list else []:
        try:
            cleaned = _clean(output, count)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            continue
        size += len(str(cleaned))
        if size > _LIMIT or len(kept) >= _MOST:
            break
        kept.append(cleaned)
    return kept


def _clean(output: dict[str, Any], count: int) -> dict[str, Any]:
    kind = output["output_type"]
    if kind == "stream":
        name = "stderr" if output["name"] == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": str(output["text"])}
    if kind == "error":
        lines = [str(line) for line in output["traceback"]]
        cleaned = {"output_type": kind, "ename": str(output["ename"])}
        return cleaned | {"evalue": str(output["evalue"]), "traceback": lines}
    if kind not in ("display_data", "execute_result"):
        raise ValueError(kind)
    cleaned = {"output_type": kind, **clean_shown(output["data"], output["metadata"])}
    if kind == "execute_result":
        cleaned["execution_count"] = count
    transient = output.get("transient")
    if type(transient) is dict and type(transient.get("display_id")) is str:
        cleaned["transient"] = {"display_id": transient["display_id"]}
    return cleaned


def clean_shown(data: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
    """Return ``data`` and ``metadata`` of something shown, without what could run or break.

    A script has no business in a marked notebook: staff open it with their own rights. Of the
    metadata numbers stay, which give an image its size: a page writes them without quotes.
    """
    kept = {}
    for mime, value in data.items():
        if mime == _WIDGET and not (type(value) is dict and type(value.get("model_id")) is str):
            continue  # whoever draws it looks for the widget's number
        if _JSON.fullmatch(mime):
            kept[mime] = _plain(value, 0)
        elif type(value) is str and "script" not in mime.lower():
            kept[mime] = value
    sizes = {mime: _sizes(given) for mime, given in metadata.items() if mime in kept}
    return {"data": kept, "metadata": {mime: found for mime, found in sizes.items() if found}}


def clean_updates(updates: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return which displays are to be shown anew, each with what `clean_shown` returns."""
    kept = []
    for update in updates[:_MOST] if type(updates) is list else []:
        try:
            display_id, data, metadata = update
            kept.append((str(display_id), clean_shown(data, metadata)))
        except (TypeError, ValueError, AttributeError):
            continue
    return kept


def _sizes(given: Any) -> dict[str, Any]:
    found = given.items() if type(given) is dict else ()
    return {str(key): value for key, value in found if type(value) in (bool, int, float)}


def _plain(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if type(value) is dict:
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if type(value) is list:
        return [_plain(item, depth + 1) for item in value]
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is not float:
        raise TypeError(type(value).__name__)
    return value if value - value == 0 else None

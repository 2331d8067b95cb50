"""Outputs from the trainee's interpreter, held to the notebook's format and to a size."""

from __future__ import annotations

from typing import Any

from coursekit.grading.codec import MAX_DEPTH

__all__ = ["clean_outputs"]

_LIMIT = 4_000_000  # bytes of one cell's outputs
_MOST = 5_000  # outputs a cell


def clean_outputs(outputs: Any, count: int) -> list[dict]:
    """Return outputs from the trainee's interpreter, held to the notebook's format."""
    kept, size = [], 0
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


def _clean(output: dict, count: int) -> dict:
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
    cleaned = {"output_type": kind, "data": _bundle(output["data"])}
    cleaned["metadata"] = _plain(output["metadata"], 0)
    if kind == "execute_result":
        cleaned["execution_count"] = count
    transient = output.get("transient")
    if type(transient) is dict and type(transient.get("display_id")) is str:
        cleaned["transient"] = {"display_id": transient["display_id"]}
    return cleaned


def _bundle(data: dict) -> dict:
    # A script has no business in a marked notebook: staff open it with their own rights.
    return {
        str(mime): value if type(value) is str else _plain(value, 0)
        for mime, value in data.items()
        if "javascript" not in str(mime).lower()
    }


def _plain(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if type(value) is dict:
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if type(value) is list:
        return [_plain(item, depth + 1) for item in value]
    if value is None or type(value) in (bool, int, str):
        return value
    return value if value - value == 0 else None

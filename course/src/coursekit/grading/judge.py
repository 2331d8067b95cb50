"""The judge's interpreter: runs locked cells and tests, and never a line of the trainee's.

A test sees of the trainee's interpreter the names that the reference solution's test saw, each
of the same kind; everything else in it is the judge's own.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import sys
import time
import types
from typing import Any

from coursekit.grading.bridge import Bridge, StudentGoneError, handle_of
from coursekit.grading.codec import MAX_DEPTH, Encoder
from coursekit.grading.remote import Remote, details
from coursekit.grading.shell import TIMEOUT_ERROR, Ran, run_cell

__all__ = ["Judge", "clean_outputs", "kind_of", "names_in"]

_BUILTINS = frozenset(dir(builtins))
_DRAWN_ON = "matplotlib"
_CLEAN_LIMIT = 4_000_000  # bytes of one cell's outputs taken from the trainee's interpreter
_MODULE = "module:"


class Judge:
    """Run the cells of one notebook.

    Parameters
    ----------
    bridge : Bridge
        The line to the trainee's interpreter.
    shell : ZMQInteractiveShell
        The judge's own shell.
    kinds : dict or None
        test cell -> name -> kind, as recorded from the reference; None while recording.
    limit : float
        Seconds a cell.

    Attributes
    ----------
    seen : dict
        The kinds recorded so far.
    """

    def __init__(self, bridge: Bridge, shell: Any, kinds: dict | None, limit: float) -> None:
        self.bridge, self.shell, self.kinds, self.limit = bridge, shell, kinds, limit
        self.seen: dict[str, dict[str, str]] = {}
        self.late = False
        self._own: set[str] = set()
        self._given: set[str] = set()
        self._used: set[str] = set()

    def answer(self, source: str, count: int) -> tuple[list[dict], list]:
        """Run a cell in the trainee's interpreter; return outputs and display updates.

        Raises
        ------
        StudentGoneError
            If that interpreter is gone, or goes while the cell runs.
        """
        self.bridge.end = time.monotonic() + self.limit
        request = {"op": "run", "source": source, "limit": self.limit, "count": count}
        reply = self.bridge.talk(request | {"watch": self.kinds is None})
        outputs = clean_outputs(reply.get("outputs"), count)
        self.late = any(output.get("ename") == TIMEOUT_ERROR for output in outputs)
        if self.kinds is None:
            # The reference is honest: what it binds anew is no longer the judge's own.
            self._own -= set(reply["bound"])
        updates = reply.get("updates")
        return outputs, updates if type(updates) is list else []

    def locked(self, source: str, count: int) -> tuple[list[dict], list]:
        """Run a locked cell in both interpreters.

        Modules, functions, classes and objects it binds are the judge's own from then on. Its
        data are too, unless the reference solution changes them in place; figures never are,
        since answers draw on them.
        """
        space = self.shell.user_ns
        try:
            shown = self.answer(source, count)
        finally:
            before = dict(space)
            self.bridge.end = time.monotonic() + self.limit
            run_cell(self.shell, source, self.limit, count)
            for name, value in space.items():
                if before.get(name) is not value:
                    (self._own if _stays_ours(value) else self._given).add(name)
            self._used |= names_in(source, inside=True)[0]
        return shown

    def test(self, grade_id: str, source: str, count: int) -> Ran:
        """Run a test cell here, on data fetched from the trainee's interpreter."""
        self.bridge.end = time.monotonic() + self.limit
        self.bridge.said = ""
        space = self.shell.user_ns
        names, strings = names_in(source)
        names |= self._used
        self._used |= names_in(source, inside=True)[0]
        if self.kinds is None:
            self._record(grade_id, (names | strings) - self._own)
        else:
            self._bind(self.kinds.get(grade_id, {}), strings - self._own - _BUILTINS)
        before = dict(space)
        ran = run_cell(self.shell, source, self.limit, count)
        self._own |= {name for name, value in space.items() if before.get(name) is not value}
        self._add_said(ran)
        return ran

    def _record(self, grade_id: str, names: set[str]) -> None:
        found = self.bridge.fetch(sorted(names))
        # A name of a builtin counts only if the reference truly rebinds it; that is refused.
        found = {name: value for name, value in found.items() if name not in _BUILTINS}
        for name in self._given & set(found):
            if self._same(self.shell.user_ns[name], found[name]):
                del found[name]
        self._given -= set(found)
        self.seen[grade_id] = {name: _origin(value) for name, value in found.items()}
        self.shell.user_ns.update(found)

    def _same(self, ours: Any, theirs: Any) -> bool:
        """Tell whether data given by a locked cell came back unchanged."""
        try:
            coded = [json.dumps(self.bridge.encode(value)) for value in (ours, theirs)]
        except Exception:
            return False
        return coded[0] == coded[1]

    def _bind(self, kinds: dict[str, str], strings: set[str]) -> None:
        space = self.shell.user_ns
        strings -= set(kinds)
        wanted = sorted(name for name in kinds if not kinds[name].startswith(_MODULE))
        try:
            found = self.bridge.fetch(wanted + sorted(strings)) if wanted or strings else {}
        except StudentGoneError:
            found = {}
        for name in (*wanted, *strings):
            if name in found and _fits(kinds.get(name), kind_of(found[name])):
                space[name] = found[name]
            else:
                space.pop(name, None)  # of another kind, or not data: simply not there
        for name, kind in kinds.items():
            if kind.startswith(_MODULE):
                space[name] = _import(kind.removeprefix(_MODULE))

    def _add_said(self, ran: Ran) -> None:
        """Show the frames of the trainee's own code in place of the proxy's."""
        for output in ran.outputs:
            if output["output_type"] == "error":
                frames = [part for part in output["traceback"] if not _is_ours(part)]
                output["traceback"] = frames
                if self.bridge.said and len(frames) > 1:
                    output["traceback"] = [*frames[:-1], self.bridge.said, frames[-1]]


def _is_ours(frame: str) -> bool:
    return "coursekit/grading/" in frame or "coursekit/grading\x1b" in frame


def names_in(source: str, inside: bool = False) -> tuple[set[str], set[str]]:
    """Return the names a cell uses, and its strings that could be names.

    Parameters
    ----------
    inside : bool
        Only those inside functions and classes, which later cells may call.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return set(), set()
    bodies = ast.FunctionDef | ast.ClassDef | ast.Lambda
    roots = [node for node in ast.walk(tree) if isinstance(node, bodies)] if inside else [tree]
    names, strings = set(), set()
    for node in (node for root in roots for node in ast.walk(root)):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings |= {node.value} if node.value.isidentifier() else set()
    return names, strings - names


def _stays_ours(value: Any) -> bool:
    """Tell whether what a locked cell bound is the judge's own for good."""
    if isinstance(value, types.ModuleType | types.FunctionType | type):
        return True
    coded = Encoder(lambda _: None)
    drawn_on = type(value).__module__.split(".")[0] == _DRAWN_ON
    return not drawn_on and value is not None and coded(value) is None


def kind_of(value: Any) -> str:
    """Return what sort of thing came over."""
    if isinstance(value, types.ModuleType):
        return _MODULE + value.__name__
    if type(value) is Remote:
        return details(value)["kind"]
    if type(value) is types.FunctionType:
        return "function"
    return "class" if isinstance(value, type) else "data"


def _origin(value: Any) -> str:
    """Return the kind, or the module and name from which the judge can take the thing itself.

    A function of a library that an answer cell imported must not become the trainee's to write.
    """
    remote = handle_of(value)
    place = details(remote).get("place") if remote is not None else None
    if place and _library(place):
        return _MODULE + place
    return kind_of(value)


def _library(place: str) -> bool:
    module = place.split(":")[0]
    try:
        return module != "__main__" and module in sys.modules and _import(place) is not None
    except (ImportError, AttributeError):
        return False


def _import(place: str) -> Any:
    module, _, name = place.partition(":")
    found = importlib.import_module(module)
    return getattr(found, name) if name else found


def _fits(wanted: str | None, kind: str) -> bool:
    if wanted is None or wanted == kind:
        return True
    return wanted == "function" and kind in ("class", "object")  # anything one can call


def clean_outputs(outputs: Any, count: int) -> list[dict]:
    """Return outputs from the trainee's interpreter, held to the notebook's format."""
    kept, size = [], 0
    for output in outputs if type(outputs) is list else []:
        try:
            cleaned = _clean(output, count)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            continue
        size += len(str(cleaned))
        if size > _CLEAN_LIMIT or len(kept) >= 5_000:
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

"""The judge's interpreter: runs locked cells and tests, and never a line of the trainee's.

A test sees of the trainee's interpreter the names that the reference solution's test saw, each
of the same kind; everything else in it is the judge's own.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import json
import sys
import time
import types
from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Any

from coursekit.grading.judge.bridge import Bridge, StudentGoneError, handle_of
from coursekit.grading.judge.cleaning import clean_outputs, clean_updates
from coursekit.grading.judge.names import names_in
from coursekit.grading.judge.precompute import PrecomputedCell, Watch, bound_by, stays_ours
from coursekit.grading.judge.remote import Remote, details
from coursekit.grading.judge.shell import TIMEOUT_ERROR, Ran, run_cell

__all__ = ["Judge", "kind_of"]

_BUILTINS = frozenset(dir(builtins))
_MODULE = "module:"
_NOT_THERE = (
    "{name} tidak ada setelah sel jawaban dijalankan. Periksa ejaannya, dan apakah sel "
    "jawabannya berhenti karena kesalahan."
)
_HELD = {"function": "fungsi", "class": "kelas (class)"}
_ASKED = _HELD | {"data": "data biasa: angka, teks, daftar, kamus, atau tabel"}


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
    precomputed : mapping
        Locked cell -> what it bound when it was run beforehand.

    Attributes
    ----------
    seen : dict
        The kinds recorded so far.
    watch : Watch or None
        While recording, finds the locked cells that may be precomputed.
    """

    def __init__(
        self,
        bridge: Bridge,
        shell: Any,
        kinds: dict[str, Any] | None,
        limit: float,
        precomputed: Mapping[str, PrecomputedCell] = MappingProxyType({}),
    ) -> None:
        self.bridge, self.shell, self.kinds, self.limit = bridge, shell, kinds, limit
        self.precomputed = precomputed
        self.watch = Watch(shell.user_ns) if kinds is None else None
        self.seen: dict[str, dict[str, str]] = {}
        self.late = False
        self._own: set[str] = set()
        self._given: set[str] = set()
        self._used: frozenset[str] = frozenset()
        self._lacking: dict[str, tuple[str, str]] = {}  # name -> error and sentence for it

    def answer(self, source: str, count: int) -> tuple[list[dict[str, Any]], list[Any]]:
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
        return outputs, clean_updates(reply.get("updates"))

    def locked(
        self, grade_id: str, source: str, count: int
    ) -> tuple[list[dict[str, Any]], list[Any]]:
        """Run a locked cell in both interpreters, here unless it was precomputed.

        Modules, functions, classes and objects it binds are the judge's own from then on. Its
        data are too, unless the reference solution changes them in place; figures never are,
        since answers draw on them.
        """
        try:
            return self.answer(source, count)
        finally:
            self.bridge.end = time.monotonic() + self.limit
            known = self.precomputed.get(grade_id)
            if known is not None:
                self.shell.user_ns.update(known.bound)
                self._own |= known.own
                self._given |= set(known.bound) - known.own
            else:
                self._run_locked(grade_id, source, count)

    def _run_locked(self, grade_id: str, source: str, count: int) -> None:
        space = self.shell.user_ns
        ran: list[Ran] = []
        before = dict(space)
        watched: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        if self.watch is not None:
            watched = self.watch.locked(grade_id, source, ran)
            self._used |= names_in(source).inside
        with watched:
            ran.append(run_cell(self.shell, source, self.limit, count, quiet=True))
        for name in bound_by(before, space):
            (self._own if stays_ours(space[name]) else self._given).add(name)

    def test(self, grade_id: str, source: str, count: int) -> Ran:
        """Run a test cell here, on data fetched from the trainee's interpreter."""
        self.bridge.end = time.monotonic() + self.limit
        self.bridge.said = ""
        space = self.shell.user_ns
        self._lacking.clear()
        names, strings, inside = names_in(source)
        if self.kinds is None:
            self._record(grade_id, (names | self._used | strings) - self._own)
            self._used |= inside
        else:
            # What a locked cell bound stays the judge's, even where a string bears its name.
            ours = self._own | self._given | _BUILTINS
            self._bind(self.kinds.get(grade_id, {}), strings - ours)
        before = dict(space)
        ran = run_cell(self.shell, source, self.limit, count)
        bound = bound_by(before, space)
        self._own |= bound
        if self.watch is not None:
            theirs = set(self.seen[grade_id]) | (strings - self._own - self._given)
            self.watch.tested(bound | theirs)
        self._add_said(ran)
        name = getattr(ran.error, "name", None) if isinstance(ran.error, NameError) else None
        return _reworded(ran, *self._lacking[name]) if name in self._lacking else ran

    def _record(self, grade_id: str, names: Set[str]) -> None:
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

    def _bind(self, kinds: dict[str, str], strings: Set[str]) -> None:
        space = self.shell.user_ns
        strings -= set(kinds)
        wanted = sorted(name for name in kinds if not kinds[name].startswith(_MODULE))
        try:
            found = self.bridge.fetch(wanted + sorted(strings)) if wanted or strings else {}
        except StudentGoneError:
            found = {}
        for name in (*wanted, *strings):
            wanted_kind = kinds.get(name)
            if name in found and _fits(wanted_kind, found[name]):
                space[name] = found[name]
                continue
            space.pop(name, None)  # of another kind, or not data: simply not there
            if name in found:
                self._lacking[name] = _other_kind(name, found[name], wanted_kind)
            elif wanted_kind:
                self._lacking[name] = ("BelumAda", _NOT_THERE.format(name=name))
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


def _other_kind(name: str, value: Any, wanted: str | None) -> tuple[str, str]:
    """Say what a name holds, where Python would say that it does not exist."""
    remote = handle_of(value)
    named = details(remote)["class"][1] if remote is not None else type(value).__name__
    held = _HELD.get(kind_of(value), named)
    asked = _ASKED.get(wanted or "data", "sebuah objek")
    return "JenisBerbeda", f"{name} berisi {held}, padahal soal ini meminta {asked}."


def _reworded(ran: Ran, ename: str, text: str) -> Ran:
    error = {"output_type": "error", "ename": ename, "evalue": text}
    outputs = [one for one in ran.outputs if one["output_type"] != "error"]
    return ran._replace(outputs=[*outputs, error | {"traceback": [f"{ename}: {text}"]}])


def kind_of(value: Any) -> str:
    """Return what sort of thing came over."""
    if isinstance(value, types.ModuleType):
        return _MODULE + value.__name__
    if type(value) is Remote:
        answer: str = details(value)["kind"]
        return answer
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
        answer: str = _MODULE + place
        return answer
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


def _fits(wanted: str | None, value: Any) -> bool:
    kind = kind_of(value)
    if wanted is None or wanted == kind or value is None:  # of a blank the test itself tells
        return True
    if wanted == "object":
        return kind == "data"
    return wanted == "function" and kind in ("class", "object")  # anything one can call

"""Locked cells that ask nothing of a submission: found with the reference, run once for all.

A judge runs every locked cell, and most of them only load the lab's tables: the same work for
every submission. While the reference solution runs, a `Watch` finds those that may be run
before any submission comes; `precompute` runs them in the process that judges are forked from.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import dataclasses
import hashlib
import pickle
import random
import re
import symtable
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from coursekit.grading.assignment.spec import AssignmentSpec, CellSpec
from coursekit.grading.judge.codec import Encoder
from coursekit.grading.judge.names import names_in
from coursekit.grading.judge.shell import Ran, in_passing, run_cell

__all__ = ["Precomputed", "PrecomputedCell", "Watch", "bound_by", "precompute", "stays_ours"]

_DRAWN_ON = "matplotlib"
# The one way to the case, to an answer and to a key.
_ABOUT_THE_OWNER = ("labkit.case", "labkit.answers", "labkit.keys")
_WORDS = re.compile(
    r"environ|getenv|getuser|\bdel\b|\bglobals\b|get_ipython|^\s*[%!]", re.MULTILINE
)
_HISTORY = re.compile(r"_+|_i+|_i?\d+|_[iodt]h|In|Out|exit|quit|get_ipython|open")
_NOTHING = object()
_DEPTH = 5  # records within records
_FIXED = "fixed"  # a module, a function or a class


@dataclass(frozen=True)
class PrecomputedCell:
    """What a locked cell bound, and which of these names are the judge's own for good."""

    bound: dict[str, Any]
    own: frozenset[str]


def stays_ours(value: Any) -> bool:
    """Tell whether what a locked cell bound is the judge's own for good."""
    if isinstance(value, types.ModuleType | types.FunctionType | type):
        return True
    coded = Encoder(lambda _: None)
    drawn_on = type(value).__module__.split(".")[0] == _DRAWN_ON
    return not drawn_on and value is not None and coded(value) is None


def bound_by(before: dict[str, Any], space: dict[str, Any]) -> set[str]:
    """Return the names that a cell bound anew; IPython's own history does not count."""
    return {
        name
        for name, value in space.items()
        if before.get(name, _NOTHING) is not value and not _HISTORY.fullmatch(name)
    }


class Watch:
    """Follow the reference solution in the judge and note which locked cells are free.

    A free cell ends without an error; uses only builtins and what free cells bound, unchanged
    since; changes nothing that was there; draws no random number; and neither reads a file of
    the submission nor asks the lab kit whose work it is.

    Attributes
    ----------
    free : list of str
        Grade ids of the free cells, in the order they ran.
    """

    def __init__(self, space: dict[str, Any]) -> None:
        self.space = space
        self.free: list[str] = []
        self._known: dict[str, str | None] = {}  # name -> print of its value when it was bound

    def tested(self, names: set[str]) -> None:
        """Note that a test took or bound `names`: they may be the trainee's from here on."""
        for name in names:
            self._known.pop(name, None)

    @contextlib.contextmanager
    def locked(self, grade_id: str, source: str, ran: list[Ran]) -> Iterator[None]:
        """Run a locked cell inside the block and put its result into `ran`."""
        before, prints, drawn = dict(self.space), self._prints(), _drawn()
        with _Touched() as touched:
            yield
        bound = bound_by(before, self.space)
        free = (
            ran
            and ran[0].error is None
            and not touched.seen
            and not _WORDS.search(source)
            and prints == self._known
            and self._understands(source, bound, set(before))
            and all(self._prints()[name] == prints[name] for name in set(prints) - bound)
            and _drawn() == drawn
        )
        for name in bound:
            self._known.pop(name, None)
            if free:
                self._known[name] = _print(self.space[name])
        if free:
            self.free.append(grade_id)

    def _prints(self) -> dict[str, str | None]:
        return {name: _print(self.space.get(name, _NOTHING)) for name in self._known}

    def _understands(self, source: str, bound: set[str], before: set[str]) -> bool:
        try:
            uses = _uses(source)
        except (SyntaxError, ValueError, RecursionError):
            return False
        known = {name for name, mark in self._known.items() if mark is not None}
        return uses <= known | (bound - before) | set(dir(builtins))


def _uses(source: str) -> set[str]:
    """Return the global names whose values a cell reads, its functions included."""
    tables = [symtable.symtable(source, "cell", "exec")]
    uses = set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (top or symbol.is_global()):
                uses.add(symbol.get_name())
    changes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.AugAssign)]
    return uses | {node.target.id for node in changes if isinstance(node.target, ast.Name)}


def _print(value: Any) -> str | None:
    """Return what tells a changed value; None where nothing can tell."""
    if isinstance(value, types.ModuleType | types.FunctionType | types.BuiltinFunctionType | type):
        return _FIXED
    try:
        return hashlib.sha256(_bytes(value)).hexdigest()
    except Exception:
        return None


def _bytes(value: Any, depth: int = 0) -> bytes:
    """Return a value as bytes: the lab's own, so pickle is safe; a record by its fields alone.

    Properties that a record has worked out and kept since do not change it.
    """
    if dataclasses.is_dataclass(value) and depth < _DEPTH:
        parts = [_bytes(getattr(value, one.name), depth + 1) for one in dataclasses.fields(value)]
        return repr(type(value)).encode() + b"".join(parts)
    return pickle.dumps(value)


def _drawn() -> str:
    import numpy as np

    state: Any = np.random.get_state()
    whole = (random.getstate(), state[1].tobytes(), state[2:])
    return hashlib.sha256(repr(whole).encode()).hexdigest()


class _Touched:
    """Notice questions about the owner and files opened in the working folder."""

    # One hook for the process, which cannot be removed, serves whoever is listening.
    _current: ClassVar[list[_Touched]] = []
    _hooked = False

    def __init__(self) -> None:
        self.seen = False

    def __enter__(self) -> _Touched:
        if not _Touched._hooked:
            sys.addaudithook(_Touched._audit)
            _Touched._hooked = True
        self._here = str(Path.cwd())
        self._current.append(self)
        sys.setprofile(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        self._current.remove(self)

    def _called(self, frame: Any, event: str, _: Any) -> None:
        if event == "call":
            self.seen |= frame.f_globals.get("__name__") in _ABOUT_THE_OWNER

    @classmethod
    def _audit(cls, event: str, arguments: tuple[Any, ...]) -> None:
        if not cls._current or event not in ("open", "os.listdir", "os.scandir"):
            return
        path = arguments[0]
        for one in cls._current:
            if isinstance(path, str):
                one.seen |= not path.startswith("/") or path.startswith(one._here + "/")
            else:
                one.seen |= not isinstance(path, int | bytes)


@dataclass(frozen=True)
class Precomputed:
    """What a judge is born with: the assignment, the cells run for all, the modules loaded."""

    spec: AssignmentSpec
    cells: dict[str, dict[str, PrecomputedCell]]
    modules: frozenset[str]


def precompute(shell: Any, spec: AssignmentSpec) -> Precomputed:
    """Run the free cells in a clean shell, and leave it clean; read the tests.

    If a cell fails after all, judges run it and those after it themselves.
    """
    done: dict[str, dict[str, PrecomputedCell]] = {}
    for cell in spec.tests:
        names_in(cell.source)
    if any(spec.free.values()):
        for notebook in spec.notebooks:
            free = spec.free.get(notebook.name, ())
            cells = [cell for cell in notebook.cells if cell.grade_id in free]
            with in_passing(shell):
                done[notebook.name] = _precompute(shell, cells, spec.limits.cell)
    return Precomputed(spec, done, frozenset(sys.modules))


def _precompute(shell: Any, cells: list[CellSpec], limit: float) -> dict[str, PrecomputedCell]:
    found, space = {}, shell.user_ns
    for cell in cells:
        before = dict(space)
        if run_cell(shell, cell.source, limit, quiet=True).error is not None:
            break
        bound = {name: space[name] for name in bound_by(before, space)}
        own = frozenset(name for name, value in bound.items() if stays_ours(value))
        found[cell.grade_id] = PrecomputedCell(bound, own)
    return found

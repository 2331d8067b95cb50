"""The judge's end of the line: asks the trainee's interpreter for data, believes no type of it."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import inspect
import json
import linecache
import random
import socket
import sys
import time
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from coursekit.grading.judge.codec import Decoder, Encoder
from coursekit.grading.judge.remote import NotDataError, Remote, details
from coursekit.grading.judge.shell import Alarm
from coursekit.grading.judge.student import MUTABLE, spoken
from coursekit.grading.sandbox import framing

__all__ = ["Bridge", "StudentGoneError", "handle_of"]

# Python gives these a meaning of their own: one raised in the middle of all(map(...)) would
# end the loop and make it true.
_CONTROL = ("StopIteration", "StopAsyncIteration", "GeneratorExit")
_GRACE = 1.0  # seconds that the trainee's own interrupt has before the judge gives up


class StudentGoneError(RuntimeError):
    """The trainee's interpreter has ended or does not answer."""


class Bridge:
    """Requests to the trainee's interpreter.

    Parameters
    ----------
    modules : frozenset of str
        The modules that may be named to the judge: those loaded before it was born.
    why : callable
        Asked once the other interpreter is gone: ``"memory"`` if it was ended for that.

    Attributes
    ----------
    end : float
        Deadline (clock of `time.monotonic`) of the cell that is running.
    dead : str or None
        ``"timeout"``, ``"memory"`` or ``"exit"`` once nothing more can be asked.
    mutating : set of str
        Names of functions whose changes to their arguments are taken over.
    recording : bool
        True while the reference solution runs: every change is taken over and noted.
    said : str
        Traceback text of the trainee's own code, of the last error that came over.
    """

    def __init__(
        self,
        sock: socket.socket,
        mutating: set[str],
        recording: bool,
        modules: frozenset[str],
        why: Callable[[], str] = str,
    ) -> None:
        self._why = why
        self.sock, self.mutating, self.recording = sock, mutating, recording
        self.end = time.monotonic()
        self.dead: str | None = None
        self.said = ""
        self.callbacks: list[Any] = []
        self.encode = Encoder(self._reference)
        self.decode = Decoder(self._resolve)
        self._exceptions: dict[tuple[Any, ...], type] = {}
        self._modules = modules
        self._random: Any = None
        # What a test may put something else in place of (`mock.patch("builtins.input")`).
        self._genuine = spoken()

    def talk(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return the reply; serve callbacks in between.

        Raises
        ------
        StudentGoneError
            If the other interpreter ended, is too slow or breaks the protocol.
        """
        if self.dead:
            raise StudentGoneError(f"program jawaban sudah berhenti ({self.dead})")
        try:
            end = self.end + _GRACE
            framing.put(self.sock, request, end)
            while True:
                reply = framing.get(self.sock, end)
                if type(reply) is not dict or "fatal" in reply:
                    raise framing.GoneError("no reply")
                if "callback" not in reply:
                    return reply
                framing.put(self.sock, {"called": self._call_back(reply)}, end)
        except framing.SlowError:
            self.dead = "timeout"
        except (framing.GoneError, KeyError, ValueError, TypeError, OSError, RecursionError):
            self.dead = self._why() or "exit"
        raise StudentGoneError(f"program jawaban berhenti ({self.dead})")

    def fetch(self, names: list[str]) -> dict[str, Any]:
        """Return the values of those `names` that exist and can be read."""
        limit = max(0.05, (self.end - time.monotonic()) / 2)
        found = self.talk({"op": "names", "names": names, "limit": limit}).get("found")
        values: dict[str, Any] = {}
        # Data can be made to take for ever to read: keys that all collide.
        with contextlib.suppress(KeyboardInterrupt), Alarm(limit):
            given: dict[str, Any] = found if type(found) is dict else {}
            for name in names:
                if name in given:
                    with contextlib.suppress(Exception):
                        values[name] = self._named(name, self.decode(given[name]))
        return values

    def _named(self, name: str, value: Any) -> Any:
        handle = handle_of(value)
        if handle is not None:
            details(handle)["variable"] = name
        return value

    def request(
        self,
        action: str,
        target: Remote | None = None,
        name: str | None = None,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Do one thing with `target` in the other interpreter and return the result as data."""
        request: dict[str, Any] = {"op": action, "limit": max(0.05, self.end - time.monotonic())}
        if target is not None:
            request["id"] = details(target)["id"]
        if name is not None:
            request["name"] = name
        request["args"] = coded = [self.encode(item) for item in args]
        request["kwargs"] = {key: self.encode(item) for key, item in (kwargs or {}).items()}
        if patched := self._patched():
            request["patched"] = patched
        variable = details(target).get("variable") if target is not None else None
        if action == "call":
            request["back"] = self.recording or variable in self.mutating
            request["random"] = self._random_state()
        reply = self.talk(request)
        for stream, text in (reply.get("printed") or [])[:20]:
            (sys.stdout if stream == "stdout" else sys.stderr).write(str(text))
        if "error" in reply:
            self._raise(action, reply)
        if request.get("back") and type(reply.get("back")) is list:
            self._take_over(variable, args, coded, reply["back"])
        if "same" in reply:
            return args[int(reply["same"])]
        try:
            return self.decode(reply["value"])
        except Exception as error:
            raise NotDataError(f"jawaban tidak terbaca: {type(error).__name__}") from None

    def _call_back(self, call: dict[str, Any]) -> dict[str, Any]:
        try:
            values = [self.decode(item) for item in call["args"]]
            named = {str(key): self.decode(item) for key, item in call["kwargs"].items()}
            return {"value": self.encode(self.callbacks[int(call["callback"])](*values, **named))}
        except Exception as error:
            return {"error": type(error).__name__, "message": ""}

    def _raise(self, action: str, reply: dict[str, Any]) -> None:
        name = str(reply["error"])
        if action == "next" and name == "StopIteration":
            raise StopIteration
        self.said = str(reply.get("text", ""))[:8_000]
        kind = self._exception(name, reply.get("bases"))
        try:
            arguments = [self.decode(item) for item in reply.get("args", [])]
        except Exception:
            arguments = []
        try:
            error = kind(*arguments)
        except Exception:
            error = RuntimeError(name)
        raise error

    def _exception(self, name: str, bases: Any) -> type[Exception]:
        known = [str(base) for base in bases if str(base) not in _CONTROL] if bases else []
        key = (name, *known)
        if key not in self._exceptions:
            kinds = [getattr(builtins, base, None) for base in known]
            fit = [one for one in kinds if isinstance(one, type) and issubclass(one, Exception)]
            base = fit[0] if fit else RuntimeError
            same = base.__name__ == name
            self._exceptions[key] = base if same else type(name, (base,), {})
        return self._exceptions[key]

    def _take_over(
        self, variable: str | None, args: tuple[Any, ...], sent: list[Any], back: list[Any]
    ) -> None:
        for value, before, after in zip(args, sent, back, strict=False):
            if after is None or json.dumps(after) == json.dumps(before):
                continue
            if self.recording and variable:
                self.mutating.add(variable)
            elif variable not in self.mutating:
                continue
            try:
                _overwrite(value, self.decode(after))
            except Exception:
                continue

    def _patched(self) -> dict[str, Any]:
        """Return what the test put in place of the functions a program speaks with."""
        now = spoken()
        changed = [name for name, genuine in self._genuine.items() if now[name] is not genuine]
        return {name: self._reference(now[name]) for name in changed if callable(now[name])}

    def _random_state(self) -> list[Any] | None:
        plain = random.getstate()
        array: Any = np.random.get_state()
        state = (plain, array[1].tobytes(), array[2:])
        changed = self._random is not None and state != self._random
        self._random = state
        if not changed:
            return None
        return [list(plain), [array[0], array[1].tolist(), *array[2:]]]

    def _reference(self, value: Any) -> dict[str, Any]:
        handle = handle_of(value)
        if handle is not None:
            return {"k": "remote", "id": details(handle)["id"]}
        if inspect.ismodule(value) or not callable(value):
            raise NotDataError(f"{type(value).__name__} tidak dapat dikirim ke program jawaban")
        self.callbacks.append(value)
        name = getattr(value, "__name__", "callback")
        return {"k": "callback", "id": len(self.callbacks) - 1, "name": str(name)}

    def _resolve(self, coded: dict[str, Any]) -> Any:
        if coded["k"] == "module":
            if coded["name"] in self._modules:
                return importlib.import_module(coded["name"])
            raise NotDataError("module")
        if coded["k"] != "remote":
            raise NotDataError(str(coded.get("v", "?")))
        kind = coded["kind"] if coded["kind"] in ("function", "class") else "object"
        told: dict[str, Any] = {
            "id": int(coded["id"]),
            "kind": kind,
            "name": str(coded.get("name", "?")),
        }
        told["class"] = [str(part) for part in coded["class"]][:2]
        told["place"] = str(coded.get("place", ""))
        if kind == "class" and coded.get("exception"):
            return self._exception(told["name"], coded["exception"])
        remote = Remote(self, told)
        if kind == "function" and told["name"].isidentifier():
            return _as_function(remote, told, coded)
        return remote


def handle_of(value: Any) -> Remote | None:
    """Return the handle behind `value`, without asking `value` itself for an attribute."""
    if type(value) is types.FunctionType:
        value = value.__dict__.get("_remote")
    return value if type(value) is Remote else None


def _as_function(remote: Remote, told: dict[str, Any], coded: dict[str, Any]) -> types.FunctionType:
    """Return a true function, so that inspect finds a signature and a source."""
    place = f"<jawaban {told['name']} {told['id']}>"
    space: dict[str, Any] = {"_call": remote}
    exec(compile("def f(*a, **k): return _call(*a, **k)", place, "exec"), space)
    function: Any = space["f"]
    function.__name__ = function.__qualname__ = told["name"]
    function.__doc__ = coded["doc"] if isinstance(coded.get("doc"), str) else None
    function._remote = remote
    source = coded.get("source")
    if isinstance(source, str):
        linecache.cache[place] = (len(source), None, source.splitlines(True), place)
    with contextlib.suppress(Exception):
        kinds = inspect._ParameterKind
        empty = inspect.Parameter.empty
        function.__signature__ = inspect.Signature(
            [
                inspect.Parameter(str(name), kinds(kind), default="…" if given else empty)
                for name, kind, given in coded["signature"]
            ]
        )
    made: types.FunctionType = function
    return made


def _overwrite(value: Any, new: Any) -> None:
    if type(value) is not type(new) or type(value) not in MUTABLE:
        return
    if type(value) is list:
        value[:] = new
    elif type(value) in (dict, set):
        value.clear()
        value.update(new)
    elif type(value) is np.ndarray:
        if value.shape == new.shape and value.flags.writeable:
            value[...] = new
    elif isinstance(value, pd.DataFrame | pd.Series):
        value._mgr = new._mgr

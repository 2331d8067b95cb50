"""The trainee's interpreter: runs the answers and hands out data. Nothing it says is believed."""

from __future__ import annotations

import builtins
import contextlib
import getpass
import inspect
import operator
import os
import random
import socket
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from coursekit.grading.assignment.intake import lay_out
from coursekit.grading.judge.cleaning import clean_outputs, clean_updates
from coursekit.grading.judge.codec import Decoder, Encoder
from coursekit.grading.judge.shell import TIMEOUT_ERROR, Alarm, run_cell
from coursekit.grading.sandbox import framing

__all__ = ["MUTABLE", "Student", "spoken"]

MUTABLE = (list, dict, set, np.ndarray, pd.DataFrame, pd.Series)
_BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor eq ne lt le gt ge neg abs pos"
_OPERATORS = {name: getattr(operator, name) for name in _BINARY.split()}
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_SPEAKERS = ((builtins, "input"), (builtins, "print"), (getpass, "getpass"))
_PRINTED = 200_000
_SOURCE = 20_000
_REPLY = framing.LIMIT - (8 << 20)


class Student:
    """Serve the judge's requests until the judge is gone.

    Parameters
    ----------
    sock : socket
        The line to the judge.
    shell : ZMQInteractiveShell
        A shell made before the fork and started after it.
    """

    def __init__(self, sock: socket.socket, shell: Any) -> None:
        self.sock, self.shell = sock, shell
        self.kept: dict[int, Any] = {}
        self.arguments: list[Any] = []
        self.encode = Encoder(self._reference)
        self.decode = Decoder(self._resolve)

    def serve(self) -> None:
        """Answer requests for ever."""
        while True:
            self.handle(framing.get(self.sock))

    def handle(self, request: dict[str, Any]) -> None:
        """Answer one request."""
        action: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "files": self._files,
            "run": self._run,
            "names": self._names,
        }
        action["reset"] = self._reset
        reply = action.get(request["op"], self._do)(request)
        try:
            frame = framing.pack(reply)
        except (TypeError, ValueError, RecursionError) as error:
            # A display that is no JSON, or too much at once: that alone is lost.
            frame = framing.pack(self._reduced(reply, request, error))
        framing.send(self.sock, frame)

    def _reduced(
        self, reply: dict[str, Any], request: dict[str, Any], error: Exception
    ) -> dict[str, Any]:
        """Return what of a reply can be sent."""
        if "outputs" not in reply:
            return self._fault(error, False)
        shown = [[name, *new.values()] for name, new in clean_updates(reply["updates"])]
        return reply | {
            "outputs": clean_outputs(reply["outputs"], request["count"]),
            "updates": shown,
        }

    def _files(self, request: dict[str, Any]) -> dict[str, Any]:
        os.environ.update(request["environment"])
        lay_out(request["files"])
        return {}

    def _reset(self, _: dict[str, Any]) -> dict[str, Any]:
        self.shell.reset(new_session=True)
        return {}

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        space = self.shell.user_ns
        before = dict(space) if request.get("watch") else None
        ran = run_cell(self.shell, request["source"], request["limit"], request["count"])
        reply = {"outputs": ran.outputs, "updates": ran.updates}
        if before is not None:
            missing = object()
            bound = [name for name in space if before.get(name, missing) is not space[name]]
            reply["bound"] = [name for name in bound if isinstance(name, str)]
        return reply

    def _names(self, request: dict[str, Any]) -> dict[str, Any]:
        found, size = {}, 0
        for name in request["names"]:
            if name not in self.shell.user_ns:
                continue
            try:
                with Alarm(request["limit"]):
                    coded = self.encode(self.shell.user_ns[name])
                    size += len(framing.pack(coded))
            except (KeyboardInterrupt, Exception) as error:
                coded = {"k": "fault", "v": f"{type(error).__name__}: {error}"}
            found[name] = coded if size < _REPLY else {"k": "fault", "v": "too large"}
        return {"found": found}

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        self.shell.capture.begin()
        reply: dict[str, Any] = {}
        clock = Alarm(request.get("limit", 0))
        try:
            with clock:
                reply = self._apply(request)
        except BaseException as error:
            reply = self._fault(TimeoutError() if clock.rang else error, clock.rang)
        printed = [part for part in self.shell.capture.outputs if part["output_type"] == "stream"]
        if printed:
            reply["printed"] = [[part["name"], part["text"][:_PRINTED]] for part in printed[:20]]
        return reply

    def _apply(self, request: dict[str, Any]) -> dict[str, Any]:
        if request.get("random"):
            _set_random(*request["random"])
        values = [self.decode(item) for item in request.get("args", [])]
        named = {key: self.decode(item) for key, item in request.get("kwargs", {}).items()}
        self.arguments = values
        target = self.kept[request["id"]] if "id" in request else None
        patched = {key: self.decode(item) for key, item in request.get("patched", {}).items()}
        with _in_place(patched):
            value = _ACTIONS[request["op"]](target, request.get("name"), values, named)
        reply: dict[str, Any] = {}
        if request.get("back"):
            reply["back"] = [
                self.encode(item) if type(item) in MUTABLE else None for item in values
            ]
        for place, item in enumerate(values):
            if value is item and type(item) in MUTABLE:
                return reply | {"same": place}
        return reply | {"value": self.encode(value)}

    def _fault(self, error: BaseException, late: bool) -> dict[str, Any]:
        try:
            arguments = [self.encode(item) for item in error.args]
            lines = traceback.format_exception(type(error), error, error.__traceback__)
            text = "".join(line for line in lines if "/coursekit/grading/" not in line)[-8_000:]
        except BaseException:
            arguments, text = [], ""
        kind = type(error)
        name = TIMEOUT_ERROR if late else str(kind.__name__)
        return {"error": name, "bases": _bases(kind), "args": arguments, "text": text}

    def _reference(self, value: Any) -> dict[str, Any]:
        if inspect.ismodule(value):
            return {"k": "module", "name": value.__name__}
        number = len(self.kept) + 1
        self.kept[number] = value
        kind = type(value)
        described = {"k": "remote", "id": number, "class": [kind.__module__, kind.__qualname__]}
        if isinstance(value, type):
            described["kind"] = "class"
        else:
            described["kind"] = "function" if isinstance(value, _FUNCTIONS) else "object"
        if described["kind"] != "object":
            described |= _describe(value)
        return described

    def _resolve(self, coded: dict[str, Any]) -> Any:
        if coded["k"] == "remote":
            return self.kept[coded["id"]]
        if coded["k"] == "argument":
            return self.arguments[coded["place"]]
        if coded["k"] == "callback":
            return self._callback(coded["id"], coded.get("name", "callback"))
        raise ValueError(coded["k"])

    def _callback(self, number: int, name: str) -> Callable[..., Any]:
        def callback(*values: Any, **named: Any) -> Any:
            call = {"callback": number, "args": [self.encode(item) for item in values]}
            call["kwargs"] = {key: self.encode(item) for key, item in named.items()}
            framing.put(self.sock, call)
            while "called" not in (reply := framing.get(self.sock)):
                self.handle(reply)
            if "error" in reply["called"]:
                kind = getattr(builtins, reply["called"]["error"], RuntimeError)
                raise kind(reply["called"]["message"])
            return self.decode(reply["called"]["value"])

        callback.__name__ = name
        return callback


def spoken() -> dict[str, Any]:
    """Return the functions by which a program speaks with a person."""
    return {f"{module.__name__}.{name}": getattr(module, name) for module, name in _SPEAKERS}


@contextlib.contextmanager
def _in_place(patched: dict[str, Any]) -> Iterator[None]:
    chosen = [one for one in _SPEAKERS if f"{one[0].__name__}.{one[1]}" in patched]
    before = [getattr(module, name) for module, name in chosen]
    for module, name in chosen:
        setattr(module, name, patched[f"{module.__name__}.{name}"])
    try:
        yield
    finally:
        for (module, name), value in zip(chosen, before, strict=True):
            setattr(module, name, value)


def _describe(value: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"name": str(getattr(value, "__name__", "?"))}
    told["place"] = f"{getattr(value, '__module__', '')}:{getattr(value, '__qualname__', '')}"
    text = getattr(value, "__doc__", None)
    told["doc"] = text if isinstance(text, str) else None
    try:
        told["source"] = inspect.getsource(value)[:_SOURCE]
    except Exception:
        told["source"] = None
    try:
        parameters = inspect.signature(value).parameters.values()
        told["signature"] = [
            [one.name, int(one.kind), one.default is not one.empty] for one in parameters
        ]
    except Exception:
        told["signature"] = None
    if isinstance(value, type) and issubclass(value, BaseException):
        told["exception"] = _bases(value)
    return told


def _bases(kind: type) -> list[str]:
    return [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"][:-1]


def _set_random(plain: list[Any], array: list[Any]) -> None:
    random.setstate((plain[0], tuple(plain[1]), plain[2]))
    name, keys, *rest = array
    np.random.set_state((name, np.array(keys, dtype="uint32"), *rest))


def _text(target: Any, *_: Any) -> str:
    return str(target)


_ACTIONS: dict[str, Callable[[Any, Any, list[Any], dict[str, Any]], Any]] = {
    "call": lambda target, name, values, named: target(*values, **named),
    "attribute": lambda target, name, values, named: getattr(target, name),
    "set": lambda target, name, values, named: setattr(target, name, values[0]),
    "item": lambda target, name, values, named: target[values[0]],
    "set_item": lambda target, name, values, named: target.__setitem__(*values),
    "length": lambda target, name, values, named: len(target),
    "iterate": lambda target, name, values, named: iter(target),
    "next": lambda target, name, values, named: next(target),
    "instance": lambda target, name, values, named: isinstance(values[0], target),
    "binary": lambda target, name, values, named: _OPERATORS[name](*values),
    "enter": lambda target, name, values, named: target.__enter__(),
    "leave": lambda target, name, values, named: target.__exit__(None, None, None),
    "text": _text,
}


def serve(sock: socket.socket, shell: Any) -> None:
    """Run a student on `sock`; the end of the line is the end of the interpreter."""
    student = Student(sock, shell)
    sys.modules["__main__"].__dict__.setdefault("__name__", "__main__")
    try:
        student.serve()
    except framing.GoneError:
        return

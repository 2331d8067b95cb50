"""What a cell prints and shows, kept as a list of notebook outputs the way a kernel keeps it."""

from __future__ import annotations

import base64
import io
import os
import sys
from typing import Any

__all__ = ["OUTPUT_LIMIT", "Capture", "Stream", "coded_bundle"]

OUTPUT_LIMIT = 2_000_000  # bytes of output a cell, beyond which a note stands instead
CUT = "\n[keluaran dipotong]\n"


class Capture:
    """Outputs of the cell that is running.

    Attributes
    ----------
    outputs : list of dict
        In the notebook's format; one with a display id carries it under ``transient``.
    updates : list of tuple
        ``(display_id, data, metadata)`` for displays made by earlier cells.
    held : int
        Above zero while an Output widget swallows what is shown.
    """

    def __init__(self, limit: int = OUTPUT_LIMIT) -> None:
        self.limit = limit
        self.descriptors: dict[str, int] = {}
        self.begin()

    def begin(self) -> None:
        """Forget everything: a new cell starts."""
        self._outputs: list[dict[str, Any]] = []
        self._parts: list[str] = []  # of the last stream; joined when it is looked at
        self.updates: list[tuple[Any, ...]] = []
        self.used = 0
        self.held = 0
        self._clear_next = False
        self._cut = False

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """The outputs so far."""
        if self._parts:
            self._outputs[-1]["text"] += "".join(self._parts)
            self._parts = []
        return self._outputs

    @outputs.setter
    def outputs(self, outputs: list[dict[str, Any]]) -> None:
        self._parts, self._outputs = [], outputs

    def add(self, output: dict[str, Any], size: int) -> None:
        """Append one output of about `size` bytes."""
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False
        if self.held:
            return
        self.used += size
        if self.used <= self.limit:
            self.outputs.append(output)
        elif not self._cut:
            self._cut = True
            self.outputs.append({"output_type": "stream", "name": "stdout", "text": CUT})

    def write(self, name: str, text: str) -> None:
        """Append text to the stream `name`."""
        precomputed = max(0, self.limit - self.used)
        last = self._outputs[-1] if self._outputs else {}
        if not self._clear_next and not self.held and last.get("name") == name and precomputed:
            self._parts.append(text[:precomputed])
            self.used += len(text)
        else:
            kept = text[:precomputed] if precomputed else text[:1]
            output = {"output_type": "stream", "name": name, "text": kept}
            self.add(output, len(kept) if precomputed else 1)
            self.used += len(text) - len(kept)

    def clear(self, wait: bool) -> None:
        """Drop what was shown, at once or when the next output comes."""
        if wait:
            self._clear_next = True
        else:
            self.outputs.clear()

    def update(self, display_id: object, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Replace an earlier display, in this cell or (through `updates`) in one before."""
        self.updates.append((display_id, data, metadata))
        for output in self.outputs:
            if output.get("transient", {}).get("display_id") == display_id:
                output["data"], output["metadata"] = data, metadata

    def redirect(self) -> None:
        """Catch Python's streams, and what subprocesses and C code write to 1 and 2."""
        for name, target in (("stdout", 1), ("stderr", 2)):
            memory = os.memfd_create(name)
            os.dup2(memory, target)
            os.close(memory)
            self.descriptors[name] = target
        sys.stdout, sys.stderr = Stream(self, "stdout"), Stream(self, "stderr")

    def drain(self) -> None:
        """Add what was written to the descriptors since the last call."""
        for name, descriptor in self.descriptors.items():
            try:
                end = os.lseek(descriptor, 0, os.SEEK_CUR)
                raw = os.pread(descriptor, min(end, self.limit), 0) if end > 0 else b""
                if raw:
                    os.ftruncate(descriptor, 0)
                    os.lseek(descriptor, 0, os.SEEK_SET)
            except OSError:  # the cell closed or replaced the descriptor
                continue
            if raw:
                text = raw.decode("utf-8", "replace")
                output = {"output_type": "stream", "name": name, "text": text}
                value_last = self.outputs and self.outputs[-1]["output_type"] == "execute_result"
                self.outputs.insert(len(self.outputs) - bool(value_last), output)


class Stream(io.TextIOBase):
    """Python's stdout or stderr, written to a `Capture`."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, capture: Capture, name: str) -> None:
        self._capture, self._name = capture, name

    @property
    def name(self) -> str:
        """The name a kernel's stream has."""
        return f"<{self._name}>"

    def writable(self) -> bool:
        """Tell that text may be written."""
        return True

    def isatty(self) -> bool:
        """Tell that no terminal is behind it."""
        return False

    def fileno(self) -> int:
        """Refuse, as a kernel's stream does."""
        raise io.UnsupportedOperation("fileno")

    def write(self, text: Any) -> int:
        """Keep `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._capture.write(self._name, text)
        return len(text)


def coded_bundle(bundle: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a mime bundle with its bytes in base64, and its size in bytes."""
    coded = {
        mime: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for mime, value in bundle.items()
    }
    return coded, sum(len(str(value)) for value in coded.values())

"""Old output out of a notebook while it is read: what a lab printed at home is run anew anyway.

Pure but for the stream it reads. It works on bytes as they come, in bounded memory whatever the
JSON is, and changes no other byte: what cannot be understood here is left for the reader to judge.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Protocol

__all__ = ["Measured", "Readable", "begins_like_json", "cut_output", "without_output"]

_PIECE = 1 << 18
_TOKEN = re.compile(rb'["{}\[\],:]')
_BRACKET = re.compile(rb'["{}\[\]]')
# Possessive: an ordinary repetition would remember every step of a long text.
_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_LONGEST_KEY = 32
# Where output stands, as keys from the top; None is an element of a list.
_OLD_OUTPUT = {
    (b"cells", None, b"outputs"),
    (b"worksheets", None, b"cells", None, b"outputs"),  # format 3
    (b"metadata", b"widgets"),
}
_DEEPEST = max(map(len, _OLD_OUTPUT))
_EMPTY = {0x5B: b"[]", 0x7B: b"{}"}  # by the bracket that opens
# No honest notebook has so many brackets and texts; beyond it nothing more is cut.
_MOST_STEPS = 4_000_000


class Readable(Protocol):
    """Whatever gives bytes piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


class Measured:
    """What a notebook weighs without its old output.

    Attributes
    ----------
    seen : int
        Bytes read.
    kept : int
        Bytes of everything but old output.
    """

    def __init__(self) -> None:
        self.seen = self.kept = 0


def without_output(source: Readable, limit: int, most: int) -> bytes | None:
    """Return a notebook's bytes without old output, or None if they are too many.

    Parameters
    ----------
    source : file
        Opened for reading bytes.
    limit : int
        Bytes that may remain.
    most : int
        Bytes that may be read.
    """
    kept, measured = [], Measured()
    for piece in cut_output(source, measured):
        if measured.kept > limit or measured.seen > most:
            return None
        kept.append(piece)
    return b"".join(kept)


def cut_output(source: Readable, measured: Measured | None = None) -> Iterator[bytes]:
    """Yield a notebook piece by piece, in UTF-8, with its old output left empty.

    Whoever takes the pieces looks at `measured` and stops where it is too much.
    """
    measured = measured or Measured()
    knife, decoder = _Knife(), None
    first = True
    while piece := source.read(_PIECE):
        measured.seen += len(piece)
        if first:
            first, found = False, json.detect_encoding(piece[:4])
            if found.startswith(("utf-16", "utf-32")):
                # What is no such text after all stays unreadable, as it was.
                decoder = codecs.getincrementaldecoder(found)("replace")
        if decoder is not None:
            piece = decoder.decode(piece).encode("utf-8", "replace")
        out = knife.cut(piece)
        measured.kept += len(out)
        yield out


class _Knife:
    """Follows JSON from piece to piece; knows where it stands down to where output can be."""

    def __init__(self) -> None:
        self._path: list[bytes | None] = []  # key of each open bracket, from the second on
        self._kinds: list[int] = []  # the brackets themselves
        self._deeper = 0  # open brackets below what is followed
        self._cut = 0  # open brackets of what is being cut
        self._text = self._escaped = self._wants_key = False
        self._key: bytes | None = None
        self._steps = 0

    def cut(self, piece: bytes) -> bytes:
        kept: list[bytes] = []
        start, place, end = 0, 0, len(piece)
        if self._cut:
            start = end
        while place < end:
            if self._steps > _MOST_STEPS:
                if self._cut:
                    return b"".join(kept)
                break
            if self._text:
                place = self._read_text(piece, place)
                continue
            found = (_BRACKET if self._cut or self._deeper else _TOKEN).search(piece, place)
            if found is None:
                break
            self._steps += 1
            place = found.end()
            sign = piece[found.start()]
            if sign == 0x22:  # a quotation mark
                self._text = True
                if self._wants_key and not self._cut and not self._deeper:
                    self._key = b""
            elif sign in _EMPTY:
                if self._cut:
                    self._cut += 1
                elif self._opens_output():
                    kept += [piece[start : found.start()], _EMPTY[sign]]
                    self._cut, start = 1, end
                else:
                    self._open(sign)
            elif sign in b"]}":
                if self._cut:
                    self._cut -= 1
                    if not self._cut:
                        start = place
                else:
                    self._close()
            elif sign == 0x2C:  # a comma
                self._wants_key = self._kinds[-1:] == [0x7B]
            else:  # a colon
                self._wants_key = False
        kept.append(piece[start:])
        return b"".join(kept)

    def _read_text(self, piece: bytes, place: int) -> int:
        """Return where the text goes on: behind its end, or at the end of the piece."""
        if self._escaped:
            self._escaped = False
            self._keep_key(piece[place : place + 1])
            return place + 1
        text = _TEXT.match(piece, place)
        end = text.end() if text else place
        self._keep_key(piece[place:end])
        if end == len(piece):
            return end
        if piece[end] == 0x5C:  # a backslash at the very end
            self._escaped = True
        else:
            self._text = self._wants_key = False
        return end + 1

    def _keep_key(self, part: bytes) -> None:
        if self._wants_key and self._key is not None and len(self._key) <= _LONGEST_KEY:
            self._key += part[:_LONGEST_KEY]

    def _opens_output(self) -> bool:
        if self._deeper or not self._kinds:
            return False
        return (*self._path, self._own_key()) in _OLD_OUTPUT

    def _own_key(self) -> bytes | None:
        return self._key if self._kinds[-1] == 0x7B else None

    def _open(self, sign: int) -> None:
        if self._deeper or len(self._kinds) > _DEEPEST:
            self._deeper += 1
            return
        if self._kinds:
            self._path.append(self._own_key())
        self._kinds.append(sign)
        self._wants_key, self._key = sign == 0x7B, None

    def _close(self) -> None:
        if self._deeper:
            self._deeper -= 1
            return
        if self._kinds:
            self._kinds.pop()
        if self._path:
            self._path.pop()
        self._wants_key, self._key = False, None


def begins_like_json(head: bytes) -> bool:
    """Tell whether a file's first bytes could be those of a notebook."""
    text = head.decode(json.detect_encoding(head[:4]), "replace")
    return text.lstrip("\ufeff \t\r\n").startswith("{")

"""What a form may do with what it is sent: pure rules, no widget.

A change is taken up when it was made from the revision that stands, or by the view that wrote
that revision; everything else is a conflict, and the trainee decides.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from labkit import keys

__all__ = ["Change", "FormState", "Notice", "inert_reason", "journal_key", "takes"]


@dataclass(frozen=True)
class FormState:
    """Hold where a form stands.

    Attributes
    ----------
    answers : mapping
        Content last saved.
    rev : int
        Its revision in the file; 0 means never saved.
    writer : str
        View that wrote it; empty if it was read from the file.
    """

    answers: Mapping[str, Any]
    rev: int = 0
    writer: str = ""

    def saved(self, change: Change, rev: int) -> FormState:
        """Return the state after `change` was written as revision `rev`."""
        return replace(self, answers=change.answers, rev=rev, writer=change.client)


@dataclass(frozen=True)
class Change:
    """Hold one message of a view: its number, who sends it, the revision it started from."""

    seq: int
    client: str
    base: int
    answers: Mapping[str, Any]

    @classmethod
    def read(cls, message: Mapping[str, Any]) -> Change | None:
        """Return the change in a message, or None if it is not one (the first state is none)."""
        seq, base, answers = message.get("seq"), message.get("base"), message.get("answers")
        if type(seq) is not int or seq < 1 or type(base) is not int:
            return None
        if not isinstance(answers, Mapping):
            return None
        return cls(seq, str(message.get("client", "")), base, answers)


def takes(state: FormState, change: Change) -> bool:
    """Tell whether a change may be written over the state."""
    return change.base == state.rev or (change.client == state.writer and change.base < state.rev)


@dataclass(frozen=True)
class Notice:
    """Stand in for a form where there is none to show: one sentence."""

    sentence: str

    def __repr__(self) -> str:
        return self.sentence


def inert_reason(folder: Path | str | None = None) -> str:
    """Say in Indonesian why a form must not run here; empty if it may.

    Parameters
    ----------
    folder : path, optional
        Folder of the lab; the working folder by default.

    Notes
    -----
    A form neither shows nor writes while a submission is marked, where staff set LABKIT_READ_ONLY,
    and in a folder of sources: an answer file there would replace every trainee's answer.
    """
    if os.environ.get("NBGRADER_EXECUTION") or keys.available():
        return "Formulir tidak ditampilkan selama penilaian; nilainya dibaca dari berkas jawaban."
    if os.environ.get("LABKIT_READ_ONLY"):
        return "Formulir tidak dibuka di sini: berkas jawaban hanya dibaca."
    if {"solutions", "source"} & set(Path(folder or Path.cwd()).resolve().parts[-3:]):
        return (
            "Formulir tidak dibuka di folder sumber: berkas jawaban di sini akan menggantikan "
            "jawaban semua peserta. Cobalah di salinan peserta (labs/)."
        )
    return ""


def journal_key(owner: str, form: str, folder: Path | str | None = None) -> str:
    """Return the name under which a browser keeps what is not saved yet."""
    lab = Path(folder or Path.cwd()).resolve().name
    return "/".join(("labkit", owner, os.environ.get("LABKIT_COURSE", ""), lab, form))

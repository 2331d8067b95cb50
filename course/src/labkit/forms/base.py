"""One anywidget per form: shows `static`, takes `state` from the view, answers with `reply`.

Effects: reads the answer file when made, writes it on every change that may be taken up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from labkit.answers import (
    Answer,
    AnswerError,
    ConflictError,
    MissingAnswerError,
    read_answer,
    set_aside,
    write_answer,
)
from labkit.case import current_owner
from labkit.forms.rules import Change, FormState, inert_reason, journal_key, takes

__all__ = ["Form", "assets"]

Content = Mapping[str, Any]

_DISK = (
    "Belum tersimpan: berkas jawaban tidak dapat ditulis. Isian Anda aman di peramban ini; "
    "hubungi pengajar bila pesan ini tidak hilang."
)


def assets(package: str, name: str, parts: Iterable[str] = ()) -> tuple[str, str]:
    """Return the ES module and the CSS of a form: the common base, then the form's own.

    Modules import each other by name, as a page without a kernel loads them; here they are joined
    into one, since a widget is one module.

    Parameters
    ----------
    package : str
        Package with a folder `static` that holds ``<name>.js`` and ``<name>.css``.
    name : str
        Name of the form's files.
    parts : iterable of str
        Names of more modules in that folder, which come before the form's own.
    """
    base = resources.files("labkit") / "static"
    own = resources.files(package) / "static"
    modules = [base / "dom.js", base / "form.js", *(own / f"{part}.js" for part in (*parts, name))]
    sheets = [base / "form.css", own / f"{name}.css"]
    script = "\n".join(_without_imports(module.read_text(encoding="utf-8")) for module in modules)
    return script, "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def _without_imports(module: str) -> str:
    text = re.sub(r"^import [^;]*;$", "", module, flags=re.MULTILINE)
    return re.sub(r"^export (?=const |function |async )", "", text, flags=re.MULTILINE)


class Form(anywidget.AnyWidget):
    """A form whose answer is a file.

    Parameters
    ----------
    form : str
        Name of the answer file.
    static : mapping
        What the view shows and never changes; plain JSON.
    clean : callable
        Content to content: returns what may be saved, raises ValueError (Indonesian) otherwise;
        an empty mapping gives the blank form.
    view : callable
        Content to plain data: the engine's answer, which rules over what the view computed.
    progress : callable, optional
        Content to how many questions are answered in full and how many are asked.
    folder : path, optional
        Folder of the lab; the working folder by default.
    salvage : callable, optional
        Content that `clean` refused to what of it may be shown again, as where a lab was revised
        and one question lost a choice; without it the form opens blank.
    """

    static = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        form: str,
        static: Content,
        clean: Callable[[Content], dict[str, Any]],
        view: Callable[[Content], dict[str, Any]],
        *,
        progress: Callable[[Content], tuple[int, int]] | None = None,
        folder: Path | str | None = None,
        salvage: Callable[[Content], dict[str, Any]] | None = None,
    ) -> None:
        self._form, self._folder, self._progress = form, folder, progress
        self._clean, self._view, self._salvage = clean, view, salvage
        self._owner = current_owner()
        self._standing, fault = self._read()
        answers = dict(self._standing.answers)
        super().__init__(
            static={**static, "form": form, "journal": journal_key(self._owner, form, folder)},
            state={"seq": 0, "answers": answers},
            reply=self._told("opened", message=fault),
        )
        self.observe(self._receive, "state")
        self.on_msg(self._asked)

    def act(self, name: str, content: Content) -> tuple[dict[str, Any], list[bytes]]:
        """Answer a button of the view; forms with buttons of their own override this."""
        raise ValueError(f"tombol {name!r} tidak dikenal")

    def _read(self) -> tuple[FormState, str]:
        """Return what the file holds; a file that cannot be used counts as blank and is told."""
        self._unusable = False
        aside = "Berkas lama akan disisihkan, tidak dihapus."
        try:
            found = read_answer(self._form, owner=self._owner, folder=self._folder)
        except MissingAnswerError:
            return FormState(self._clean({})), ""
        except ValueError as error:
            self._unusable = True
            return FormState(self._clean({})), f"{error} Formulir dibuka kosong. {aside}"
        try:
            return FormState(self._clean(found.answers), found.rev), ""
        except ValueError as error:
            self._unusable = True
            rest = self._salvage(found.answers) if self._salvage else {}
            opened = "Jawaban lainnya tetap ada." if rest else "Formulir dibuka kosong."
            return FormState(self._clean(rest)), f"{error} {opened} {aside}"

    def _receive(self, event: dict[str, Any]) -> None:
        change = Change.read(event["new"])
        if change:
            self.reply = self._taken(change)

    def _taken(self, change: Change) -> dict[str, Any]:
        sender = {"client": change.client, "seq": change.seq}
        try:
            content = self._clean(change.answers)
            if reason := inert_reason(self._folder):
                raise AnswerError(reason)
            if not takes(self._standing, change):
                raise ConflictError("Jawaban ini sudah diubah di jendela lain.")
            if self._unusable:
                set_aside(self._form, folder=self._folder)
                self._unusable = False
            done = self._progress(content) if self._progress else None
            answer = Answer(self._form, self._owner, content, self._standing.rev, progress=done)
            saved = write_answer(answer, folder=self._folder)
        except ConflictError as conflict:
            self._standing, _ = self._read()
            return self._told("conflict", message=str(conflict), **sender)
        except ValueError as error:
            return self._told("refused", message=str(error), **sender)
        except OSError as error:
            return self._told("refused", message=f"{_DISK} ({error.strerror or error})", **sender)
        self._standing = self._standing.saved(replace(change, answers=content), saved.rev)
        return self._told("saved", **sender)

    def _told(self, status: str, **more: Any) -> dict[str, Any]:
        standing = self._standing
        told = {"status": status, "rev": standing.rev, "view": self._view(standing.answers), **more}
        if self._progress:
            told["progress"] = list(self._progress(standing.answers))
        if status == "conflict":
            told["answers"] = dict(standing.answers)
        return told

    def _asked(self, _widget: Any, message: Any, _buffers: Any) -> None:
        name = message.get("act") if isinstance(message, dict) else None
        if not isinstance(name, str):
            return
        try:
            told, data = self.act(name, self._clean(message.get("answers") or {}))
        except (ValueError, OSError) as error:
            told, data = {"error": str(error)}, []
        self.send({"act": name, **told}, data)

"""The widget of every declared form: shows questions, keeps answers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from labkit.forms.base import Form, assets
from labkit.forms.declaration import Declaration
from labkit.forms.given import Given, sound_answers

__all__ = ["DeclaredForm", "page_files"]

_PARTS = ("form_rules", "form_paste", "form_kinds", "form_grids", "form_view")
_PAGE = ("dom.js", *(f"{part}.js" for part in _PARTS), "form_page.js")
_SHEETS = ("form.css", "declared.css")


class DeclaredForm(Form):
    """Answer the questions of a declaration; see `labkit.forms.form`."""

    _esm, _css = assets("labkit", "declared", parts=_PARTS)

    def __init__(
        self, name: str, declaration: Declaration, *, folder: Path | str | None = None
    ) -> None:
        def read(content: Mapping[str, Any]) -> Given:
            return Given.read(content, declaration)

        super().__init__(
            name,
            declaration.to_dict(),
            clean=lambda content: read(content).to_dict(),
            view=lambda content: read(content).view(),
            # a drill is not part of what is asked
            progress=None if declaration.drill else lambda content: read(content).progress,
            folder=folder,
            salvage=lambda content: sound_answers(content, declaration),
        )


def page_files() -> dict[str, bytes]:
    """Return what a page without a kernel needs to show declared forms: file name -> content.

    The page loads the two sheets and the module ``form_page.js``, and holds, for each form, a
    ``section`` of class ``lk`` with its name in ``data-form``, and in it a ``script`` of type
    ``application/json``: the declaration, as `labkit.forms.declaration.Declaration.to_dict` gives
    it. What was answered stays in the reader's browser.
    """
    static = resources.files("labkit") / "static"
    return {name: (static / name).read_bytes() for name in (*_PAGE, *_SHEETS)}

"""The widget of every declared form: shows questions, keeps answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labkit.forms.base import Form, assets
from labkit.forms.declaration import Declaration
from labkit.forms.given import Given

__all__ = ["DeclaredForm"]

_PARTS = ("form_rules", "form_paste", "form_kinds", "form_grids", "form_view")


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
            folder=folder,
        )

"""What a form's cell asks for when it runs: which form, of which module, with which arguments."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coursekit.authoring.labs import place_of
from coursekit.core.form_cells import form_makers

__all__ = ["FormCall", "PackageMissing", "form_call"]

_DECLARED = "labkit."


@dataclass(frozen=True)
class FormCall:
    """Hold the call that shows a form: where it comes from, and its arguments."""

    module: str
    maker: str
    given: tuple[Any, ...]
    named: Mapping[str, Any]

    @property
    def declaration(self) -> Any:
        """The declaration of a declared form; None for a form that the subject has programmed."""
        return self.given[1] if self.module.startswith(_DECLARED) else None


class PackageMissing(LookupError):
    """A form's cell imports what is not installed."""


def form_call(cell: Any) -> FormCall:
    """Run a form's cell but for the call that shows the form, and return that call.

    Raises
    ------
    LookupError
        If the cell ends with no form that it imports; `PackageMissing` if what it imports is
        not there.
    """
    body = ast.parse(cell.source).body
    imports = [node for node in body if isinstance(node, ast.ImportFrom)]
    homes = {
        one.asname or one.name: (node.module, one.name) for node in imports for one in node.names
    }
    call = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    if name not in homes or name not in form_makers([cell]):
        raise LookupError(f"{place_of(cell)}: its last line shows no form that it imports")
    space: dict[str, Any] = {}
    try:
        exec(compile(ast.Module(body[:-1], []), place_of(cell), "exec"), space)
    except ImportError as error:
        raise PackageMissing(f"{place_of(cell)}: {error}; is the package installed?") from None
    space[name] = lambda *given, **named: (given, named)
    given, named = eval(compile(ast.Expression(call), place_of(cell), "eval"), space)
    module, maker = homes[name]
    return FormCall(str(module), maker, given, named)

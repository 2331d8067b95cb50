"""Formulas of a rendered page as MathML, which every browser draws by itself, offline."""

from __future__ import annotations

import html
import re

__all__ = ["MATHML_TAGS", "formulas"]

# fmt: off
MATHML_TAGS = frozenset({
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace",
    "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover",
})
# fmt: on
"""What `formulas` may write; a filter of the page must let it through."""

_MATH = re.compile(
    r"\$\$(?P<block>.+?)\$\$|(?<![\\$\w])\$(?P<inline>[^$\n]+?)\$(?![\w$])", re.DOTALL
)


def formulas(page: object) -> str:
    """Return HTML with its TeX formulas as MathML; one that cannot be read stays as it is.

    Parameters
    ----------
    page : object
        HTML as a Markdown renderer leaves it, formulas between dollars, special characters
        escaped.
    """
    return _MATH.sub(_mathml, str(page))


def _mathml(found: re.Match[str]) -> str:
    from latex2mathml.converter import convert

    tex = html.unescape(found["block"] or found["inline"])
    try:
        return convert(tex, display="block" if found["block"] else "inline")
    except Exception:  # the library raises a class of its own for every slip in the TeX
        return found[0]

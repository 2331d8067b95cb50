"""A marked notebook as HTML: nothing that its author put there runs or fetches anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any
from urllib.parse import unquote

import bleach
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.v4 import new_markdown_cell, new_output
from traitlets import Bool

from coursekit.grading.feedback.formulas import MATHML_TAGS, formulas

__all__ = ["AS_TEXT", "MISSING_PICTURE", "MarkedExporter", "as_text", "clean_html"]

MISSING_PICTURE = "[Gambar {name} tidak ada dalam kiriman ini atau terlalu besar.]"
AS_TEXT = (
    "Sebagian isi kiriman ini tidak dapat digambar. Karena itu semuanya ditampilkan sebagai "
    "teks biasa; nilainya tidak berubah."
)

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TAGS = {
    *bleach.ALLOWED_TAGS,
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "div", "span", "pre", "sub", "sup"),
    *("img", *MATHML_TAGS),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "del"),
}
_ATTRIBUTES = {
    "*": ["class", "id", "align", "scope", "colspan", "rowspan"],
    "a": ["href", "title"],
    "math": ["display"],
}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,")
_NO_ALT = "No description has been provided for this image"
_STYLE = re.compile(r"<style\b", re.IGNORECASE)
_STYLE_END = re.compile(r"</style>", re.IGNORECASE)
_ATTACHED = "attachment:"
_MOST_PICTURES = 20 << 20  # characters of all pictures of a page
_SHOWN_CELLS, _SHOWN_OUTPUTS, _SHOWN_TEXT = 100, 20, 20_000  # of what is shown as text


class MarkedExporter(HTMLExporter):
    """HTML of a marked notebook: nothing that its author put there runs or fetches anything."""

    sanitize_html = Bool(True)
    exclude_anchor_links = Bool(True)
    plain = Bool(False, help="draw nothing: show what was written as text")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.plain:  # last: hidden tests are looked for in what was there before
            self.register_preprocessor(lambda nb, resources: (as_text(nb), resources))

    def from_notebook_node(self, nb: Any, resources: Any = None, **rest: Any) -> Any:
        """Return the page; what a screen reader says of a picture is Indonesian."""
        self._room = _MOST_PICTURES
        page, resources = super().from_notebook_node(nb, resources, **rest)
        return page.replace(_NO_ALT, "Gambar keluaran sel"), resources

    def default_filters(self) -> Iterable[tuple[str, Any]]:
        """Let headings, paragraphs and tables through, which nbconvert's own filter escapes."""
        yield from super().default_filters()
        yield "clean_html", clean_html
        yield "markdown2html", self.clean_markdown
        if self.plain:
            yield "highlight_code", _as_written

    @pass_context
    def clean_markdown(self, context: Any, source: str) -> str:
        """Return what a trainee or an instructor wrote as HTML, with formulas drawn."""
        if self.plain:
            return _as_written(source)
        given = (context.get("cell") or {}).get("attachments") or {}
        renderer = _Renderer(
            given, self, escape=False, exclude_anchor_links=self.exclude_anchor_links
        )
        return clean_html(formulas(MarkdownWithMath(renderer=renderer).render(source)))

    def attached(self, bundle: Any) -> str:
        """Return the address of an attached picture, or nothing if there is none to be shown."""
        found = bundle.items() if isinstance(bundle, dict) else ()
        for mime, raw in found:
            address = f"data:{mime};base64,{raw}"
            if isinstance(raw, str) and _PICTURE.match(address):
                # One picture can be named a hundred thousand times.
                self._room -= len(address)
                return address if self._room >= 0 else ""
        return ""


class _Renderer(IPythonRenderer):
    """Markdown to HTML; a picture that is not there is a sentence instead."""

    def __init__(self, given: Any, page: MarkedExporter, **rest: Any) -> None:
        super().__init__(**rest)
        self._given, self._page = given, page

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return the picture, or say that it is missing."""
        if not url.startswith(_ATTACHED):
            return super().image(text, url, title)
        name = unquote(url.removeprefix(_ATTACHED))
        address = self._page.attached(self._given.get(name))
        if not address:
            return f"<em>{escape(MISSING_PICTURE.format(name=name[:100]))}</em>"
        return super().image(text, address, title)


class _Pictures:
    """Drop pictures that would have to be fetched."""

    def __init__(self, source: Iterable[dict[str, Any]]) -> None:
        self._source = source

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in self._source:
            if token.get("name") != "img" or (None, "src") in token["data"]:
                yield token


def _brought_along(_tag: str, name: str, value: str) -> bool:
    return name == "alt" or (name == "src" and _PICTURE.match(value) is not None)


def clean_html(element: object) -> str:
    """Return HTML that cannot run a script or fetch anything; ordinary prose stays as it is."""
    without_style = _without_styles(str(element))  # a pandas table brings its own; escaped is ugly
    cleaner = Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES | {"img": _brought_along},
        protocols={"http", "https", "data"},
        filters=[_Pictures],
    )
    return str(cleaner.clean(without_style))


def _without_styles(text: str) -> str:
    """Cut styles out, in one pass over the text."""
    kept, place = [], 0
    while (begin := _STYLE.search(text, place)) and (end := _STYLE_END.search(text, begin.end())):
        kept.append(text[place : begin.start()])
        place = end.end()
    return "".join([*kept, text[place:]])


def _as_written(source: str, **_: Any) -> str:
    return f"<pre>{escape(source)}</pre>"


def as_text(nb: Any) -> Any:
    """Return a notebook of which only text is left, and not too much of it; `nb` is changed.

    The lab's own cells stay, for marks hang on them; of the others the first hundred.
    """
    others = [cell for cell in nb.cells if "nbgrader" not in cell.metadata]
    left = {id(cell) for cell in others[_SHOWN_CELLS:]}
    nb.cells = [cell for cell in nb.cells if id(cell) not in left]
    for cell in nb.cells:
        cell.source = cell.source[:_SHOWN_TEXT]
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs = [_text_of(one) for one in cell.outputs[:_SHOWN_OUTPUTS]]
    nb.cells.insert(0, new_markdown_cell(AS_TEXT))
    return nb


def _text_of(output: Any) -> Any:
    if output.output_type == "error":
        text = f"{output.get('ename')}: {output.get('evalue')}"
    elif output.output_type == "stream":
        text = output.get("text", "")
    else:
        text = output.get("data", {}).get("text/plain", "")
    text = text if isinstance(text, str) else "".join(map(str, text))
    return new_output("stream", name="stdout", text=_ANSI.sub("", text)[:_SHOWN_TEXT])

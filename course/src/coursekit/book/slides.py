"""An instructor's slides: `slides.md` of a unit as one HTML file that asks for nothing, and as PDF.

Law: a figure of a slide is the lesson's own, taken from the page that was built.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coursekit.book.configuration import THEME
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout

__all__ = ["Figure", "Slide", "deck", "figures_of", "read_slides", "write_decks"]

_DECK = THEME / "deck"
_NOTES = re.compile(r"^Catatan:\s*", re.M)
_FIGURE = re.compile(r"^!\[\]\((fig-[\w-]+)\)\s*$", re.M)
_BUILT = re.compile(r'<figure[^>]*\bid="(fig-[\w-]+)"[^>]*>(.*?)</figure>', re.S)
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')
_CAPTION = re.compile(r'<span class="caption-text">(.*?)</span>\s*(?:<a|</p>)', re.S)
_CITATION = re.compile(r"\s*<span[^>]*>\[<a.*?\]</span>|<[^>]+>", re.S)
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_TITLE_END = re.compile(r"</h1>")


@dataclass(frozen=True)
class Slide:
    """One slide: its heading, its body in Markdown, the lesson's figure if any, and the notes."""

    heading: str
    body: str
    notes: str
    figure: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure of a built lesson: the picture as a data address, its words and its caption."""

    address: str
    alt: str
    caption: str


def read_slides(path: Path) -> list[Slide]:
    """Return the slides of a file: parted by ``---``, each with a heading and ``Catatan:``.

    Raises
    ------
    UsageError
        If a slide has no heading, no notes, or more than one figure.
    """
    slides = []
    for number, text in enumerate(re.split(r"^---\s*$", path.read_text("utf-8"), flags=re.M), 1):
        shown, *notes = _NOTES.split(text.strip(), maxsplit=1)
        heading, _, body = shown.strip().partition("\n")
        figures = _FIGURE.findall(body)
        for fault, found in {
            "begins with no heading (# or ##)": not re.match(r"##? \S", heading),
            "has no notes; write them after `Catatan:`": not (notes and notes[0].strip()),
            "has more than one figure": len(figures) > 1,
        }.items():
            if found:
                raise UsageError(f"{path}: slide {number} {fault}")
        slides.append(
            Slide(
                heading.lstrip("# "),
                _FIGURE.sub("", body).strip(),
                notes[0].strip(),
                "".join(figures),
            )
        )
    return slides


def figures_of(page: Path) -> dict[str, Figure]:
    """Return the figures of a built lesson by their names."""
    found = {}
    for name, inner in _BUILT.findall(page.read_text(encoding="utf-8")):
        image, caption = _IMAGE.search(inner), _CAPTION.search(inner)
        if image is None:
            continue  # one of the book's components, which has no picture of its own
        alt = _ALT.search(image[0])
        words = _CITATION.sub("", caption[1]).strip() if caption else ""
        source = page.parent / image[1]
        found[name] = Figure(_data(source), html.unescape(alt[1]) if alt else "", words)
    return found


def deck(title: str, slides: list[Slide], figures: dict[str, Figure], font: Path) -> str:
    """Return one HTML document that holds slides, notes, pictures, style and script.

    Raises
    ------
    CourseError
        If a slide names a figure that the lesson has not.
    """
    from markdown_it import MarkdownIt

    render = MarkdownIt("commonmark").enable("table").render
    sections, notes = [], []
    for number, slide in enumerate(slides, 1):
        if slide.figure and slide.figure not in figures:
            known = ", ".join(sorted(figures))
            raise CourseError(f"slides: {slide.heading}: no figure {slide.figure}; have {known}")
        figure = _figure(figures[slide.figure]) if slide.figure else ""
        level = "h1" if number == 1 else "h2"
        kind = "cover" if number == 1 else "with-figure" if figure else "words"
        heading = html.escape(slide.heading)
        sections.append(
            f'<section class="slide {kind}" id="{number}"><{level}>{heading}</{level}>'
            f'<div class="body"><div class="text">{render(slide.body)}</div>{figure}</div>'
            f'<p class="foot"><span>{html.escape(title)}</span>'
            f"<span>{number} / {len(slides)}</span></p></section>"
            f'<aside class="notes" data-of="{number}" hidden>{render(slide.notes)}</aside>'
        )
        notes.append(f"<li><strong>{heading}.</strong> {render(slide.notes)}</li>")
    style = (_DECK / "deck.css").read_text(encoding="utf-8")
    face = f'@font-face{{font-family:"Jakarta";font-weight:200 800;src:url("{_data(font)}")}}'
    script = (_DECK / "deck.js").read_text(encoding="utf-8")
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{face}{style}</style></head><body>"
        f'<main>{"".join(sections)}</main><section class="all-notes"><h2>Catatan pengajar</h2>'
        f"<ol>{''.join(notes)}</ol></section>"
        '<p class="keys">Panah: maju, mundur · C: catatan pengajar · F: layar penuh</p>'
        f"<script>{script}</script></body></html>"
    )


def write_decks(layout: CourseLayout, pages: Path, say: Callable[[str], None]) -> list[Path]:
    """Write every unit's slides beside the instructors' pages, link them there; return the HTML.

    Where Chromium is missing the slides are HTML alone, and that is said.
    """
    from coursekit.book.pdf import print_page

    written = []
    target = pages / "salindia"
    target.mkdir(exist_ok=True)
    for unit, source in layout.slides.items():
        slides = read_slides(source)
        figures = figures_of(pages / f"{unit}.html")
        title = f"{unit[:2]} {slides[0].heading}"
        file = target / f"{unit}.html"
        text = deck(title, slides, figures, pages / "fonts" / "jakarta.woff2")
        file.write_text(text, encoding="utf-8")
        try:
            print_page(file, file.with_suffix(".pdf"))
        except UsageError as error:
            say(f"salindia {unit} tanpa PDF: {error}")
        _link(pages / "panduan" / f"{unit}.html", file)
        written.append(file)
    return written


def _link(guide: Path, file: Path) -> None:
    pdf = file.with_suffix(".pdf")
    links = f'<a href="../salindia/{file.name}">Buka salindia</a>'
    if pdf.is_file():
        links += f' <a href="../salindia/{pdf.name}" download>Unduh salindia (PDF)</a>'
    text = re.sub(r'<p class="buttons deck">.*?</p>', "", guide.read_text(encoding="utf-8"))
    offered = _TITLE_END.sub(f'</h1><p class="buttons deck">{links}</p>', text, count=1)
    guide.write_text(offered, encoding="utf-8")


def _figure(one: Figure) -> str:
    return (
        f'<figure><img src="{one.address}" alt="{html.escape(one.alt)}">'
        f"<figcaption>{one.caption}</figcaption></figure>"
    )


def _data(file: Path) -> str:
    kind = _TYPES.get(file.suffix, "font/woff2")
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"

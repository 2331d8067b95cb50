"""The whole book as one PDF: the built pages joined, printed by Chromium, with page numbers.

Law: one document, so that links, outline and page numbers are those of the whole book.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursekit.book.contents import contents_of
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Syllabus, load_syllabus
from labkit.locale import number

__all__ = [
    "join_pages",
    "offer_pdf",
    "page_order",
    "part_captions",
    "print_book",
    "print_page",
]

_ARTICLE = re.compile(r'<article class="bd-article">(.*?)</article>', re.S)
_STYLES = re.compile(r'<link[^>]+rel="stylesheet"[^>]*>')
_TITLE = re.compile(r"<h1>(.*?)<a class=\"headerlink\"", re.S)
_SECTION = re.compile(r'<h2>(.*?)<a class="headerlink" href="#([^"]+)"', re.S)
_BUTTONS = re.compile(r'(<p class="buttons">.*?)</p>', re.S)
_OFFER = re.compile(r' <a class="pdf".*?</a>')
_FOOTER = (
    '<div style="font:8px sans-serif;color:#505c67;width:100%;padding:0 18mm;display:flex;'
    'justify-content:space-between"><span>{title}</span>'
    '<span class="pageNumber"></span></div>'
)


def page_order(contents: dict[str, Any]) -> list[str]:
    """Return the names of the pages in the order of the contents."""

    def files(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if "file" in node:
                yield node["file"]
            for key in ("parts", "chapters", "sections"):
                yield from files(node.get(key, []))
        elif isinstance(node, list):
            for item in node:
                yield from files(item)

    return [contents["root"], *files(contents)]


def part_captions(contents: dict[str, Any]) -> dict[str, str]:
    """Return the caption of every part by the name of the page that opens it."""
    return {
        next(iter(page_order({"root": "", "parts": [part]})[1:]), ""): part.get("caption", "")
        for part in contents.get("parts", [])
    }


def join_pages(
    texts: dict[str, str],
    numbers: dict[str, int],
    captions: dict[str, str] | None = None,
    title: str = "",
) -> str:
    """Return one HTML document of all pages, with a table of contents after the cover.

    Parameters
    ----------
    texts : dict of str to str
        HTML of each page by its name, the cover first.
    numbers : dict of str to int
        Page of each ``chapter--anchor``, as far as known; the second printing knows all.
    captions : dict of str to str, optional
        Caption of a part by the name of its first chapter.
    title : str
        Title of the document.

    Raises
    ------
    CourseError
        If a page has no article.
    """
    sections, entries = {}, {}
    for name, text in texts.items():
        article = _ARTICLE.search(text)
        heading = _TITLE.search(article[1]) if article else None
        if article is None or heading is None:
            raise CourseError(f"{name}.html: no article to print")
        numeral = name[:2] + " " if name[:2].isdigit() else ""
        below = [(anchor, words) for words, anchor in _SECTION.findall(article[1])]
        entries[name] = [("top", numeral + heading[1]), *below]
        sections[name] = _joined(name, article[1], texts)
    cover, *rest = texts
    rows = "".join(
        _rows(name, entries[name], numbers, (captions or {}).get(name, "")) for name in rest
    )
    contents = f'<nav class="print-contents"><h2>Daftar isi</h2>{rows}</nav>'
    body = "".join(
        f'<section class="print-page" id="{name}--top">{sections[name]}</section>'
        + (contents if name == cover else "")
        for name in texts
    )
    styles = "\n".join(dict.fromkeys(s for text in texts.values() for s in _STYLES.findall(text)))
    return (
        f'<!doctype html><html lang="id" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>{styles}</head>"
        f'<body class="print-book"><main class="bd-article">{body}</main></body></html>'
    )


def _rows(name: str, entries: list[tuple[str, str]], numbers: dict[str, int], caption: str) -> str:
    """Return one chapter of the table of contents: its title, then its sections."""
    lines = [
        f'<li><a href="#{name}--{anchor}">{re.sub("<[^>]+>", "", words)}</a>'
        f"<span>{numbers.get(f'{name}--{anchor}', '')}</span></li>"
        for anchor, words in entries
    ]
    part = f'<p class="print-part">{caption}</p>' if caption else ""
    return f'<div class="print-chapter">{part}<ol>{"".join(lines)}</ol></div>'


def print_book(layout: CourseLayout, pages: Path) -> Path:
    """Print the built pages into one PDF beside them and return it.

    Raises
    ------
    UsageError
        If Playwright or Chromium is missing.
    """
    contents = contents_of(layout)
    order = page_order(contents)
    texts = {name: (pages / f"{name}.html").read_text(encoding="utf-8") for name in order}
    captions = part_captions(contents)
    syllabus = load_syllabus(layout.syllabus)
    target = pages / _pdf_name(syllabus)
    target.parent.mkdir(exist_ok=True)
    draft = pages / "cetak-sementara.html"
    try:
        numbers: dict[str, int] = {}
        for _ in range(2):  # the first printing tells on which page everything starts
            draft.write_text(join_pages(texts, numbers, captions, syllabus.title), encoding="utf-8")
            print_page(draft, target, footer=syllabus.title)
            numbers = _pages_of_anchors(target)
    finally:
        draft.unlink(missing_ok=True)
    offer_pdf(pages, syllabus)
    return target


def _pdf_name(syllabus: Syllabus) -> str:
    """Return where in the site the PDF lies."""
    return f"unduh/{syllabus.course_id}.pdf"


def offer_pdf(pages: Path, syllabus: Syllabus) -> None:
    """Link the PDF, with its size, among the cover's buttons; take the link of a gone one away."""
    name = _pdf_name(syllabus)
    cover, pdf = pages / "index.html", pages / name
    text = cover.read_text(encoding="utf-8")
    offer = ""
    if pdf.is_file():
        size = number(pdf.stat().st_size / 1e6, 1)
        offer = f' <a class="pdf" href="{name}" download>Unduh buku ini (PDF, {size} MB)</a>'
    offered = _BUTTONS.sub(rf"\1{offer}</p>", _OFFER.sub("", text), count=1)
    if offered != text:
        cover.write_text(offered, encoding="utf-8")


def _joined(name: str, article: str, texts: dict[str, str]) -> str:
    """Make anchors unique in the joined document and point links at them."""

    def link(match: re.Match[str]) -> str:
        page, _, anchor = match[1].partition("#")
        stem = page.removesuffix(".html") if page else name
        if stem in texts and (not page or page.endswith(".html")):
            return f'href="#{stem}--{anchor or "top"}"'
        return match[0]

    article = re.sub(r'\bid="([^"]+)"', rf'id="{name}--\1"', article)
    article = re.sub(r'href="([^"]*)"', link, article)
    return article.replace("<details", "<details open")


def print_page(source: Path, target: Path, *, footer: str = "") -> None:
    """Print a page of the disk into a PDF, with page numbers if there is a footer.

    Raises
    ------
    UsageError
        If Playwright or Chromium is missing.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise UsageError("playwright: not installed; install the extra 'test' to print") from None
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise UsageError("chromium: not on PATH; install it with the system's package manager")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(source.as_uri(), wait_until="load")
        page.evaluate("document.fonts.ready")
        page.pdf(
            path=str(target),
            format="A4",
            prefer_css_page_size=True,
            print_background=True,
            display_header_footer=bool(footer),
            header_template="<span></span>",
            footer_template=_FOOTER.format(title=html.escape(footer)),
            tagged=True,
            outline=True,
        )
        browser.close()


def _pages_of_anchors(pdf: Path) -> dict[str, int]:
    from pypdf import PdfReader

    reader = PdfReader(pdf)
    return {
        name.lstrip("/"): reader.get_destination_page_number(destination) + 1
        for name, destination in reader.named_destinations.items()
    }

"""Instructors' slides: what a file holds, the lesson's own figures, a deck that fits its page."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from coursekit.book.slides import Figure, deck, figures_of, read_slides, write_decks
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout, find_layout

LAYOUT = find_layout(Path(__file__).resolve().parents[2])
UNITS = ["00-orientasi", "02-kerangka-spbe", "03-menilai-bukti", "07-rencana-percepatan"]
GOOD = "# Judul\n\nIsi.\n\nCatatan:\nSapa.\n\n---\n\n## Gambar\n\n![](fig-a)\n\nCatatan:\nTunjuk.\n"
PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 900"/>'


def _file(folder: Path, text: str) -> Path:
    path = folder / "slides.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def font(tmp_path) -> Path:
    path = tmp_path / "jakarta.woff2"
    path.write_bytes(b"font")
    return path


def test_a_file_of_slides_is_read(tmp_path):
    first, second = read_slides(_file(tmp_path, GOOD))
    assert (first.heading, first.body, first.notes, first.figure) == ("Judul", "Isi.", "Sapa.", "")
    assert (second.body, second.notes, second.figure) == ("", "Tunjuk.", "fig-a")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## Gambar", "Gambar", "slide 2 begins with no heading"),
        ("Catatan:\nSapa.", "Catatan:\n", "slide 1 has no notes"),
        ("Catatan:\nTunjuk.", "Tunjuk.", "slide 2 has no notes"),
        ("![](fig-a)", "![](fig-a)\n\n![](fig-b)", "slide 2 has more than one figure"),
    ],
)
def test_a_slide_that_lacks_something_is_refused(tmp_path, old, new, said):
    path = _file(tmp_path, GOOD.replace(old, new))
    with pytest.raises(UsageError, match=f"{re.escape(str(path))}: {said}"):
        read_slides(path)


def test_figures_are_those_of_the_built_page_without_citations(tmp_path):
    (tmp_path / "a.svg").write_bytes(PIXEL)
    page = tmp_path / "00.html"
    page.write_text(
        '<figure class="align-default" id="fig-a"><a><img alt="Dua &quot;tangga&quot;" src="a.svg">'
        '</a><figcaption><p><span class="caption-number">Gambar 1 </span>'
        '<span class="caption-text">Angka <em>resmi</em> <span class="bibtex-citation" id="i">'
        '[<a href="#x">LHE</a>]</span>; dibulatkan.</span><a class="headerlink">#</a></p>'
        "</figcaption></figure>"
    )
    figure = figures_of(page)["fig-a"]
    assert figure.address.startswith("data:image/svg+xml;base64,")
    assert figure.alt == 'Dua "tangga"'
    assert figure.caption == "Angka resmi; dibulatkan."


def test_a_deck_asks_for_nothing_and_holds_its_notes(tmp_path, font):
    slides = read_slides(_file(tmp_path, GOOD))
    text = deck("00 Judul", slides, {"fig-a": Figure("data:,", "Kata", "Ket.")}, font)
    assert text.count('<section class="slide') == 2
    assert text.count("Tunjuk.") == 2  # below its slide, and on the pages of notes
    assert 'alt="Kata"' in text
    asked = re.findall(r'(?:src|href)="([^"]*)"|url\("?([^")]*)', text)
    assert {one for pair in asked for one in pair if one and not one.startswith("data:")} == set()


def test_a_figure_the_lesson_has_not_is_named(tmp_path, font):
    slides = read_slides(_file(tmp_path, GOOD))
    with pytest.raises(CourseError, match="Gambar: no figure fig-a; have fig-b"):
        deck("00", slides, {"fig-b": Figure("", "", "")}, font)


def test_the_units_with_slides_are_these():
    assert list(LAYOUT.slides) == UNITS


@pytest.mark.parametrize("unit", UNITS)
def test_slides_of_a_unit_are_whole(unit):
    slides = read_slides(LAYOUT.slides[unit])
    headings = [slide.heading for slide in slides]
    assert 12 <= len(slides) <= 16
    assert len(set(headings)) == len(headings)
    assert "Berhenti dan bicarakan" in headings
    assert headings[-1] == "Apa yang dibawa ke kantor besok"
    lesson = (LAYOUT.book / f"{unit}.md").read_text(encoding="utf-8")
    used = [slide.figure for slide in slides if slide.figure]
    assert used
    assert [name for name in used if f"name: {name}" not in lesson] == []


@pytest.mark.parametrize("unit", UNITS)
def test_a_guide_has_all_that_a_session_needs(unit):
    guide = LAYOUT.guide(unit).read_text(encoding="utf-8")
    for heading in (
        "## Rencana sesi",
        "## Pertanyaan diskusi",
        "## Kekeliruan yang sering",
        "## Bila pesertanya …",
        "## Tanpa jaringan",
        "## Yang dibawa ke kantor besok",
    ):
        assert f"\n{heading}\n" in guide, heading
    assert "| Menit | Tujuan | Metode | Media dan alat |" in guide
    spans = [tuple(map(int, two)) for two in re.findall(r"^\| (\d+)–(\d+) \|", guide, flags=re.M)]
    assert spans[0][0] == 0
    assert all(one[1] == two[0] for one, two in pairwise(spans))


def test_every_level_of_every_rubric_has_two_anchors_in_the_guide():
    import yaml

    for unit in UNITS:
        guide = LAYOUT.guide(unit).read_text(encoding="utf-8")
        tables = re.findall(r"\| Poin \| Patokan \|\n\|[-:|]+\|\n((?:\|.*\n?)+)", guide)
        anchors = [
            {int(p): text for p, text in re.findall(r"^\| (\d+) \| (.*) \|$", table, flags=re.M)}
            for table in tables
        ]
        rubrics = [
            {level["points"] for level in question["rubric"]}
            for form in sorted(LAYOUT.forms(unit).glob("*.yml"))
            for question in yaml.safe_load(form.read_text(encoding="utf-8"))["questions"]
            if "rubric" in question
        ]
        assert sorted(map(sorted, rubrics)) == sorted(map(sorted, anchors)), unit
        lone = [text for levels in anchors for text in levels.values() if text.count(" · ") != 1]
        assert lone == [], unit


@pytest.mark.e2e
def test_a_guide_links_its_deck_once_and_the_pdf_ends_with_the_notes(tmp_path, monkeypatch):
    from pypdf import PdfReader

    slides = {"00-x": _file(tmp_path, GOOD)}
    monkeypatch.setattr(CourseLayout, "slides", property(lambda self: slides))
    (tmp_path / "a.svg").write_bytes(PIXEL)
    (tmp_path / "00-x.html").write_text('<figure id="fig-a"><img alt="A" src="a.svg"></figure>')
    for folder in ("fonts", "panduan"):
        (tmp_path / folder).mkdir()
    (tmp_path / "fonts" / "jakarta.woff2").write_bytes(b"font")
    guide = tmp_path / "panduan" / "00-x.html"
    guide.write_text("<h1>Panduan</h1><p>Isi.</p>")
    said: list[str] = []
    for _ in range(2):
        assert write_decks(LAYOUT, tmp_path, said.append) == [tmp_path / "salindia" / "00-x.html"]
    text = guide.read_text(encoding="utf-8")
    assert said == []
    assert text.startswith(
        '<h1>Panduan</h1><p class="buttons deck"><a href="../salindia/00-x.html"'
    )
    assert text.count("../salindia/00-x.html") == text.count("../salindia/00-x.pdf") == 1
    pages = PdfReader(tmp_path / "salindia" / "00-x.pdf").pages
    assert len(pages) == 3
    assert pages[0].mediabox.width / pages[0].mediabox.height == pytest.approx(16 / 9)
    assert "Tunjuk." in pages[2].extract_text()


@pytest.mark.e2e
@pytest.mark.parametrize("unit", UNITS)
def test_no_slide_is_fuller_than_its_page(unit, site, chromium, tmp_path):
    """On a screen of 1280 by 720 nothing lies beyond its slide or on the line at its foot."""
    slides = read_slides(LAYOUT.slides[unit])
    file = tmp_path / "deck.html"
    figures = figures_of(site / f"{unit}.html")
    file.write_text(deck(unit, slides, figures, site / "fonts" / "jakarta.woff2"), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.goto(file.as_uri(), wait_until="load")
    page.evaluate("document.fonts.ready")
    fault = """() => {
        const slide = document.querySelector(".slide.now");
        const foot = slide.querySelector(".foot").getBoundingClientRect().top;
        const ends = [...slide.querySelectorAll("h1, h2, .body *")]
          .map((e) => e.getBoundingClientRect());
        return ends.some((e) => e.bottom > foot || e.right > 1280 || e.top < 0)
          || slide.scrollHeight > 720 || slide.scrollWidth > 1280;
    }"""
    full = []
    for number in range(1, len(slides) + 1):
        assert page.evaluate("location.hash") == f"#{number}"
        if page.evaluate(fault):
            full.append(slides[number - 1].heading)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    page.keyboard.press("c")
    assert page.locator(".notes.now").is_visible()
    page.close()
    assert full == []

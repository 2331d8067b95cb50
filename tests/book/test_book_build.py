"""The built pages as files: complete, linked, Indonesian, and free of what readers must not see."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import click
import pytest
import yaml

from coursekit.book.editions import stage_sources
from coursekit.book.pdf import page_order
from coursekit.book.slides import read_slides
from coursekit.core.syllabus import load_syllabus

pytestmark = pytest.mark.e2e

ENGLISH = re.compile(
    r">\s*(Skip to main content|Search|Back to top|On this page|Contents|previous|next|Note|"
    r"Warning|Tip|Figure|Table|Copy to clipboard|Show code|Print to PDF|By Tim)\b"
)
OUTSIDE = re.compile(r'(?:src|srcset)="(?:https?:)?//|<link[^>]+href="(?:https?:)?//')


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.images: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.update(value for key in ("id", "name") if (value := values.get(key)))
        if tag == "img":
            self.images.append(values)
        for key in ("href", "src"):
            if value := values.get(key):
                self.links.append(value)


@pytest.fixture(scope="module")
def parsed(site, pages) -> dict[str, _Page]:
    return {name: _Page((site / name).read_text(encoding="utf-8")) for name in pages}


def test_every_page_says_it_is_indonesian_and_has_a_title(site, pages):
    for name in pages:
        text = (site / name).read_text(encoding="utf-8")
        assert '<html lang="id"' in text, name
        assert "<title>" in text, name


def test_no_interface_string_is_left_in_english(site, pages):
    left = {name: ENGLISH.findall((site / name).read_text(encoding="utf-8")) for name in pages}
    assert {name: words for name, words in left.items() if words} == {}


def test_no_asset_comes_from_elsewhere(site, pages):
    texts = {name: (site / name).read_text(encoding="utf-8") for name in pages}
    assert [name for name, text in texts.items() if OUTSIDE.search(text)] == []


def test_all_internal_links_and_anchors_resolve(site, parsed):
    broken = []
    for name, page in parsed.items():
        for link in page.links:
            if re.match(r"[a-z]+:|//", link):
                continue
            target, anchor = urldefrag(link.partition("?")[0] if "?" in link else link)
            file = (site / unquote(target)) if target else site / name
            if file.is_dir():
                file = file / "index.html"
            other = parsed.get(file.name)
            if not file.is_file() or (anchor and other and unquote(anchor) not in other.ids):
                broken.append((name, link))
    assert broken == []


def test_every_picture_has_words(parsed):
    without = [
        (name, image.get("src"))
        for name, page in parsed.items()
        for image in page.images
        if image.get("alt") is None
        or (not image["alt"] and not (image.get("src") or "").endswith("logo.svg"))
    ]
    assert without == []


def test_every_objective_is_taught_in_a_section_that_exists(layout, parsed):
    for unit in load_syllabus(layout.syllabus).units:
        page = parsed.get(f"{unit.id}.html")
        if page is None:
            continue
        assert {o.section for o in unit.objectives} <= page.ids, unit.id


def test_every_available_unit_has_a_lesson_of_the_agreed_length(layout):
    for file in sorted(layout.book.glob("[0-9][0-9]-*.md")):
        text = re.sub(r"```\{code-cell\}.*?\n```", "", file.read_text(encoding="utf-8"), flags=re.S)
        words = len(text.split())
        # The first unit teaches the room, not a subject.
        least = 900 if file.name.startswith("00-") else 1200
        assert least <= words <= 2300, (file.name, words)
        for needed in (
            "unit-card",
            "lab-link",
            "## Sumber",
            "{cite}",
            "dropdown",
            ":class: keliru",
        ):
            assert needed in text, (file.name, needed)


def test_the_command_reference_is_complete(site):
    from coursekit.cli import main

    text = (site / "rujukan-perintah.html").read_text(encoding="utf-8")
    context = click.Context(main, info_name="coursekit")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command.help, name
        assert f"coursekit {name}" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert max(parameter.opts, key=len) in text, (name, parameter.name)


def test_formulas_are_finished_at_build(site):
    text = (site / "02-kerangka-spbe.html").read_text(encoding="utf-8")
    assert "<math " in text
    assert not re.search(r"<script[^>]*mathjax", text, flags=re.I)


def test_no_page_carries_a_notebook_widget(site, pages):
    for name in pages:
        assert "vnd.jupyter.widget" not in (site / name).read_text(encoding="utf-8"), name


def test_readers_get_no_solution_key_or_guide(site, layout):
    """Grep everything that is published: search index, downloads and what lies inside them."""
    secrets = _secrets(layout)
    assert len(secrets) > 100
    found = []
    for file in sorted(site.rglob("*")):
        for name, text in _texts(file):
            found += [(file.name, name, secret) for secret in secrets if secret in text]
    assert found == []
    assert not (site / "_sources").exists()
    assert not (site / "panduan").exists()
    assert not (site / "salindia").exists()


def test_instructors_get_the_guides(layout):
    """What is built only when asked: the guides are pages, and the readers' pages link none."""
    stage = stage_sources(layout, "instructors", layout.book / "_build" / "instructors")
    order = page_order(yaml.safe_load((stage / "_toc.yml").read_text(encoding="utf-8")))
    assert [name for name in order if name.startswith("panduan/")] == [
        f"panduan/{unit}" for unit in layout.guides
    ]


def test_a_lab_download_holds_the_lab_the_pins_the_wheel_and_no_key(site):
    for file in sorted((site / "unduh").glob("*.zip")):
        unit = file.stem
        with zipfile.ZipFile(file) as archive:
            names = {name.removeprefix(f"lab-{unit}/") for name in archive.namelist()}
            wheel = next(name for name in names if name.endswith(".whl"))
            assert names == {
                *(f"{unit}.ipynb", "requirements.txt", "BACA-SAYA.txt"),
                *("jalankan.sh", "jalankan.bat", wheel),
            }
            assert "BEGIN SOLUTION" not in archive.read(f"lab-{unit}/{unit}.ipynb").decode()
            with zipfile.ZipFile(io.BytesIO(archive.read(f"lab-{unit}/{wheel}"))) as inner:
                inside = inner.namelist()
        assert "spbe/_tables/datapackage.json" in inside
        assert [n for n in inside if "answer_key" in n or n.startswith(("course/", "tests/"))] == []


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts that a published file shows or holds, the archives unpacked."""
    if file.suffix in {".zip", ".whl"}:
        yield from _unpacked(file.read_bytes(), file.name)
    elif file.suffix in {".html", ".js", ".json", ".txt", ".md", ".css", ".inv", ".svg"}:
        yield file.name, html.unescape(file.read_bytes().decode("utf-8", "replace"))


def _unpacked(data: bytes, where: str) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".whl"):
                yield from _unpacked(archive.read(name), f"{where}/{name}")
            elif name.endswith(".ipynb"):
                cells = json.loads(archive.read(name))["cells"]
                yield f"{where}/{name}", "\n".join("".join(cell["source"]) for cell in cells)
            # Tools for staff, README and LICENSE name folders, and hold no answer.
            elif not name.startswith("coursekit/") and ".dist-info/" not in name:
                yield f"{where}/{name}", archive.read(name).decode("utf-8", "replace")


def _secrets(layout) -> list[str]:
    """Long lines of guides, notes, solutions and hidden tests, and the words that mark them."""
    found = {"BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "answer_keys", "guide.md"}
    for guide in layout.guides.values():
        lines = guide.read_text(encoding="utf-8").splitlines()
        found |= {lines[0].removeprefix("# ").strip()}
        found |= {line.strip() for line in lines if len(line.strip()) > 60 and "`" not in line}
        for row in lines:  # an anchor is a secret without its row, too
            found |= set(re.findall("“[^”]{60,}”", row)) if re.match(r"\| \d+ \|", row) else set()
    for slides in layout.slides.values():
        # What a slide shows may stand in the lesson; what is said beside it is the instructor's.
        found |= {line for slide in read_slides(slides) for line in slide.notes.splitlines()}
    hidden = re.compile(r"### BEGIN (?:HIDDEN TESTS|SOLUTION)\n(.*?)### END", re.S)
    for lab in layout.lab_sources.values():
        for block in hidden.findall(lab.read_text(encoding="utf-8")):
            found |= {line.strip() for line in block.splitlines() if len(line.strip()) > 45}
    return sorted(found)


def test_components_weigh_less_than_thirty_kilobytes(site: Path):
    import gzip

    files = ["components.js", "components-data.js"]
    assert sum(len(gzip.compress((site / "_static" / f).read_bytes())) for f in files) < 30_000

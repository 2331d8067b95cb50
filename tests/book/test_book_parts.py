"""The parts of the build, without a build."""

from __future__ import annotations

import json
import re
import tomllib

import click
import pytest
from packaging.requirements import Requirement

from coursekit.book.assets import vendor_assets
from coursekit.book.build import output_folder
from coursekit.book.configuration import THEME, configuration_of, write_yaml
from coursekit.book.contents import contents_of
from coursekit.book.downloads import lab_requirements
from coursekit.book.editions import stage_sources
from coursekit.book.pages import cli_text, syllabus_text, unit_text
from coursekit.book.pdf import join_pages, offer_pdf, page_order, part_captions
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Objective, Syllabus, Unit, load_syllabus

UNIT = Unit(
    *("02-x", "Kerangka", 2.5, "Ringkas.", 60, True, 100.0),
    objectives=(Objective("Menghitung.", "s", ("g",)),),
)
SYLLABUS = Syllabus("T", "t", 70, (UNIT, Unit("03-y", "Bukti", 6, "Nanti.")))


def test_a_unit_card_tells_hours_minutes_and_objectives():
    text = unit_text(UNIT)
    assert "**2,5 JP** · lab sekitar **60 menit** · bobot **100\u00a0%** nilai akhir" in text
    assert "- Menghitung." in text


def test_the_syllabus_links_only_pages_that_exist():
    text = syllabus_text(SYLLABUS, {"02-x"})
    assert "[02 Kerangka](02-x.md)" in text
    assert "| 03 Bukti | 6 | menyusul | – |" in text
    assert "| **Jumlah** | **8,5** |" in text


def test_units_to_come_are_named_apart_and_without_objectives():
    ready, later = syllabus_text(SYLLABUS, {"02-x"}).split("## Unit yang menyusul")
    assert "- Menghitung." in ready and "### [02 Kerangka](02-x.md)" in ready
    assert (
        "03 Bukti (6 JP)\n: Nanti." in later
        and "bobotnya nol" in later
        and "diskala ulang" in later
    )
    whole = Syllabus("T", "t", 70, (UNIT,))
    assert "menyusul" not in syllabus_text(whole, {"02-x"})


def test_the_reference_names_every_option():
    @click.group()
    def tool() -> None:
        pass

    @tool.command("make")
    @click.option("--fast", is_flag=True, help="Be quick.")
    def make(fast: bool) -> None:
        """Make it."""

    text = cli_text(tool)
    assert "## coursekit make" in text
    assert "Make it." in text
    assert "`--fast`\n: Be quick." in text


def test_the_lessons_of_the_syllabus_stand_in_the_contents_in_its_order(layout):
    first = contents_of(layout)["parts"][0]
    units = [unit for unit in load_syllabus(layout.syllabus).units if unit.available]
    assert [chapter["file"] for chapter in first["chapters"]] == [unit.id for unit in units]
    assert first["chapters"][0]["title"] == "00 Orientasi"


def test_guides_form_a_last_part_of_the_contents(layout):
    plain, more = contents_of(layout), contents_of(layout, ["02-x"])
    assert more["parts"][:-1] == plain["parts"]
    assert more["parts"][-1] == {
        "caption": "Panduan pengajar",
        "chapters": [{"file": "panduan/02-x"}],
    }


def test_contents_without_a_place_for_lessons_are_refused(tmp_path):
    copy = CourseLayout(tmp_path)
    copy.book.mkdir()
    (copy.book / "_toc.yml").write_text("root: index\nparts: [{chapters: [{file: a}]}]\n")
    with pytest.raises(UsageError, match=r"_toc\.yml: parts: one needs `chapters: \[\]`"):
        contents_of(copy)


def test_contents_are_written_only_when_they_changed(tmp_path):
    target = tmp_path / "_build" / "_toc.yml"
    write_yaml({"root": "a"}, target)
    before = target.stat().st_mtime_ns
    write_yaml({"root": "a"}, target)
    assert target.stat().st_mtime_ns == before
    write_yaml({"root": "b"}, target)
    assert target.read_text() == "root: b\n"


def test_a_books_settings_are_differences_from_those_of_every_book(layout):
    settings = configuration_of(layout)
    config = settings["sphinx"]["config"]
    assert settings["title"] == config["html_title"] == load_syllabus(layout.syllabus).title
    assert config["html_theme_options"]["logo"]["alt_text"].endswith(", beranda")
    assert config["html_static_path"] == [str(THEME / "static")]
    assert "rekaan" in config["html_context"]["note"]
    assert settings["sphinx"]["local_extensions"]["hero"] == str(layout.book / "_ext")
    assert "coursekit.book.sphinx.manifest" in settings["sphinx"]["extra_extensions"]


def test_editions_lie_apart(layout):
    assert output_folder(layout) == layout.book / "_build" / "html"
    assert "instructors" in str(output_folder(layout, "instructors"))


def test_the_lock_pins_exactly_and_names_no_address(layout):
    lock = (THEME / "package-lock.json").read_text(encoding="utf-8")
    manifest = json.loads((THEME / "package.json").read_text(encoding="utf-8"))
    assert '"resolved"' not in lock
    pins = manifest["dependencies"] | manifest["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pins.values())
    locked = json.loads(lock)["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pins} == pins


def test_a_missing_manifest_of_assets_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"package\.json"):
        vendor_assets(tmp_path, tmp_path)


def test_assets_are_not_fetched_twice(layout, assets):
    assert vendor_assets(layout.book) is False


def test_npm_failing_is_one_line(tmp_path):
    manifest = {"vendor": {"_aset": {}}, "name": "x", "dependencies": {"katex": "0.16.47"}}
    (tmp_path / "package.json").write_text(json.dumps(manifest))
    (tmp_path / "package-lock.json").write_text(
        '{"name": "x", "lockfileVersion": 3, "packages": {}}'
    )
    with pytest.raises(CourseError, match="npm could not fetch"):
        vendor_assets(tmp_path, tmp_path)


def test_unwanted_assets_are_known():
    from coursekit.book.sphinx.offline import unwanted

    assert unwanted("https://unpkg.com/thebe@latest")
    assert unwanted("https://fonts.googleapis.com/css?family=Vibur")
    assert not unwanted("book.css")


def test_empty_header_cells_become_plain_cells():
    from coursekit.book.sphinx.tidy import mend

    assert mend("<tr><th></th><th>A</th></tr>") == "<tr><td></td><th>A</th></tr>"


def test_formulas_render_once_and_faults_are_named(assets):
    from coursekit.book.sphinx.math_katex import Katex

    katex = Katex()
    try:
        html = katex.render("3{,}50", display=False)
        assert "<math" in html
        assert katex.render("3{,}50", display=False) is html
        with pytest.raises(ValueError, match="KaTeX parse error"):
            katex.render(r"\frac{1", display=True)
    finally:
        katex.close()


def test_the_search_language_finds_roots(assets):
    from coursekit.book.sphinx.search_id import SearchIndonesian

    search = SearchIndonesian({})
    assert search.stem("pengukuran") == search.stem("mengukur")
    assert search.stem("perhitungan") == search.stem("menghitung")


def test_pages_follow_the_contents():
    contents = {
        "root": "index",
        "parts": [{"chapters": [{"file": "a", "sections": [{"file": "b"}]}]}, {"chapters": []}],
    }
    assert page_order(contents) == ["index", "a", "b"]


def _page(title: str, body: str) -> str:
    heading = f'<h1>{title}<a class="headerlink" href="#x">#</a></h1>'
    return f'<h1>{title}</h1><article class="bd-article">{heading}{body}</article>'


def test_joined_pages_link_to_each_other():
    texts = {
        "index": _page("Buku", '<a href="a.html#s">s</a>'),
        "a": _page("Satu", '<p id="s"><a href="#s">s</a><a href="index.html">i</a></p>'),
    }
    joined = join_pages(texts, {"a--top": 7}, title="Kopi & teh")
    assert "<title>Kopi &amp; teh</title>" in joined
    assert 'href="#a--s"' in joined
    assert 'id="a--s"' in joined
    assert 'href="#index--top"' in joined
    assert '<a href="#a--top">Satu</a><span>7</span>' in joined


def test_the_printed_contents_name_parts_units_and_sections():
    section = '<h2>Dua <em>tangga</em><a class="headerlink" href="#dua-tangga">#</a></h2>'
    texts = {"index": _page("Buku", ""), "03-x": _page("Bukti", section)}
    joined = join_pages(texts, {"03-x--dua-tangga": 9}, {"03-x": "Belajar"})
    assert '<p class="print-part">Belajar</p>' in joined
    assert '<a href="#03-x--top">03 Bukti</a>' in joined
    assert '<a href="#03-x--dua-tangga">Dua tangga</a><span>9</span>' in joined


def test_a_part_is_named_by_the_page_that_opens_it():
    contents = {"root": "index", "parts": [{"caption": "B", "chapters": [{"file": "a"}]}]}
    assert part_captions(contents) == {"a": "B"}


def test_a_page_without_article_is_named():
    with pytest.raises(CourseError, match=r"a\.html"):
        join_pages({"a": "<p>kosong</p>"}, {})


def _requirements(layout):
    project = tomllib.loads((layout.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (layout.root / "requirements.lock").read_text(encoding="utf-8")
    return lab_requirements(lock, project["dependencies"])


def test_a_lab_gets_only_the_pins_it_needs(layout):
    text = _requirements(layout)
    for name in ("pandas", "babel", "notebook"):
        assert re.search(rf"^{name}==\d", text, flags=re.M)
    assert "nbgrader" not in text
    assert "://" not in text


@pytest.mark.parametrize("python", ["3.11.4", "3.12.1", "3.13.0"])
def test_every_python_gets_one_version_of_each_package(layout, python):
    text = _requirements(layout)
    needs = [Requirement(line) for line in text.splitlines()]
    here = [
        need.name
        for need in needs
        if need.marker is None or need.marker.evaluate({"python_full_version": python})
    ]
    assert sorted(here) == sorted({need.name for need in needs})


def test_a_lock_without_a_needed_pin_is_refused():
    with pytest.raises(CourseError, match="no pin for anywidget"):
        lab_requirements("pandas==3.0.0\n", ["anywidget>=0.9", "pandas"])


def test_every_lesson_stands_in_the_contents(layout):
    order = page_order(contents_of(layout))
    assert {file.stem for file in layout.book.glob("*.md")} == set(order)


@pytest.mark.parametrize("component", ["simulator", "gap", "plan"])
def test_a_component_has_a_figure_without_scripts(component):
    from static_figures import static_figure

    figure = static_figure(component)
    assert figure.count("<rect") == 8
    assert 'role="img" aria-label="' in figure


def test_instructors_sources_hold_the_guides_and_readers_do_not(layout, tmp_path, monkeypatch):
    guide = tmp_path / "guide.md"
    guide.write_text("# Panduan 02\n", encoding="utf-8")
    guides = {"02-kerangka-spbe": guide}
    monkeypatch.setattr(CourseLayout, "guides", property(lambda self: guides))
    assert stage_sources(layout, "readers", tmp_path) == layout.book
    stage = stage_sources(layout, "instructors", tmp_path / "build")
    assert (stage / "panduan" / "02-kerangka-spbe.md").is_file()
    assert "panduan/02-kerangka-spbe" in (stage / "_toc.yml").read_text(encoding="utf-8")
    assert not (layout.book / "panduan").exists()


def test_the_cover_offers_the_pdf_once_and_only_while_there_is_one(tmp_path):
    plain = '<p class="buttons"><a href="00.html">Mulai</a></p><p class="buttons">lain</p>'
    cover, pdf = tmp_path / "index.html", tmp_path / "unduh" / "t.pdf"
    cover.write_text(plain)
    offer_pdf(tmp_path, SYLLABUS)
    assert cover.read_text() == plain
    pdf.parent.mkdir()
    pdf.write_bytes(bytes(2_345_678))
    for _ in range(2):
        offer_pdf(tmp_path, SYLLABUS)
        assert cover.read_text().count('href="unduh/t.pdf"') == 1
        assert "Unduh buku ini (PDF, 2,3 MB)</a></p><p" in cover.read_text()
    pdf.unlink()
    offer_pdf(tmp_path, SYLLABUS)
    assert cover.read_text() == plain

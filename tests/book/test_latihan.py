"""A drill in a lesson: explained from a USB stick, printed with its answers, found by no search."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from form_samples import DRILL, KEY

from coursekit.book.configuration import THEME
from coursekit.book.pdf import join_pages
from coursekit.book.sphinx.latihan import drill_script, filled
from coursekit.book.sphinx.latihan_paper import answers, asked, live
from labkit.forms.declaration import read_declaration

BOOK = Path(__file__).resolve().parents[2] / "book"
LESSON = """# Satu pelajaran

Sebelum latihan ada uraian.

```{latihan} cek-satu
```

Di antara keduanya ada uraian.

```{latihan} cek-dua
```

## Penutup

Sesudah latihan ada penutup.
"""
CONF = """
project, language, extensions = "Buku", "id", ["myst_parser", "coursekit.book.sphinx.latihan"]
html_static_path, html_css_files = ["_static"], ["book.css"]
"""
SECOND = {
    "title": "Kedua",
    "drill": True,
    "questions": [
        {"id": "a", "kind": "number", "text": "Berapa <b>hari</b>?", "unit": "hari",
         "key": {"right": 6, "why": "Dihitung dari kotak surat & kalender."}},
    ],
}  # fmt: skip
TOO = read_declaration(SECOND)


def write_checkout(root, lesson=LESSON):
    """A checkout with one lesson and two drills, enough for Sphinx alone."""
    forms = root / "course" / "units" / "00-satu" / "forms"
    forms.mkdir(parents=True)
    (root / "course" / "syllabus.yml").write_text("")
    for name, document in {"cek-satu": DRILL, "cek-dua": SECOND}.items():
        (forms / f"{name}.yml").write_text(yaml.safe_dump(document, sort_keys=False))
    source = root / "book"
    (source / "_static").mkdir(parents=True)
    shutil.copy(THEME / "static" / "book.css", source / "_static")
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text(lesson)
    return source


def build(source, out):
    """Build the pages by Sphinx alone, a warning being an error; return what it complained of."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(source), str(out)]
    environment = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert bool(done.returncode) == bool(done.stderr), done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The built lesson, and the folder it lies in."""
    root = tmp_path_factory.mktemp("buku")
    assert build(write_checkout(root), root / "html") == ""
    return root / "html"


@pytest.fixture(scope="module")
def text(lesson):
    return (lesson / "index.html").read_text(encoding="utf-8")


def test_each_drill_stands_in_its_place_and_the_answers_at_the_end(text):
    places = [text.index(word) for word in (
        "Sebelum latihan", 'data-form="cek-satu"', "Di antara keduanya", 'data-form="cek-dua"',
        "Sesudah latihan", 'id="jawaban-latihan"',
    )]  # fmt: skip
    assert places == sorted(places)
    assert text.count('id="jawaban-latihan"') == 1 and text.count('href="#jawaban-latihan"') == 2


def test_the_page_holds_the_declaration_and_loads_one_classic_script(lesson, text):
    held = re.search(r'data-form="cek-satu"><script type="application/json">(.*?)</script>', text)
    assert json.loads(held[1]) == json.loads(json.dumps(read_declaration(DRILL).to_dict()))
    assert "_static/latihan.js" in text and "_static/latihan.css" in text
    assert 'type="module"' not in text
    script = (lesson / "_static" / "latihan.js").read_text(encoding="utf-8")
    assert not re.search(r"^(import|export)\b", script, re.M)


def test_a_page_without_a_drill_loads_nothing_of_it(lesson):
    assert "latihan.js" not in (lesson / "search.html").read_text(encoding="utf-8")


def test_no_search_finds_what_a_drill_asks_or_explains(lesson):
    index = (lesson / "searchindex.js").read_text(encoding="utf-8").casefold()
    assert "uraian" in index and "penutup" in index
    for word in ("koordinator", "diskominfo", "kalender", "questions", "jawaban"):
        assert word not in index


def test_paper_has_every_question_its_choices_and_apart_from_them_the_reasons():
    drill = read_declaration(DRILL)
    paper, apart = asked(drill, "di-sini"), answers([drill, TOO], "di-sini")
    for question in drill.questions:
        assert question.text in paper
        assert KEY[question.id]["why"] not in paper and KEY[question.id]["why"] in apart
    assert "<li>Sekretaris Daerah</li>" in paper and "<strong>Sekretaris Daerah.</strong>" in apart
    assert "Jawaban: ……… poin" in paper and "<strong>3,455 poin.</strong>" in apart
    assert "Mengubah: Menyesuaikan atau Mengadopsi" in apart
    assert '<th scope="row">Akta</th><td>9 hari</td><td>………</td>' in paper
    assert "Diukur dari: Buku register; Catatan aplikasi." in paper
    assert '"latihan-title">Latihan</p>' in paper and "Latihan: Kedua" in asked(TOO, "x")
    assert "Berapa &lt;b&gt;hari&lt;/b&gt;?" in asked(TOO, "x") and "surat &amp; kalender" in apart
    assert "<b>" not in live("cek-dua", TOO)


def test_the_joined_document_for_print_holds_paper_and_answers_once():
    page = (
        '<article class="bd-article"><section><h1>Satu<a class="headerlink" href="#satu">#</a>'
        '</h1><div class="latihan" data-latihan="cek-dua"></div></section></article>'
    )
    body = filled(page, {"cek-dua": TOO})
    joined = join_pages({"satu": body}, {})
    assert 'href="#satu--jawaban-latihan"' in joined and 'id="satu--jawaban-latihan"' in joined
    assert joined.count("kotak surat") == 2  # in the answers, and in data that nobody sees


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tiada", "unknown drill 'tiada'; known: cek-dua, cek-satu; write course/units"),
        ("cek-satu", "the drill 'cek-satu' stands twice in this lesson"),
    ],
)
def test_a_drill_that_is_not_there_or_there_twice_stops_the_build(tmp_path, name, words):
    source = write_checkout(tmp_path, f"{LESSON}\n```{{latihan}} {name}\n```\n")
    assert words in build(source, tmp_path / "html")


def test_a_broken_form_stops_the_build_and_is_named(tmp_path):
    source = write_checkout(tmp_path)
    broken = tmp_path / "course" / "units" / "00-satu" / "forms" / "cek-satu.yml"
    broken.write_text("drill: true\nquestions: [{id: a}]\n")
    assert "cek-satu.yml: question 1" in build(source, tmp_path / "html")


def test_the_script_is_the_forms_own():
    assert "Lihat penjelasan" in drill_script() and "labkit-page/" in drill_script()


@pytest.mark.e2e
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drill_is_answered_explained_and_remembered_from_a_usb_stick(
    browser, lesson, scheme, assets
):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="id-ID", color_scheme=scheme
    )
    page, faults, asked_for = context.new_page(), [], []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto((lesson / "index.html").as_uri())
    one = page.locator("[data-form=cek-satu] [data-question=siapa]")
    one.get_by_label("Kepala Diskominfo").check()
    one.get_by_role("button", name="Lihat penjelasan").click()
    assert one.locator(".qz-verdict").text_content() == "Belum tepat."
    assert "Sekda adalah koordinator SPBE." in one.inner_text()
    page.reload()
    assert one.locator(".qz-mark").text_content() == "Dicoba 1 kali"
    assert page.locator("[data-form=cek-dua] .qz-card").count() == 1
    assert not page.locator(".latihan-paper").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate((BOOK / "_vendor" / "axe.js").read_text(encoding="utf-8"))
    result = page.evaluate("async () => await axe.run('.latihan')")
    grave = [v["id"] for v in result["violations"] if v["impact"] in ("serious", "critical")]
    assert grave == [] and faults == []
    assert all(url.startswith(("file:", "data:")) for url in asked_for)
    context.close()


@pytest.mark.e2e
def test_without_scripts_and_on_paper_the_questions_and_answers_are_read(browser, lesson):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((lesson / "index.html").as_uri())
    assert "Siapa koordinator SPBE?" in page.inner_text(".latihan")
    assert "Sekda adalah koordinator SPBE." in page.inner_text(".latihan-answers")
    context.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto((lesson / "index.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator(".latihan-paper").first.is_visible()
    assert not page.locator("[data-form=cek-satu]").is_visible()
    context.close()

"""A written answer on its way to the marker: as typed, with its rubric, and harmless."""

import html
import re

import pytest
from form_samples import FORM, LETTER
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from labkit.answers import Answer
from labkit.forms.declaration import Level
from labkit.forms.writing import rubric_of, written_answer

TEXT = "Petani cukup datang sekali.\n\nBiaya: 2 ongkos."


def render(text, **damage):
    form = {**FORM, "questions": [{**LETTER, **damage}]}
    return written_answer(form, {"questions": {"surat": text}}, "surat")


def page(markdown):
    return str(markdown2html_mistune(markdown))


def quoted(markdown):
    """Return the lines of the quotation as a reader sees them."""
    inside = re.search(r"<blockquote>(.*)</blockquote>", page(markdown), re.DOTALL)[1]
    tags = set(re.findall(r"</?[a-z0-9]+", inside))
    assert tags <= {"<p", "</p", "<br"}, tags
    plain = re.sub(r"<br ?/?>\n?|</p>\s*<p>", "\n", inside)
    return [
        html.unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in plain.strip().split("\n")
    ]


def test_question_answer_words_and_rubric_stand_in_the_cell():
    answer = Answer("surat", "sekda.uji", {"questions": {"surat": TEXT}}, 3, "2026-11-24T10:00:00Z")
    assert written_answer(FORM, answer, "surat") == (
        "**Apa yang berubah bagi warga?**\n\n"
        "> Petani cukup datang sekali\\.  \n>\n> Biaya\\: 2 ongkos\\.  \n\n"
        "*7 kata.*\n\n"
        "| Poin | Tingkat | Artinya |\n| ---: | --- | --- |\n"
        "| 4 | Lengkap | Ada warga, perubahan, dan angka\\. |\n"
        "| 0 |  | Tidak tentang layanan\\. |\n"
    )
    assert page(written_answer(FORM, answer, "surat")).count("<tr>") == 3


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "# judul\n- butir\n1. satu\n> kutip\n```\nkode\n```",
        "<script>alert(1)</script> & &amp; <b>tebal",
        "*a* _b_ ~~c~~ `d` [e](http://f) ![g](h) https://i.id j@k.id",
        "$x$ $$y$$ \\(z\\) \\[w\\] \\begin{equation}v\\end{equation}",
        "### BEGIN SOLUTION\n### END SOLUTION\n### BEGIN HIDDEN TESTS",
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "    empat blanko\n\ttab",
        "🌾 東京 naïve",
    ],
)
def test_a_text_is_shown_as_it_was_typed_and_becomes_nothing_else(text):
    lines = [" ".join(line.split()) for line in text.split("\n")]
    assert quoted(render(text)) == [line for line in lines if line]
    assert "### BEGIN" not in render(text) and "<script" not in page(render(text))


def test_what_is_blank_short_or_unreadable_is_said():
    assert "*Belum ada jawaban.*" in render("")
    assert "*Belum ada jawaban.*" in written_answer(FORM, None, "surat")
    assert "*1 kata. Baru 1 kata; tulislah sedikitnya 3 kata" in render("Ya.").replace("\\", "")
    assert "harus berupa tulisan" in render(7).replace("\\", "")
    assert "tidak terbaca" in written_answer(FORM, {"questions": 3}, "surat").replace("\\", "")


def test_signs_that_turn_or_hide_text_do_not_reach_the_page():
    assert quoted(render("aman\u202etxet\u0007 \r\nbaris\vlagi")) == ["aman txet", "baris", "lagi"]


def test_the_rubric_is_given_as_records():
    best, worst = rubric_of(FORM, "surat")
    assert best == Level(4, "Ada warga, perubahan, dan angka.", "Lengkap") and worst.points == 0
    assert rubric_of(FORM, "siapa") == ()
    for bad in ("tidak-ada", "siapa"):
        with pytest.raises(ValueError, match=bad):
            written_answer(FORM, {}, bad)

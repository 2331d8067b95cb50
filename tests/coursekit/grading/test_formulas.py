"""Formulas in feedback: drawn by the browser, harmless, and never lost."""

import html
import re

import pytest

from coursekit.grading.feedback.formulas import formulas
from coursekit.grading.feedback.marked import clean_html


def shown(page):
    return html.unescape(clean_html(formulas(page)))


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        (r"<p>$$\frac{\sum x}{b}$$</p>", ["<mfrac>", "\u2211", "<mi>b</mi>", 'display="block"']),
        ("<p>indeks $x_1 &lt; 3$ ini</p>", ["<msub>", "<mo><</mo>", "indeks ", " ini"]),
        (r"<p>$\text{rata-rata}$</p>", ["<mtext>rata-rata</mtext>"]),
        (r"<p>$\sqrt{2}$ $\bar{x}$ $x^{2}$</p>", ["<msqrt>", "<mover>", "<msup>"]),
    ],
)
def test_a_formula_becomes_mathml(page, parts):
    text = shown(page)
    assert all(part in text for part in parts), text
    assert "$" not in text and "\\" not in text


@pytest.mark.parametrize(
    "page", ["<p>harga $5 dan $6 naik</p>", r"<p>$\begin{x}$</p>", "<p>US$20 dan US$30</p>"]
)
def test_what_is_no_formula_stays(page):
    assert formulas(page) == page


def test_a_formula_cannot_carry_a_script():
    text = clean_html(formulas(r"<p>$$\text{&lt;script&gt;alert(1)&lt;/script&gt;}$$</p>"))
    assert not re.search(r"<script|onerror", text) and "<math" in text

"""Numbers and dates in Indonesian: one law, kept by Python and by a page."""

import random
from datetime import date, timedelta
from importlib import resources

import pytest

from labkit.es_modules import join_modules
from labkit.locale import day, number, shortest, signed

MINUS = "\N{MINUS SIGN}"
LOCALE = join_modules(["locale"], [resources.files("labkit") / "static"])


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (3.5, 2, "3,50"),
        (1234567.891, 1, "1.234.567,9"),
        (999.995, 0, "1.000"),
        (-1234.5, 1, "-1.234,5"),
        (2.5, 0, "2"),
        (3.5, 0, "4"),
        (2.675, 2, "2,67"),  # as a number of the machine it lies below the half
        (0.22499999999999998, 2, "0,23"),  # a sum of decimals that is 0,225 on paper
        (-0.001, 2, "0,00"),
        (0, 0, "0"),
        (float("nan"), 2, "–"),
        (float("inf"), 2, "–"),
    ],
)
def test_numbers(value, digits, text):
    assert number(value, digits) == text


def test_numbers_as_they_are_typed_have_no_dots():
    assert number(1234.5, 1, grouped=False) == "1234,5"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(3.0, 10, "3"), (99.5, 10, "99,5"), (2.345, 3, "2,35"), (1e12, 10, "1000000000000"),
     (1e-5, 10, "0,00001"), (-0.0, 10, "0"), (float("nan"), 10, "–")],
)  # fmt: skip
def test_the_shortest_form(value, digits, text):
    assert shortest(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "+0,25"),
        (-0.25, MINUS + "0,25"),
        (-0.001, "+0,00"),
        (0, "+0,00"),
        (1000, "+1.000,00"),
    ],
)
def test_a_change_has_its_sign(value, text):
    assert signed(value) == text


def test_a_page_writes_numbers_as_python_does(node):
    draw = random.Random(5)
    values = [draw.uniform(-6, 6) for _ in range(2000)]
    values += [draw.uniform(-1e7, 1e7) for _ in range(1000)]
    values += [k / 1000 for k in range(-5000, 5001)]
    values += [k / 16 for k in range(-200, 201)]  # true halves of up to three decimals
    values += [k / 1000 + draw.choice([-4e-16, 4e-16, -2e-10, 2e-10]) for k in range(5000)]
    cases = [(value, draw.randrange(5)) for value in values]
    theirs = node(LOCALE, "(cases) => cases.map(([x, d]) => rules.formatNumber(x, d))", cases)
    ours = [number(value, digits) for value, digits in cases]
    assert [(c, o, t) for c, o, t in zip(cases, ours, theirs, strict=True) if o != t] == []


def test_a_page_writes_days_as_python_does(node):
    days = [date(2019, 12, 30) + timedelta(days=9 * k) for k in range(400)]
    isos = [one.isoformat() for one in days]
    theirs = node(LOCALE, "(days) => days.map(rules.formatDate)", isos)
    assert theirs == [day(one) for one in days]
    assert "5 Januari 2026" in day(date(2026, 1, 5))
    assert node(LOCALE, "(days) => days.map(rules.formatDate)", ["2021", "", "awal 2021"]) == [
        "2021", "", "awal 2021",
    ]  # fmt: skip


def test_a_page_writes_a_dash_for_what_is_no_number(node):
    assert node(LOCALE, "() => [0 / 0, 1 / 0].map((x) => rules.formatNumber(x))") == ["–", "–"]

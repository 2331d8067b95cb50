"""The view's rules, run by node: they agree with the kernel's on whatever somebody answers."""

import random

import pytest
from form_samples import DRILL, FORM, KEY, draw, draw_typed

from labkit.forms.declaration import read_declaration
from labkit.forms.given import ATTEMPTS, Given
from labkit.forms.shares import share
from labkit.forms.words import count_words, written

READ = read_declaration(FORM)


def test_view_and_kernel_say_the_same_of_five_hundred_answers(node):
    dice = random.Random(16)
    drawn = [draw(dice) for _ in range(500)]
    shown = READ.to_dict()
    told = node("form_rules.js", "m.overview(case_[0], case_[1])", [[shown, one] for one in drawn])
    kernel = [Given.read({"questions": one}, READ).view() for one in drawn]
    assert told == kernel
    # every sentence was said, and some answers were whole: the cases are not all alike
    faults = " ".join(text for view in kernel for text in view["faults"].values())
    words = ("belum terbaca", "di luar batas", "Baru", "Sudah", "dipakai lebih dari", "baris belum")
    assert all(word in faults for word in (*words, "sel kosong", "kolom “Target”: “"))
    assert {view["answered"] for view in kernel} >= {0, 3, 5}


@pytest.mark.parametrize(("low", "high"), [(3, None), (None, 3)])
def test_a_number_with_one_bound_is_judged_alike(node, low, high):
    asked = {"id": "a", "kind": "number", "text": "?"} | {
        k: v for k, v in (("min", low), ("max", high)) if v
    }
    read = read_declaration([asked])
    values = [-2, 2.5, 3, 3.5, 1e9]
    told = node(
        "form_rules.js",
        "m.overview(case_[0], { a: case_[1] })",
        [[read.to_dict(), v] for v in values],
    )
    assert told == [Given.read({"questions": {"a": v}}, read).view() for v in values]
    assert sum(bool(view["faults"]) for view in told) == 2


def test_a_drill_earns_in_the_view_what_marking_would_give(node):
    drill = read_declaration(DRILL)
    dice = random.Random(17)
    cases, expected = [], []
    for _ in range(400):
        given = Given.read({"questions": draw(dice)}, drill).given
        for question, shown in zip(drill.questions, drill.to_dict()["questions"], strict=True):
            value = given.get(question.id)
            cases.append([shown, value])
            expected.append(share(question, value, KEY[question.id]))
    told = node("form_rules.js", "m.share(case_[0], case_[1], case_[0].key)", cases)
    assert told == pytest.approx(expected)
    assert len({round(one, 3) for one in expected}) > 6


def test_words_and_numbers_are_counted_and_written_alike(node):
    texts = [
        "",
        " \t\n",
        "satu",
        "satu – dua",
        "a\u00a0b\u2003c\u3000d",
        "½ kg",
        "🌾",
        "e\u0301",
        "x\u200by",
        "東京",
    ]
    assert node("form_rules.js", "m.countWords(case_)", texts) == [count_words(t) for t in texts]
    dice = random.Random(18)
    numbers = [0, -0.5, 1e-7, 0.1 + 0.2, 999.5, 1000, 1234567.25, 123456789012345, -1e14]
    numbers += [round(dice.uniform(-1e6, 1e6), dice.randint(0, 6)) for _ in range(300)]
    assert node("form_rules.js", "m.written(case_)", numbers) == [written(n) for n in numbers]


NUMBERS = [
    ("", None),
    ("  ", None),
    ("3,5", 3.5),
    ("3.5", 3.5),
    ("1.250", 1250),
    ("1.250.000", 1250000),
    ("1.234,5", 1234.5),
    ("1,234.5", 1234.5),
    ("1,234,567", 1234567),
    ("0.125", 0.125),
    ("0,125", 0.125),
    ("-4", -4),
    ("−4", -4),
    ("–4", -4),
    ("Rp 1.250.000", 1250000),
    ("Rp. 500", 500),
    ("1 250 000", 1250000),
    ("45,5 %", 45.5),
    ("45%", 45),
    ("12 hari", 12),
    ("12hari", 12),
    ("3,", 3),
    (",5", 0.5),
    ("1234,5", 1234.5),
    ("dua", "NaN"),
    ("3,5,6", "NaN"),
    ("1.23.4", "NaN"),
    ("1e5", "NaN"),
    ("-", "NaN"),
    (",", "NaN"),
    ("3..5", "NaN"),
    ("1.2345", 1.2345),
    ("12.34.567", "NaN"),
    ("12 ekor", "NaN"),
    ("1234567890123456", "NaN"),
    ("٣", "NaN"),
]


def test_numbers_are_read_as_their_writer_means_them(node):
    asked = {"unit": "hari"}
    told = node(
        "form_rules.js", "m.readNumber(case_[0], case_[1])", [[text, asked] for text, _ in NUMBERS]
    )
    assert dict(zip([t for t, _ in NUMBERS], told, strict=True)) == dict(NUMBERS)


def test_a_dot_is_a_comma_only_where_thousands_cannot_be_meant(node):
    bounds = [{"min": 1, "max": 5}, {"min": 0, "max": 9999}, {}, {"max": 2}]
    told = node("form_rules.js", "m.readNumber('3.455', case_)", bounds)
    assert told == [3.455, 3455, 3455, 3455]


def test_whatever_was_written_out_is_read_back(node):
    dice = random.Random(19)
    numbers = [round(dice.uniform(-1e5, 1e5), dice.randint(0, 5)) for _ in range(400)]
    assert node("form_rules.js", "m.readNumber(m.written(case_))", numbers) == numbers
    typed = [value for value in (draw_typed(dice) for _ in range(50)) if isinstance(value, str)]
    assert set(node("form_rules.js", "m.readNumber(case_)", typed)) == {"NaN"}


def test_an_order_is_moved_and_never_loses_a_row(node):
    order = list("abcd")
    told = node(
        "form_rules.js",
        "m.moved(case_[0], case_[1], case_[2])",
        [[order, c, t] for c in order for t in range(-1, 6)],
    )
    assert all(sorted(one) == order for one in told)
    assert node("form_rules.js", "m.moved(case_, 'a', 2)", [order]) == [list("bcad")]


def test_tries_are_kept_the_latest_fifty(node):
    script = (
        "(() => { let kept = {}; for (let k = 0; k < 60; k += 1) kept = m.tried(kept, 'a', k, 'x');"
        " return kept.a; })()"
    )
    [kept] = node("form_rules.js", script, [0])
    assert [one["given"] for one in kept] == list(range(60 - ATTEMPTS, 60))


WORD = (
    "Yth. Sekda\r\n\r\n\uf0b7\tSatu\u00a0layanan\r\no\tdua  \r\n\r\n\r\n\r\n"
    "Lem\u00adbaga\u200b baru\vbaris"
)


def test_what_comes_from_word_is_clean_and_no_letter_is_lost(node):
    [clean] = node("form_paste.js", "m.cleanText(case_)", [WORD])
    assert clean == "Yth. Sekda\n\n• Satu layanan\n• dua\n\nLembaga baru\nbaris"
    assert node("form_paste.js", "m.cleanText(case_)", [clean]) == [clean]


TABLE = next(q for q in READ.to_dict()["questions"] if q["id"] == "layanan")
AT = {"row": "akta", "column": "hari"}
PASTES = [
    # from a cell to the right and down
    (
        "2\tBuku register\n1\tCatatan aplikasi",
        AT,
        None,
        {"akta": {"hari": 2, "ukur": "reg"}, "usaha": {"hari": 1, "ukur": "app"}},
        [],
    ),
    # what stood there and was not pasted over stays; an empty cell empties nothing
    (
        "\tcatatan aplikasi",
        AT,
        {"akta": {"hari": 3}, "usaha": {"hari": 4}},
        {"akta": {"hari": 3, "ukur": "app"}, "usaha": {"hari": 4}},
        [],
    ),
    # the heading was copied along
    ("Target\tDiukur dari\n2\tbuku register", AT, None, {"akta": {"hari": 2, "ukur": "reg"}}, []),
    # row names were copied along, in another order, with all that the table shows
    (
        "Layanan\tKini\tTarget (hari)\tDiukur dari\tCatatan\n"
        "Izin usaha\t\t1,5\tCatatan aplikasi\tya\nAkta\t9 hari\t2\t\t",
        {"row": "usaha", "column": "ukur"},
        None,
        {"usaha": {"hari": 1.5, "ukur": "app", "kata": "ya"}, "akta": {"hari": 2}},
        [],
    ),
    # no number, no such choice, no such place: kept as typed, or told
    ("dua\tlisan\n3\n4", AT, None, {"akta": {"hari": "dua"}, "usaha": {"hari": 3}}, ["lisan", "4"]),
]


@pytest.mark.parametrize(("text", "at", "before", "after", "left"), PASTES)
def test_copied_cells_fall_where_they_belong_or_are_told(node, text, at, before, after, left):
    [told] = node(
        "form_paste.js",
        "m.pasteCells(case_[0], case_[1], case_[2], m.readCells(case_[3]))",
        [[TABLE, before, at, text]],
    )
    assert told["value"] == after and told["left"] == left
    Given.read({"questions": {"layanan": told["value"]}}, READ)  # the kernel takes it


def test_excels_quotes_tabs_and_lines_make_cells(node):
    [cells] = node("form_paste.js", "m.readCells(case_)", ['a\t"b\nb"\r\n"c ""d"""\t5" pipa\r\n'])
    assert cells == [["a", "b b"], ['c "d"', '5" pipa']]

"""A failed check says in Indonesian what is wrong and where to read; a right one says nothing."""

import math
from decimal import Decimal

import pandas as pd
import pytest

from labkit.checks import (
    CheckFailed,
    check_choice,
    check_number,
    check_numbers,
    check_text,
    digest,
    format_number,
    passed,
)


def words(check, *given, **rest):
    with pytest.raises(CheckFailed) as caught:
        check(*given, name="x", **rest)
    assert caught.value._render_traceback_() == [f"Belum tepat. {caught.value}"]
    return str(caught.value)


@pytest.mark.parametrize("check", [check_number, check_text, check_choice, check_numbers])
@pytest.mark.parametrize("blank", [None, ...])
def test_a_blank_answer_is_told_as_blank(check, blank):
    assert "`x` masih kosong" in words(check, blank, {})


def test_a_number_is_right_within_its_tolerance():
    check_number(Decimal("3.00"), 3.0, name="x")
    check_number(3.0, 3.004, name="x")
    check_number(4, 4, name="x", tolerance=0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (2.5, "`x` = 2,5000 terlalu kecil."),
        (38, "`x` = 38 terlalu besar."),
        (math.nan, "tidak terdefinisi (NaN)"),
        (math.inf, "terlalu besar"),
        ("3", "seharusnya sebuah angka, tetapi isinya teks"),
        ("3,00", "tanpa tanda kutip, desimalnya dengan titik"),
        ((3, 0), "nilai yang dipisah koma. Desimal dalam kode ditulis dengan titik"),
        (True, "isinya benar/salah"),
    ],
)
def test_what_is_wrong_with_a_number(given, said):
    message = words(check_number, given, 3.0, hint="Bagilah.", see="bagian “Predikat”")
    assert said in message
    assert message.endswith("Bagilah. Baca lagi: bagian “Predikat”.")


def test_labelled_numbers_name_the_first_wrong_label():
    right = pd.Series({"I01": 0.039, "I02": 0.5})
    check_numbers(right, {"I01": 0.039}, name="x")
    assert "x['I02']" in words(check_numbers, right, {"I01": 0.039, "I02": 0.1})
    assert "belum memuat I03" in words(check_numbers, right, {"I03": 1.0})
    assert "satu angka per kode" in words(check_numbers, 3.0, {"I01": 1.0})


def test_text_and_choice_forgive_case_and_blanks():
    check_text(" baik ", ["Baik"], name="x")
    check_choice("Sekda ", [digest("sekda")], name="x")
    check_choice(2.0, [digest("2")], name="x")
    assert "bukan jawabannya" in words(check_text, "Cukup", "Baik")
    assert "bukan jawabannya" in words(check_choice, 3, [digest("2")])
    assert "teks dalam tanda kutip" in words(check_text, 3, "Baik")
    assert "teks atau angka" in words(check_choice, [2], [digest("2")])


def test_numbers_are_written_as_indonesians_read_them(capsys):
    assert format_number(3.455, 3) == "3,455"
    passed("Benar.")
    assert capsys.readouterr().out == "✓ Benar.\n"

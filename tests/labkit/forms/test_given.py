"""What somebody answered: typed values, what is missing or wrong, what was tried; never lost."""

import pytest
from form_samples import ASKED, DRILL, FORM, RIGHT

from labkit.answers import AnswerError
from labkit.forms.declaration import read_declaration
from labkit.forms.given import ATTEMPTS, Attempt, Given, given_answers

READ = read_declaration(FORM)
LETTER = "Petani cukup datang sekali saja."


def test_values_are_typed_and_come_back_as_they_were():
    content = {"questions": {**RIGHT, "surat": LETTER}}
    given = given_answers(content, FORM)
    assert given.to_dict() == content
    assert given.given["indeks"] == 3.455 and given.given["domain"] == ["a", "c"]
    assert given.given["layanan"]["akta"] == {"hari": 2, "ukur": "reg"}
    assert given.view()["unanswered"] == ["layanan"]  # its notes are blank


def test_answering_returns_a_new_state_and_a_blank_takes_it_back():
    blank = Given.read({}, READ)
    filled = blank.answer("domain", ["c", "a"])
    assert filled.given == {"domain": ["a", "c"]}  # in the order of the choices
    assert filled.answer("domain", []) == blank and blank.unanswered[1] == "domain"
    for name, value in (("tahap", {"r1": ""}), ("layanan", {"akta": {"hari": ""}}), ("surat", "")):
        assert blank.answer(name, value) == blank


def test_what_is_missing_or_wrong_is_said_with_its_question():
    given = given_answers({"questions": {"siapa": "sekda", "indeks": "tiga", "surat": "Ya."}}, FORM)
    assert given.missing_words() == (
        "Isian belum lengkap. Belum ada jawaban untuk pertanyaan 2, 3, 5, 6. Pertanyaan 4: “tiga” "
        "belum terbaca sebagai angka. Tulislah misalnya 3,5 atau 1.250. Pertanyaan 7: Baru 1 kata; "
        "tulislah sedikitnya 3 kata."
    )
    assert given.given["indeks"] == "tiga"  # kept all the same
    whole = {**RIGHT, "surat": LETTER}
    whole["layanan"] = {row: {**cells, "kata": "ya"} for row, cells in RIGHT["layanan"].items()}
    assert given_answers({"questions": whole}, FORM).missing_words() == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"akta": {"hari": 31}}, "Baris “Akta”, kolom “Target”: 31 di luar batas 0 sampai 30."),
        ({"usaha": {"kata": "satu dua tiga empat lima"}}, "kolom “Catatan”: Sudah 5 kata"),
        ({"akta": {"hari": 3}}, "Masih 5 sel kosong."),
    ],
)
def test_a_table_names_row_and_column(value, words):
    assert words in Given.read({}, READ).answer("layanan", value).faults["layanan"]


def test_a_graded_cell_gets_numbers_where_it_asked_for_numbers():
    table = {"akta": {"hari": "dua", "ukur": "reg"}, "usaha": {"hari": "tiga"}}
    given = given_answers({"questions": {"indeks": "tiga", "layanan": table}}, FORM)
    assert given.value("indeks") is None and given.value("siapa") is None
    assert given.value("layanan") == {"akta": {"ukur": "reg"}}
    assert given.answer("indeks", 3).value("indeks") == 3
    whole = given_answers({"questions": RIGHT}, FORM)
    assert {name: whole.value(name) for name in RIGHT} == RIGHT


def test_answers_to_questions_that_are_gone_stay_in_the_file():
    content = {"questions": {"siapa": "sekda", "lama": {"x": [1]}}}
    given = given_answers(content, ASKED)
    assert given.to_dict() == content and given.given == {"siapa": "sekda"}
    assert given.answer("siapa", None).to_dict() == {"questions": {"lama": {"x": [1]}}}


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"questions": []},
        *(
            {"questions": {name: value}}
            for name, value in [
                ("siapa", "bupati"),
                ("siapa", 1),
                ("domain", "a"),
                ("domain", [1]),
                ("tangga", ["t1"]),
                ("tangga", ["t1", "t1", "t2"]),
                ("indeks", True),
                ("indeks", float("nan")),
                ("indeks", 1e15),
                ("tahap", ["b"]),
                ("tahap", {"r1": "x"}),
                ("tahap", {"r9": "b"}),
                ("layanan", {"akta": {"kini": "8 hari"}}),
                ("layanan", {"akta": {"hari": []}}),
                ("layanan", {"akta": 3}),
                ("surat", 7),
            ]
        ),
    ],
)
def test_hand_edited_answers_are_refused_in_words(content):
    with pytest.raises(AnswerError, match="Jawaban formulir tidak terbaca"):
        given_answers(content, FORM)


def test_marking_keeps_what_is_sound_of_what_is_not():
    content = {"questions": {"siapa": "x", "tahap": {"r1": "b", "r2": 7}, "layanan": {"akta": 3}}}
    given = given_answers(content, FORM, lenient=True)
    assert given.given == {"tahap": {"r1": "b"}}
    assert set(given.unread) == {"siapa", "tahap", "layanan"} <= set(given.faults)


def test_a_drill_keeps_what_was_tried_and_when():
    tries = [{"at": f"2026-11-24T10:00:{n:02}.000Z", "given": "dinas"} for n in range(55)]
    content = {"questions": {"siapa": "sekda"}, "practice": {"siapa": tries}}
    given = given_answers(content, DRILL)
    assert len(given.practice["siapa"]) == ATTEMPTS
    assert given.practice["siapa"][-1] == Attempt("2026-11-24T10:00:54.000Z", "dinas")
    assert given.to_dict()["practice"]["siapa"] == tries[-ATTEMPTS:]
    assert given.answer("siapa", None).practice == given.practice  # "Coba lagi" forgets no try
    assert "practice" not in given_answers(content, FORM).to_dict()


@pytest.mark.parametrize(
    "practice",
    [3, {"siapa": 3}, {"siapa": [3]}, {"siapa": [{"at": "kemarin", "given": "sekda"}]},
     {"siapa": [{"at": "2026-11-24", "given": "bupati"}]}, {"siapa": [{"given": "sekda"}]}],
)  # fmt: skip
def test_a_drills_record_edited_by_hand_is_refused_in_words(practice):
    with pytest.raises(AnswerError, match="Catatan latihan"):
        given_answers({"questions": {}, "practice": practice}, DRILL)

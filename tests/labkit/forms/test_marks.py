"""Marks of a form: each part from its own answer alone, with its reasons."""

import itertools
import random
from collections.abc import Mapping

import pytest
from form_samples import ASKED, FORM, KEY, RIGHT
from hypothesis import given
from hypothesis import strategies as st

from labkit.forms.marks import mark
from labkit.forms.shares import check_key


def marked(**answers):
    return {m.question: m for m in mark(ASKED, {"questions": answers}, KEY).marks}


def test_the_right_answers_earn_everything():
    marks = mark(FORM, {"questions": RIGHT}, KEY)  # the text is left to a person
    assert marks.share == 1 and marks.points(10) == 10
    assert marks.explain().startswith("6 dari 6 pertanyaan benar sepenuhnya.")
    first = marks.explain().split("\n\n")[1]
    assert first == (
        "1. Siapa koordinator SPBE? (1 dari 1 poin)\n"
        "   Jawaban Anda: Sekretaris Daerah. Tepat. Sekda adalah koordinator SPBE."
    )


def test_nothing_answered_earns_nothing_and_is_explained_all_the_same():
    marks = mark(ASKED, {}, KEY)
    assert marks.share == 0
    assert all(m.explanation.startswith("Belum dijawab.") for m in marks.marks)
    assert "Jawaban yang tepat: Rintisan → Terkelola → Terdefinisi." in marks.explain()
    assert "Jawaban yang tepat: 3,455 poin." in marks.explain()


def test_a_typical_mistake_is_named():
    assert "bukan mengoordinasikan" in marked(siapa="dinas")["siapa"].explanation
    said = marked(indeks=3.5)["indeks"]
    assert said.points == 0
    assert said.explanation.startswith("Jawaban Anda: 3,5 poin. Belum tepat.")
    assert "tanpa bobot" in said.explanation
    assert marked(indeks=3.4549)["indeks"].points == 1


@pytest.mark.parametrize(
    ("chosen", "earned"),
    [(["a", "c"], 2), (["a"], 1), (["a", "b"], 0), (["b"], 0), (["a", "b", "c"], 1)],
)
def test_several_choices_earn_the_right_ones_less_the_wrong_ones(chosen, earned):
    assert marked(domain=chosen)["domain"].points == earned


@pytest.mark.parametrize(
    ("order", "earned", "pairs"),
    [(["t1", "t3", "t2"], 0.6667, "2 dari 3"), (["t3", "t2", "t1"], 0, "0 dari 3")],
)
def test_an_order_earns_by_its_pairs(order, earned, pairs):
    said = marked(tangga=order)["tangga"]
    assert said.points == earned and f"{pairs} pasangan" in said.explanation


WRONG = {
    "siapa": ["dinas", "bupati", 7],
    "indeks": [9, "tiga", True],
    "tahap": {"r1": ["s", "x"], "r2": ["b", None], "r3": [["b"], "s"]},
    "layanan": {"akta": {"hari": ["dua", 29], "ukur": ["app", 3]},
                "usaha": {"hari": [[], 9], "ukur": ["z"]}},
}  # fmt: skip


def leaves(tree, path=()):
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from leaves(value, (*path, name))
    else:
        yield path


PARTS = [path for path in leaves(RIGHT) if path[0] in WRONG]


def at(tree, path):
    for name in path:
        tree = tree[name]
    return tree


def put(tree, path, value):
    *way, last = path
    for name in way:
        tree = tree.setdefault(name, {})
    tree[last] = value


def test_each_right_part_earns_its_points_whatever_else_fails():
    worth = {"siapa": 1, "indeks": 1, "tahap": 3 / 3, "layanan": 4 / 4}  # a part
    dice = random.Random(4)
    for size in range(len(PARTS) + 1):
        for right in itertools.combinations(PARTS, size):  # every subset there is
            answers = {}
            for path in PARTS:
                if path in right:
                    put(answers, path, at(RIGHT, path))
                elif dice.random() < 0.8:
                    put(answers, path, dice.choice(at(WRONG, path)))
            marks = mark(ASKED, {"questions": answers}, KEY)
            earned = sum(m.points for m in marks.marks)
            assert earned == pytest.approx(sum(worth[path[0]] for path in right)), (answers, right)
            assert all(m.explanation.strip() for m in marks.marks)
            found = {
                (m.question, *filter(None, part.name.split("/")))
                for m in marks.marks
                for part in m.parts
                if part.share == 1
            }
            assert found == set(right)


def test_parts_that_are_missing_are_named_and_explained():
    said = marked(tahap={"r1": "b", "r2": "b"}, layanan={"akta": {"hari": 2.4}})
    assert said["tahap"].points == 1 and said["layanan"].points == 1
    assert said["tahap"].explanation == (
        "Jawaban Anda: Mengamati – Belajar; Mengubah – Belajar. 1 dari 3 bagian tepat. Yang tepat "
        "untuk Mengubah: Menyesuaikan atau Mengadopsi; Menetapkan: Mengadopsi. Belajar dahulu."
    )
    assert "Izin usaha, Target: 1 hari" in said["layanan"].explanation
    assert "tidak ada di antara pilihannya" in marked(siapa="bupati")["siapa"].explanation
    assert marked(indeks="tiga koma")["indeks"].explanation.startswith(
        "Jawaban Anda: “tiga koma” poin."
    )


def test_the_sentence_of_success_names_no_expected_value():
    near = marked(indeks=3.4551, layanan={"akta": {"hari": 2.5}, "usaha": {"hari": 0.5}})
    assert "3,455 " not in near["indeks"].explanation and " Tepat. " in near["indeks"].explanation
    whole = marked(tahap={"r1": "b", "r2": "m", "r3": "m"})["tahap"].explanation
    assert "Menyesuaikan" not in whole


def test_several_graded_cells_may_read_one_form():
    marks = mark(ASKED, {"questions": {"siapa": "sekda"}}, KEY)
    assert marks.only(["siapa", "indeks"]).points(2) == 1
    assert [m.question for m in marks.only(["indeks"]).marks] == ["indeks"]
    with pytest.raises(ValueError, match="marked: surat"):
        marks.only(["surat"])


def test_nothing_that_is_read_of_the_answers_is_an_error_of_the_whole():
    for broken in ({}, {"questions": {}}, {"questions": {"layanan": 3, "tahap": []}}):
        assert mark(ASKED, broken, KEY).share == 0
    with pytest.raises(ValueError, match="tidak terbaca"):
        mark(ASKED, {"questions": 7}, KEY)


@given(st.data())
def test_any_answer_the_form_saves_earns_between_nothing_and_all(data):
    values = {
        "siapa": st.sampled_from(["dinas", "sekda"]),
        "domain": st.lists(st.sampled_from("abc"), unique=True),
        "tangga": st.permutations(["t1", "t2", "t3"]),
        "indeks": st.floats(-9, 9) | st.text(max_size=9),
    }
    answers = data.draw(st.fixed_dictionaries({}, optional=values))
    marks = mark(ASKED, {"questions": answers}, KEY)
    assert all(0 <= m.points <= m.maximum for m in marks.marks)
    assert all((m.points == m.maximum) == (" Tepat. " in m.explanation) for m in marks.marks)


@pytest.mark.parametrize(
    ("name", "damage", "words"),
    [
        ("siapa", None, "differ in: siapa"),
        ("siapa", {"right": "bupati", "why": "x"}, "tidak ada di antara"),
        ("siapa", {"right": [], "why": "x"}, "no right answer"),
        ("indeks", {"right": "tiga", "why": "x"}, "no right answer"),
        ("tahap", {"right": {"r1": "b"}, "why": "x"}, "names each row once"),
        ("tahap", {"right": ["b"], "why": "x"}, "right is a mapping"),
        ("layanan", {"right": {"x": {"hari": 1}}, "why": "x"}, "no row 'x'"),
        ("layanan", {"right": {"akta": {"kata": "x"}}, "why": "x"}, "cannot be marked"),
        ("siapa", {"right": "sekda", "why": " "}, "no explanation"),
        ("siapa", {"right": None, "why": "x"}, "no right answer"),
        ("siapa", {"right": "sekda", "why": "x", "hint": "y"}, "unknown hint"),
        ("tangga", {"right": ["t3", "t1", "t2"], "why": "x"}, "already the right one"),
        (
            "indeks",
            {"right": 3, "why": "x", "mistakes": {"5": "0", "01 saja": "x"}},
            "is no number",
        ),
        ("siapa", {"right": "sekda", "why": "x", "mistakes": {"camat": "x"}}, "is no choice"),
        ("siapa", {"right": "sekda", "why": "x", "mistakes": {"dinas": None}}, "says nothing"),
        ("siapa", {"right": "sekda", "why": "x", "mistakes": ["dinas"]}, "are a mapping"),
    ],
)
def test_a_key_that_does_not_fit_is_named_to_its_author(name, damage, words):
    key = {k: v for k, v in {**KEY, name: damage}.items() if v}
    with pytest.raises(ValueError, match=words):
        check_key(ASKED, key)

"""Answer files: whole or not at all, never backwards, never over what is not ours."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit import answers
from labkit.answers import Answer, AnswerError, ConflictError, MissingAnswerError

NAME = "penilaian"


@pytest.fixture
def saved(tmp_path):
    answer = Answer(NAME, "sekda", {"I01": {"level": 3, "alasan": "Perbup ditetapkan."}})
    return answers.write_answer(answer, folder=tmp_path)


def path_of(folder):
    return answers.answer_path(NAME, folder)


def test_what_is_written_is_read_back(saved, tmp_path):
    assert answers.read_answer(NAME, owner="sekda", folder=tmp_path) == saved
    assert saved.rev == 1 and "simpanan ke-1" in saved.describe()
    assert "Perbup ditetapkan" in path_of(tmp_path).read_text()  # a person can read it


def test_the_time_of_saving_is_told_as_clocks_in_jakarta_show_it(saved):
    late = replace(saved, saved="2026-11-24T18:30:00+00:00")
    assert late.describe().endswith("simpanan ke-1, 25-11-2026 01.30 WIB.")


def test_revisions_grow_and_no_scratch_file_stays(saved, tmp_path):
    again = answers.write_answer(saved, folder=tmp_path)
    assert again.rev == 2
    assert [file.name for file in path_of(tmp_path).parent.iterdir()] == [f"{NAME}.json"]


def test_a_later_revision_is_never_overwritten(saved, tmp_path):
    answers.write_answer(saved, folder=tmp_path)
    with pytest.raises(ConflictError, match="jendela lain"):
        answers.write_answer(saved, folder=tmp_path)
    assert answers.read_answer(NAME, folder=tmp_path).rev == 2


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda d: b"{", "rusak"),
        (lambda d: b"[" * 100_000, "rusak"),
        (lambda d: b" " * 2_000_001, "terlalu besar"),
        (lambda d: json.dumps({**d, "rev": "7"}).encode(), "tidak berbentuk"),
        (lambda d: json.dumps({**d, "rev": True}).encode(), "tidak berbentuk"),
        (lambda d: json.dumps({**d, "saved": "kemarin"}).encode(), "tidak berbentuk"),
        (lambda d: json.dumps({**d, "nilai": 100}).encode(), "tidak berbentuk"),
        (lambda d: json.dumps({**d, "answers": []}).encode(), "tidak berbentuk"),
        (lambda d: json.dumps({**d, "form": "lain"}).encode(), "formulir lain"),
        (lambda d: json.dumps({**d, "owner": "bappeda"}).encode(), "milik 'bappeda'"),
        (lambda d: json.dumps({**d, "owner": "b" * 99_999}).encode(), r"milik 'b{9,20}\.\.\."),
    ],
)
def test_a_damaged_or_foreign_file_is_told_in_indonesian_and_kept(saved, tmp_path, damage, words):
    path = path_of(tmp_path)
    path.write_bytes(damage(json.loads(path.read_text())))
    before = path.read_bytes()
    with pytest.raises(AnswerError, match=words):
        answers.read_answer(NAME, owner="sekda", folder=tmp_path)
    with pytest.raises(AnswerError):
        answers.write_answer(saved, folder=tmp_path)
    assert path.read_bytes() == before
    kept = answers.set_aside(NAME, folder=tmp_path)
    assert kept.read_bytes() == before and "rusak" in kept.name
    assert answers.write_answer(saved, folder=tmp_path).rev == 2


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(MissingAnswerError, match="belum diisi"):
        answers.read_answer(NAME, folder=tmp_path)


def test_nothing_is_written_while_a_submission_is_marked(saved, tmp_path, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(AnswerError, match="selama penilaian"):
        answers.write_answer(saved, folder=tmp_path)


@pytest.mark.parametrize("name", ["../x", "X", "", "a/b", ".x", "a" * 60])
def test_a_form_name_cannot_leave_the_folder(name):
    with pytest.raises(ValueError, match="form name"):
        answers.answer_path(name)


@given(
    st.dictionaries(
        st.text(max_size=8), st.one_of(st.integers(), st.text(max_size=20), st.none()), max_size=5
    )
)
def test_any_plain_content_survives(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("lab")
    answers.write_answer(Answer(NAME, "sekda", content), folder=folder)
    assert answers.read_answer(NAME, folder=folder).answers == content


def test_half_a_character_is_replaced_and_the_rest_is_saved(tmp_path):
    answers.write_answer(Answer(NAME, "sekda", {"teks": "ada \ud83d di sini"}), folder=tmp_path)
    assert answers.read_answer(NAME, folder=tmp_path).answers == {"teks": "ada ? di sini"}


def test_what_could_not_be_read_again_is_not_written(saved, tmp_path):
    before = path_of(tmp_path).read_bytes()
    with pytest.raises(AnswerError, match="terlalu panjang"):
        answers.write_answer(
            Answer(NAME, "sekda", {"teks": "x" * 2_000_000}, saved.rev), folder=tmp_path
        )
    assert path_of(tmp_path).read_bytes() == before


def test_of_many_who_save_from_the_same_revision_at_once_one_wins(saved, tmp_path):
    def attempt(number):
        try:
            return answers.write_answer(Answer(NAME, "sekda", {"n": number}, 1), folder=tmp_path)
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as crowd:
        done = [one for one in crowd.map(attempt, range(8)) if one]
    assert len(done) == 1 and done[0].rev == 2
    assert answers.read_answer(NAME, folder=tmp_path) == done[0]


def test_a_folder_that_cannot_be_held_is_written_all_the_same(tmp_path, monkeypatch):
    import fcntl

    def refuse(*_args):
        raise OSError("no locks here")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert answers.write_answer(Answer(NAME, "sekda", {}), folder=tmp_path).rev == 1


def test_how_much_is_answered_travels_with_the_answer(tmp_path):
    answer = Answer("penilaian", "sekda.uji", {"a": 1}, progress=(3, 12))
    assert answers.write_answer(answer, folder=tmp_path).progress == (3, 12)
    assert answers.read_answer("penilaian", folder=tmp_path).progress == (3, 12)


@pytest.mark.parametrize("odd", [[1], [2, 1], ["1", 2], "12", [-1, 2], {"a": 1}])
def test_a_count_that_no_form_writes_is_refused(tmp_path, odd):
    answers.write_answer(Answer("penilaian", "sekda.uji", {}), folder=tmp_path)
    path = answers.answer_path("penilaian", tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"progress": odd}))
    with pytest.raises(AnswerError, match="tidak berbentuk"):
        answers.read_answer("penilaian", folder=tmp_path)

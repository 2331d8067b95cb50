"""The personal case: stable, even, the instructor's word first, the harness's owner above all."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit import case

CASES = [f"G{number:02d}" for number in range(2, 9)]
NAMES = st.lists(st.text("abcdefgh.", min_size=1, max_size=12), unique=True, max_size=60)


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    for name in ("LABKIT_OWNER", "JUPYTERHUB_USER", "LABKIT_CASES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(case, "_supplied", {})


def test_the_same_owner_has_the_same_case_however_written():
    assert case.personal_case(CASES, "Sekda.Satu ") == case.personal_case(CASES, "sekda.satu")


def test_by_hash_every_case_is_somebodys():
    used = Counter(case.personal_case(CASES, f"peserta{number}") for number in range(700))
    assert set(used) == set(CASES)
    assert max(used.values()) < 2 * min(used.values())


def test_the_instructors_word_comes_first(tmp_path, monkeypatch):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"Sekda.Satu": "G08"}), encoding="utf-8")
    monkeypatch.setenv("LABKIT_CASES", str(path))
    assert case.personal_case(CASES, "sekda.satu") == "G08"


def test_an_assigned_case_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"kasus 'G99' untuk 'a' tidak ada; yang ada: G02"):
        case.personal_case(CASES, "a", {"a": "G99"})


def test_no_case_is_refused():
    with pytest.raises(ValueError, match="tidak ada kasus"):
        case.personal_case([], "a")


def test_the_harness_outranks_the_environment(monkeypatch):
    monkeypatch.setenv("LABKIT_OWNER", "tetangga")
    monkeypatch.setenv("JUPYTERHUB_USER", "tetangga")
    assert case.current_owner() == "tetangga"
    case.supply("pemilik")
    assert case.current_owner() == "pemilik"
    assert case.personal_case(CASES) == case.personal_case(CASES, "pemilik")


def test_without_a_hub_the_account_of_the_machine_is_the_owner(monkeypatch):
    monkeypatch.setattr(case.getpass, "getuser", lambda: "mandiri")
    assert case.current_owner() == "mandiri"


@given(NAMES, NAMES)
def test_a_late_joiner_moves_nobody_and_the_spread_stays_even(first, late):
    before = case.deal(first, CASES)
    after = case.deal([*first, *late], CASES, before)
    assert before.items() <= after.items()
    used = Counter(after.values())
    counts = [used[name] for name in CASES]
    assert max(counts) - min(counts) <= 1


def test_the_order_of_the_list_does_not_matter():
    names = [f"peserta{number}" for number in range(20)]
    assert case.deal(names, CASES) == case.deal(reversed(names), CASES)

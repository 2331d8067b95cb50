"""Which file is the lab's notebook, by content; each thing that is none has its own sentence."""

import io
import json
import zipfile

import pytest

from coursekit.grading.assignment.findings import told
from coursekit.grading.assignment.recognise import choose, trouble_of


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, raw in members.items():
            archive.writestr(name.replace("_", "."), raw)
    return buffer.getvalue()


@pytest.fixture
def spec(lab):
    return lab.make_spec()


def said(chosen):
    return [(one.code, one.where, one.other) for one in chosen.damage]


def raw_of(lab, **answers):
    return json.dumps(lab.notebook_of(**answers)).encode()


@pytest.mark.parametrize(
    "path",
    [
        "lab.ipynb.txt",
        "lab.json",
        "pekerjaan/lab.ipynb",
        "LAB.IPYNB",
        "lab",
        "lab.zip",
        "a b/é.txt",
    ],
)
def test_the_only_notebook_of_the_lab_is_taken_wherever_it_is(lab, spec, path):
    good = raw_of(lab)
    chosen = choose({}, {path: good, "jawaban.json": b'{"a": 1}'}, spec.notebooks)
    assert chosen.notebooks == {"lab": good}
    assert said(chosen) == [("file-name", path, "lab.ipynb")]
    sentence = told(*said(chosen)[0])
    assert path in sentence and "seharusnya bernama lab.ipynb" in sentence


def test_the_lab_s_own_name_always_counts(lab, spec):
    stub, good = raw_of(lab, answer=lab.STUB), raw_of(lab)
    chosen = choose({"lab": stub, "lab (1)": good}, {"x/lab.ipynb": good}, spec.notebooks)
    assert chosen.notebooks == {"lab": stub}
    assert said(chosen) == [("notebook-other", "lab (1).ipynb", "")]


def test_copies_of_one_content_are_one(lab, spec):
    good = raw_of(lab)
    chosen = choose({"b": good, "a": good}, {"x/lab.ipynb": good}, spec.notebooks)
    assert chosen.notebooks == {"lab": good}
    assert said(chosen) == [("file-name", "a.ipynb", "lab.ipynb")]


def test_of_two_different_ones_none_is_chosen_and_both_are_told(lab, spec):
    one, two = raw_of(lab), raw_of(lab, answer="number = 1")
    chosen = choose({"a": one}, {"x/lab.ipynb": two}, spec.notebooks)
    assert chosen.notebooks == {}
    assert ("notebook-doubled", "lab.ipynb", "a.ipynb, x/lab.ipynb") in said(chosen)


def test_a_notebook_of_another_lab_is_not_taken_for_this_one(lab, spec):
    other = lab.notebook_of()
    # The same first cell, as labs of one course have it, and nothing else of this lab.
    other["cells"] = [one for one in other["cells"] if one["id"] == "setup"]
    chosen = choose({"01-lain": json.dumps(other).encode()}, {}, spec.notebooks)
    assert chosen.notebooks == {}
    assert ("notebook-swapped", "lab.ipynb", "01-lain.ipynb") in said(chosen)


@pytest.mark.parametrize(
    ("files", "code", "other"),
    [
        ({}, "notebook-missing", ""),
        ({"timestamp.txt": b"2026"}, "notebook-missing", ""),
        ({"tabel.csv": b"a,b"}, "notebook-missing", ""),  # the lab's own
        ({"laporan.docx": zipped(word_xml=b"")}, "notebook-swapped", "laporan.docx"),
    ],
)
def test_what_was_found_instead_is_told(spec, files, code, other):
    chosen = choose({}, files, spec.notebooks, frozenset({"tabel.csv"}))
    assert said(chosen) == [(code, "lab.ipynb", other)]


def test_a_zip_with_a_notebook_is_told_not_opened(lab, spec):
    chosen = choose({}, {"lab.zip": zipped(lab_ipynb=raw_of(lab))}, spec.notebooks)
    assert chosen.notebooks == {}
    assert said(chosen) == [("notebook-archive", "lab.zip", "lab.ipynb")]


def conflict(raw):
    """What git leaves of two versions of a notebook."""
    lines = raw.decode().splitlines()
    mine = ["<<<<<<< HEAD", '   "x = 1"', "=======", '   "x = 2"', ">>>>>>> cabang"]
    return "\n".join([*lines[:6], *mine, *lines[6:]]).encode()


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda raw: b"", "notebook-empty", "kosong"),
        (lambda raw: b"\xef\xbb\xbf \n", "notebook-empty", "kosong"),
        (lambda raw: bytes(500), "notebook-empty", "kosong"),
        (lambda raw: b"<!DOCTYPE html><html><body>Lab", "notebook-html", "halaman web"),
        (lambda raw: b"\xef\xbb\xbf<!-- saved --> <HTML>", "notebook-html", "halaman web"),
        (lambda raw: "<html>".encode("utf-16"), "notebook-html", "halaman web"),
        (conflict, "notebook-merged", "<<<<<<<"),
        (lambda raw: conflict(raw).replace(b"\n", b"\r\n"), "notebook-merged", "<<<<<<<"),
        (lambda raw: zipped(lab_ipynb=raw), "notebook-archive", "arsip zip"),
        (lambda raw: b"[1, 2]", "notebook-foreign", "bukan notebook"),
        (lambda raw: b'{"nama": "x"}', "notebook-foreign", "bukan notebook"),
        (lambda raw: raw[: len(raw) // 2], "notebook-broken", "terpotong"),
        (lambda raw: b"[" * 100_000, "notebook-broken", "terpotong"),
    ],
)
def test_each_trouble_has_its_own_sentence(lab, change, code, words):
    raw = json.dumps(lab.notebook_of(), indent=1).encode()
    assert trouble_of(change(raw)) == code
    sentence = told(code, "lab.ipynb", "lab.ipynb")
    assert words in sentence and "lab.ipynb" in sentence and "kirim ulang" in sentence


def test_a_mark_inside_an_answer_is_no_trouble(lab, spec):
    text = raw_of(lab, reason="<<<<<<< a\n=======\n>>>>>>> b")
    assert choose({"lab": text}, {}, spec.notebooks).notebooks == {"lab": text}

"""The base of every form, as the kernel sees it: what it saves, refuses, keeps aside and tells."""

import json

import pytest

from labkit.answers import Answer, answer_path, read_answer, write_answer
from labkit.forms import Form, assets
from labkit.forms import base as forms

NAME = "catatan"


def clean(content):
    text = content.get("text", "")
    if not isinstance(text, str):
        raise ValueError("Catatan harus berupa teks.")
    return {"text": text}


class Note(Form):
    """The smallest form: one text; its button tells the length."""

    _esm, _css = assets("labkit", "declared")

    def __init__(self):
        super().__init__(NAME, {}, clean, lambda content: {"length": len(content["text"])})

    def act(self, name, content):
        if name == "hitung":
            return {"length": len(content["text"])}, [b"berkas"]
        return super().act(name, content)


def send(form, text, seq=1, base=0, client="a"):
    form.state = {"seq": seq, "client": client, "base": base, "answers": {"text": text}}
    return form.reply


def test_making_a_form_writes_nothing(lab):
    form = Note()
    assert form.reply == {"status": "opened", "rev": 0, "view": {"length": 0}, "message": ""}
    assert list(lab.iterdir()) == []
    assert "sekda.uji" in form.static["journal"]


def test_every_change_is_in_the_file_when_it_is_acknowledged(lab):
    form = Note()
    for seq, text in enumerate(["satu", "dua", "tiga"], 1):
        told = send(form, text, seq, base=seq - 1)
        assert (told["status"], told["rev"], told["seq"]) == ("saved", seq, seq)
        assert read_answer(NAME).answers == {"text": text}
    assert told["view"] == {"length": 4}


def test_content_that_makes_no_sense_is_refused_and_the_file_stays(lab):
    form = Note()
    send(form, "satu")
    told = send(form, 7, seq=2, base=1)
    assert (told["status"], told["message"]) == ("refused", "Catatan harus berupa teks.")
    assert read_answer(NAME).answers == {"text": "satu"}
    assert send(form, "dua", seq=3, base=1)["status"] == "saved"


def test_the_later_of_two_windows_gets_the_other_answer_and_may_decide(lab):
    first, second = Note(), Note()
    send(first, "pertama")
    told = send(second, "kedua", client="b")
    assert told["status"] == "conflict" and "jendela lain" in told["message"]
    assert told["answers"] == {"text": "pertama"} and told["rev"] == 1
    assert read_answer(NAME).answers == {"text": "pertama"}
    assert send(second, "kedua", seq=2, base=told["rev"], client="b")["status"] == "saved"
    assert send(first, "lagi", seq=2, base=1)["status"] == "conflict"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: b"{", "rusak"),
        (lambda raw: raw.replace(b"sekda.uji", b"bappeda"), "milik 'bappeda'"),
        (lambda raw: raw.replace(b'"satu"', b"7"), "harus berupa teks"),
        (lambda raw: raw.replace(b"catatan", b"rencana"), "formulir lain"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_set_aside_not_lost(lab, damage, words):
    write_answer(Answer(NAME, "sekda.uji", {"text": "satu"}))
    path = answer_path(NAME)
    path.write_bytes(damage(path.read_bytes()))
    before = path.read_bytes()
    form = Note()
    assert words in form.reply["message"] and "disisihkan" in form.reply["message"]
    assert path.read_bytes() == before  # looking changes nothing
    assert send(form, "baru")["status"] == "saved"
    kept = [file for file in path.parent.iterdir() if "rusak" in file.name]
    assert [file.read_bytes() for file in kept] == [before]
    assert json.loads(path.read_text())["answers"] == {"text": "baru"}


def test_a_disk_that_refuses_is_told_in_words(lab, monkeypatch):
    def full(*_args, **_named):
        raise OSError("disk penuh")

    form = Note()
    monkeypatch.setattr(forms, "write_answer", full)
    told = send(form, "satu")
    assert told["status"] == "refused"
    assert "tidak dapat ditulis" in told["message"] and "disk penuh" in told["message"]


def test_a_form_turned_inert_while_open_saves_nothing(lab, monkeypatch):
    form = Note()
    monkeypatch.setenv("LABKIT_READ_ONLY", "1")
    assert "hanya dibaca" in send(form, "satu")["message"]
    assert not answer_path(NAME).exists()


def test_buttons_are_answered_and_unknown_ones_named(lab, monkeypatch):
    form, told = Note(), []
    monkeypatch.setattr(form, "send", lambda message, buffers=None: told.append((message, buffers)))
    form._asked(form, {"act": "hitung", "answers": {"text": "dua"}}, [])
    assert told.pop() == ({"act": "hitung", "length": 3}, [b"berkas"])
    form._asked(form, {"act": "hapus", "answers": {}}, [])
    assert "tidak dikenal" in told.pop()[0]["error"]
    form._asked(form, {"act": "hitung", "answers": {"text": 7}}, [])
    assert "harus berupa teks" in told.pop()[0]["error"]
    form._asked(form, "bukan pesan", [])
    form._asked(form, {"act": 7}, [])
    assert told == []


def test_a_form_is_one_module_and_one_sheet():
    script, style = assets("labkit", "declared", ["form_view", "form_rules"])
    assert script.count("function openForm(") == 1 and script.count("export ") == 1
    assert "import {" not in script and script.count("function overview(") == 1
    assert ".lk{" in style and ".qz-head" in style
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "") and "@import" not in style

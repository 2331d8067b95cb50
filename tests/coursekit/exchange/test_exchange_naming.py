"""Notebooks under other names and with much old output, handed in to the real service."""

import io
import json
import tarfile
import tracemalloc

import pytest
import requests

from coursekit.exchange.client.links import LinkError
from coursekit.exchange.model.archive import ArchiveRefused, check, pack, unpack

MB = 1 << 20


def notebook(output="", source="x = 1"):
    cell = {"cell_type": "code", "source": source, "metadata": {}, "execution_count": None}
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": output}]
    return json.dumps(
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


@pytest.fixture
def hand_in(service, archives):
    """Hand files in to a service that handed `lab` out; return the receipt and the overview."""
    service.link("t-i").release("c", "lab", archives.lab)
    trainee = service.link("t-a")

    def send(files):
        members = [(name, raw, tarfile.REGTYPE) for name, raw in files.items()]
        receipt = trainee.submit("c", "lab", archives.make(*members), str(len(files)))
        return receipt, trainee.overview()[0].submissions[-1]

    return send


def test_under_its_own_name_there_is_nothing_to_tell(hand_in):
    receipt, told = hand_in({"lab.ipynb": notebook(), "lain.ipynb": notebook("", "y")})
    assert receipt.notebooks == ("lab", "lain")
    assert told.note == ""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("lab (1).ipynb", "lab (1)"),
        ("lab.ipynb.txt", "lab.ipynb.txt"),
        ("kerja/lab.ipynb", "kerja/lab.ipynb"),
        ("LAB.IPYNB", "LAB.IPYNB"),
        ("ünïkode ‑ lab.ipynb", "ünïkode ‑ lab"),
    ],
)
def test_the_only_notebook_is_taken_and_both_names_are_told(hand_in, path, said):
    receipt, told = hand_in({path: notebook(), "jawaban/a.json": b'{"nbformat": 4}'})
    assert receipt.notebooks == (said,)
    assert f"bernama {path}, seharusnya lab.ipynb." in told.note


def test_utf_16_is_recognised(hand_in):
    receipt, _ = hand_in({"catatan.txt": notebook().decode().encode("utf-16")})
    assert receipt.notebooks == ("catatan.txt",)


def test_two_copies_are_one_notebook(hand_in):
    receipt, _ = hand_in({"a.ipynb": notebook("satu"), "x/b.ipynb": notebook("dua")})
    assert receipt.notebooks == ("a", "x/b.ipynb")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "folder lab kosong"),
        ({"jawaban/a.json": b"{}"}, "folder lab kosong"),
        ({"laporan.docx": b"PK", "foto.png": b"\x89PNG"}, "ditemukan: foto.png, laporan.docx"),
        ({"data.json": b'{"cells": []}'}, "ditemukan: data.json"),
        ({"lab.zip": b"PK\x03\x04"}, "arsip lab.zip. Keluarkan isinya"),
        (
            {"a.ipynb": notebook(), "b/lab.ipynb": notebook(source="y = 2")},
            "lebih dari satu notebook mungkin dimaksud: a.ipynb, b/lab.ipynb",
        ),
        ({f"{n}.txt": b"" for n in range(9)}, "4.txt, dan 4 lainnya"),
    ],
)
def test_without_a_notebook_it_is_refused_and_costs_no_attempt(service, hand_in, files, words):
    with pytest.raises(LinkError) as refused:
        hand_in(files)
    assert words in str(refused.value) and "lab.ipynb" in str(refused.value)
    assert "kumpulkan lagi" in str(refused.value)
    assert service.store.ledger.submissions("c") == []


def test_a_lab_that_is_not_open_is_refused_with_those_that_are(service, hand_in):
    url = f"{service.url}/api/courses/c/submissions"
    for lab, words in (("lba", "Lab lba belum"), (None, "belum disebutkan")):
        answer = requests.post(
            url, params={"assignment": lab}, headers={"Authorization": "token t-a"}, data=b""
        )
        assert answer.status_code == 404
        assert words in answer.json()["error"] and "yang dibuka: lab." in answer.json()["error"]


def test_old_output_has_no_weight_and_is_not_unpacked(service, hand_in, tmp_path):
    object.__setattr__(service.store.rules, "size_mb", 1)
    receipt, _ = hand_in({"lab.ipynb": notebook("lama" * (3 * MB // 4))})
    data = service.link("t-i").submission("c", receipt.id)
    unpack(data, tmp_path / "lab")
    assert (tmp_path / "lab" / "lab.ipynb").stat().st_size < 1000
    with pytest.raises(LinkError, match="1 MB"):
        hand_in({"lab.ipynb": notebook(source="x" * (2 * MB)), "b": b""})


def test_output_without_end_is_refused_in_little_memory(archives):
    small = archives.make(("lab.ipynb", notebook("0" * (20 * MB)), tarfile.REGTYPE))
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveRefused, match="1 MB"):
            check(io.BytesIO(small), MB)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * MB


def test_what_is_packed_to_be_handed_in_has_no_old_output(tmp_path):
    lab = tmp_path / "lab"
    (lab / "x").mkdir(parents=True)
    (lab / "lab.ipynb").write_bytes(notebook("lama" * MB))
    (lab / "x" / "data.csv").write_bytes(b"a,b\n")
    (lab / "tautan.ipynb").symlink_to("/etc/passwd")
    data = pack(lab, with_output=False)
    unpack(data, tmp_path / "there")
    kept = json.loads((tmp_path / "there" / "lab.ipynb").read_bytes())
    assert kept["cells"][0]["outputs"] == [] and kept["cells"][0]["source"] == "x = 1"
    assert (tmp_path / "there" / "x" / "data.csv").read_bytes() == b"a,b\n"
    assert not (tmp_path / "there" / "tautan.ipynb").exists()
    assert (lab / "lab.ipynb").stat().st_size > MB  # the trainee's own stays as it is

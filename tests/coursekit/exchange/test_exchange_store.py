"""Archives and the store: nothing harmful in, nothing acknowledged lost or doubled."""

import io
import tarfile

import pytest

from coursekit.exchange import archive
from coursekit.exchange.store import Store


def tar(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), kind
            info.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
            packed.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


LAB = tar(("lab.ipynb", b"{}", tarfile.REGTYPE), ("jawaban/a.json", b"{}", tarfile.REGTYPE))


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "exchange")
    yield store
    store.close()


def sent(store, data=LAB):
    upload = store.upload()
    upload.write(data[:7])
    upload.write(data[7:])
    return upload


def test_a_folder_survives_the_journey(tmp_path):
    (tmp_path / "a" / "sub").mkdir(parents=True)
    (tmp_path / "a" / "lab.ipynb").write_text("{}")
    (tmp_path / "a" / "sub" / "x.json").write_text("1")
    (tmp_path / "a" / "link").symlink_to("/etc/passwd")
    (tmp_path / "a" / "feedback").mkdir()
    data = archive.pack(tmp_path / "a", ["feedback"])
    assert archive.check(io.BytesIO(data)) == ["lab"]
    archive.unpack(data, tmp_path / "b")
    names = sorted(str(p.relative_to(tmp_path / "b")) for p in (tmp_path / "b").rglob("*"))
    assert names == ["lab.ipynb", "sub", "sub/x.json"]


@pytest.mark.parametrize(
    "data",
    [
        tar(("../out", b"x", tarfile.REGTYPE)),
        tar(("/etc/x", b"x", tarfile.REGTYPE)),
        tar(("a\\b", b"x", tarfile.REGTYPE)),
        tar(("link", b"", tarfile.SYMTYPE)),
        tar(("hard", b"", tarfile.LNKTYPE)),
        tar(("pipe", b"", tarfile.FIFOTYPE)),
        tar(*[(f"f{n}", b"", tarfile.REGTYPE) for n in range(archive.MAX_FILES + 1)]),
        b"no archive at all",
        LAB[: len(LAB) // 2],
        b"",
    ],
)
def test_a_harmful_or_broken_archive_is_refused(data):
    with pytest.raises(archive.ArchiveRefused):
        archive.check(io.BytesIO(data))


def test_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(archive.ArchiveRefused, match="unpacked"):
        archive.check(io.BytesIO(tar(("zeros", bytes(2000), tarfile.REGTYPE))))


def test_a_lab_is_released_replaced_and_withdrawn(store):
    store.release("c", "lab", sent(store))
    newer = tar(("lab.ipynb", b"{ }", tarfile.REGTYPE))
    store.release("c", "lab", sent(store, newer))
    assert store.courses() == ["c"]
    assert [r.notebooks for r in store.released("c")] == [("lab",)]
    assert store.released_file("c", "lab").read_bytes() == newer
    store.unrelease("c", "lab")
    assert store.released("c") == [] and store.released_file("c", "lab") is None


def test_every_submission_is_kept_and_a_retry_is_not_doubled(store):
    first = store.submit("c", "lab", "sekda", sent(store), "k1")
    assert store.submit("c", "lab", "sekda", sent(store), "k1") == first
    second = store.submit("c", "lab", "sekda", sent(store), "k2")
    assert [r.id for r in store.submissions("c", "sekda")] == [first.id, second.id]
    assert store.submissions("c", "bappeda") == []
    assert store.submitted_file(first).read_bytes() == LAB
    assert len(list((store.folder / "submitted").iterdir())) == 2
    assert list((store.folder / "incoming").iterdir()) == []


def test_a_refused_upload_leaves_no_record(store):
    upload = sent(store, b"broken")
    with pytest.raises(archive.ArchiveRefused):
        store.submit("c", "lab", "sekda", upload, "k")
    upload.discard()
    assert store.submissions("c") == [] and list((store.folder / "incoming").iterdir()) == []


def test_feedback_belongs_to_one_submission(store):
    receipt = store.submit("c", "lab", "sekda", sent(store), "k")
    store.give_feedback(receipt, sent(store))
    (known,) = store.submissions("c", "sekda", "lab")
    assert known.feedback == known.sha256
    assert store.feedback_file(known).read_bytes() == LAB
    assert store.submission("other", receipt.id) is None

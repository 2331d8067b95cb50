"""Archives and the store: nothing harmful in, nothing acknowledged lost or doubled."""

import gzip
import io
import os
import tarfile
import threading
import time

import pytest

from coursekit.exchange.model import archive
from coursekit.exchange.model.policy import Rules
from coursekit.exchange.server.store import Refused, Store

FILE = tarfile.REGTYPE


def read(source):
    with source:
        return source.read()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_survives_the_journey(tmp_path):
    (tmp_path / "a" / "sub").mkdir(parents=True)
    (tmp_path / "a" / "lab.ipynb").write_text("{}")
    (tmp_path / "a" / "sub" / "x.json").write_text("1")
    (tmp_path / "a" / "sub" / "twin.json").hardlink_to(tmp_path / "a" / "sub" / "x.json")
    (tmp_path / "a" / "link").symlink_to("/etc/passwd")
    (tmp_path / "a" / "way").symlink_to("/etc")
    (tmp_path / "a" / "feedback").mkdir()
    data = archive.pack(tmp_path / "a", ["feedback"])
    assert archive.check(io.BytesIO(data)).notebooks == ["lab"]
    archive.unpack(data, tmp_path / "b")
    found = sorted(str(p.relative_to(tmp_path / "b")) for p in (tmp_path / "b").rglob("*"))
    assert found == ["lab.ipynb", "sub", "sub/twin.json", "sub/x.json"]


@pytest.mark.parametrize(
    "members",
    [
        [("../out", b"x", FILE)],
        [("/etc/x", b"x", FILE)],
        [("a\\b", b"x", FILE)],
        [("link", b"", tarfile.SYMTYPE)],
        [("hard", b"", tarfile.LNKTYPE)],
        [("pipe", b"", tarfile.FIFOTYPE)],
        [("/".join("a" * 12), b"", FILE)],
        [("a" * 230, b"", FILE)],
        [("a\nb", b"", FILE)],
        [("a", b"", FILE), ("a", b"", FILE)],
        [("a", b"", FILE), ("a/b", b"", FILE)],
        [("a/b", b"", FILE), ("a", b"", FILE)],
        [("a", b"", FILE), ("a", b"", tarfile.DIRTYPE)],
        [(".", b"", FILE)],
        [(f"f{n}", b"", FILE) for n in range(archive.MAX_FILES + 1)],
    ],
)
def test_a_harmful_archive_is_refused(archives, members):
    with pytest.raises(archive.ArchiveRefused):
        archive.check(io.BytesIO(archives.make(*members)))


def test_a_broken_archive_is_refused(archives):
    for data in (b"no archive at all", archives.lab[: len(archives.lab) // 2], b""):
        with pytest.raises(archive.ArchiveRefused, match="tidak utuh"):
            archive.check(io.BytesIO(data))


def test_a_bomb_is_refused_before_it_is_inflated(archives):
    bomb = archives.make(("zeros", bytes(2000), FILE))
    with pytest.raises(archive.ArchiveRefused, match="melebihi"):
        archive.check(io.BytesIO(bomb), max_bytes=1000)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_header_that_swells_is_refused_before_it_is_read(kind):
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, 200 << 20
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1) as packed:
        packed.write(info.tobuf())
        for _ in range(40):
            packed.write(bytes(1 << 20))
    with pytest.raises(archive.ArchiveRefused):
        archive.check(io.BytesIO(buffer.getvalue()), max_bytes=1 << 20)
    assert buffer.tell() < 1 << 20


def test_a_damaged_stream_is_refused(archives):
    data = bytearray(archives.lab)
    data[20] ^= 0xFF
    with pytest.raises(archive.ArchiveRefused):
        archive.check(io.BytesIO(bytes(data)))


def test_what_was_checked_as_one_kind_is_unpacked_as_that_kind(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as plain:
        plain.addfile(tarfile.TarInfo("lab.ipynb"))
    with pytest.raises(archive.ArchiveRefused):
        archive.check(io.BytesIO(buffer.getvalue()))
    with pytest.raises(tarfile.TarError):
        archive.unpack(buffer.getvalue(), tmp_path / "out")


def test_a_lab_is_released_replaced_and_withdrawn(store, sent, archives):
    store.release("c", "lab", sent())
    newer = archives.make(("lab.ipynb", b"{ }", FILE))
    store.release("c", "lab", sent(newer))
    assert store.ledger.courses() == ["c"]
    assert [r.notebooks for r in store.ledger.released("c")] == [("lab",)]
    assert read(store.open_released("c", "lab")) == newer
    store.ledger.unrelease("c", "lab")
    assert store.ledger.released("c") == [] and store.open_released("c", "lab") is None


def test_every_submission_is_kept_and_a_retry_is_not_doubled(store, sent, archives):
    first = store.submit("c", "lab", "sekda", sent(archives.lab), "k1", "satu")
    retry = sent(archives.lab)
    assert store.submit("c", "lab", "sekda", retry, "k1") == first
    retry.discard()
    second = store.submit("c", "lab", "sekda", sent(), "k2")
    assert [r.id for r in store.ledger.submissions("c", "sekda")] == [first.id, second.id]
    assert (first.number, second.number, first.cohort) == (1, 2, "satu")
    assert store.ledger.submissions("c", "bappeda") == []
    assert read(store.open_submitted(first)) == archives.lab
    assert names(store.folder / "submitted") == [first.id, second.id]
    assert names(store.folder / "incoming") == []


def test_a_second_click_costs_no_attempt(store, sent, archives):
    first = store.submit("c", "lab", "sekda", sent(archives.lab), "k1")
    again = sent(archives.lab)
    assert store.submit("c", "lab", "sekda", again, "k2") == first
    again.discard()
    other = store.submit("c", "lab", "sekda", sent(), "k3")
    back = store.submit("c", "lab", "sekda", sent(archives.lab), "k4")
    assert [first.number, other.number, back.number] == [1, 2, 3]
    assert store.submit("c", "lab", "bappeda", sent(archives.lab), "k5").number == 1


def test_what_was_submitted_cannot_be_written_to_by_accident(store, sent):
    receipt = store.submit("c", "lab", "sekda", sent(), "k")
    assert (store.folder / "submitted" / receipt.id).stat().st_mode & 0o777 == 0o400
    assert store.folder.stat().st_mode & 0o777 == 0o700


def test_a_key_serves_one_file_only(store, sent, archives):
    store.submit("c", "lab", "sekda", sent(), "k")
    other = sent(archives.make(("lab.ipynb", b"other", FILE)))
    with pytest.raises(Refused, match="kiriman lain"):
        store.submit("c", "lab", "sekda", other, "k")
    other.discard()


def test_a_refused_upload_leaves_nothing(store, sent):
    upload = sent(b"broken")
    with pytest.raises(archive.ArchiveRefused):
        store.submit("c", "lab", "sekda", upload, "k")
    upload.discard()
    assert store.ledger.submissions("c") == [] and names(store.folder / "incoming") == []


def test_limits_of_size_and_room(tmp_path, sent, archives):
    small = Store(tmp_path / "small", rules=Rules(size_mb=1, total_mb=1))
    noise = archives.make(("lab.ipynb", os.urandom(700_000), FILE))
    large = archives.make(("lab.ipynb", os.urandom(1_200_000), FILE))
    upload = sent(large, small)
    with pytest.raises(archive.ArchiveRefused, match="paling banyak 1 MB"):
        small.submit("c", "lab", "sekda", upload, "k0")
    assert upload.path.stat().st_size <= 1 << 20
    upload.discard()
    small.submit("c", "lab", "sekda", sent(noise, small), "k1")
    upload = sent(noise, small)
    with pytest.raises(Refused, match="seluruh ruang"):
        small.submit("c", "other", "sekda", upload, "k2")
    upload.discard()
    small.submit("c", "lab", "bappeda", sent(noise, small), "k3")
    small.close()


def test_a_loop_that_hands_in_is_stopped(store, sent, monkeypatch):
    monkeypatch.setattr("coursekit.exchange.server.store._PER_HOUR", 2)
    for key in ("k1", "k2"):
        store.submit("c", "lab", "sekda", sent(), key)
    upload = sent()
    with pytest.raises(Refused, match="satu jam terakhir"):
        store.submit("c", "other", "sekda", upload, "k3")
    upload.discard()
    store.submit("c", "lab", "bappeda", sent(), "k1")


def test_of_two_last_attempts_at_once_one_is_refused(tmp_path, sent, archives):
    store = Store(tmp_path / "race", rules=Rules(attempts=3))
    results = []
    gate = threading.Barrier(6)

    def hand_in(number):
        upload = sent(to=store)
        gate.wait()
        try:
            results.append(store.submit("c", "lab", "sekda", upload, f"k{number}").number)
        except Refused:
            upload.discard()
            results.append(None)

    threads = [threading.Thread(target=hand_in, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(filter(None, results)) == [1, 2, 3] and results.count(None) == 3
    assert names(store.folder / "submitted") == [r.id for r in store.ledger.submissions("c")]
    store.close()


def test_feedback_belongs_to_one_submission(store, sent, archives):
    receipt = store.submit("c", "lab", "sekda", sent(), "k")
    assert store.open_feedback(receipt) is None
    store.give_feedback(receipt, sent(archives.lab), 7.5, 10)
    (known,) = store.ledger.submissions("c", "sekda", "lab")
    assert known.feedback and (known.points, known.points_max) == (7.5, 10)
    assert read(store.open_feedback(known)) == archives.lab
    assert store.ledger.submission("other", receipt.id) is None


def test_uploads_whose_program_died_are_swept(store, sent):
    old, new = sent(), sent()
    hours_ago = time.time() - 7200
    os.utime(old.path, (hours_ago, hours_ago))
    Store(store.folder).close()
    assert not old.path.exists() and new.path.exists()
    old.discard()
    new.discard()


def test_archives_may_lie_elsewhere(tmp_path, sent, archives):
    store = Store(tmp_path / "near", files="memory://lab-archives")
    receipt = store.submit("c", "lab", "sekda", sent(archives.lab, store), "k")
    assert read(store.open_submitted(receipt)) == archives.lab
    assert not (tmp_path / "near" / "submitted").exists()
    assert names(tmp_path / "near" / "incoming") == []
    store.close()

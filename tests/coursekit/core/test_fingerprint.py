"""One fingerprint: it sees names and bytes, and neither times nor where a checkout lies."""

import os
import shutil

from coursekit.core.fingerprint import fingerprint, is_fresh


def test_it_sees_names_and_bytes_below_folders(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a").write_text("1")
    seen = {fingerprint([folder])}
    (folder / "a").rename(folder / "b")
    seen.add(fingerprint([folder]))
    (folder / "b").write_text("2")
    seen.add(fingerprint([folder]))
    seen.add(fingerprint([folder / "b"]))
    seen.add(fingerprint([]))
    assert len(seen) == 5


def test_neither_time_nor_place_nor_what_programs_put_there_counts(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a").write_text("1")
    before = fingerprint([folder, tmp_path / "gone"])
    os.utime(folder / "a", (1, 1))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "a.pyc").write_text("x")
    shutil.copytree(folder, tmp_path / "elsewhere" / "sources")
    assert before == fingerprint([folder]) == fingerprint([tmp_path / "elsewhere" / "sources"])


def test_a_stamp_is_fresh_while_it_holds_the_fingerprint_of_now(tmp_path):
    stamp = tmp_path / "stamp"
    assert not is_fresh(stamp, "x")
    stamp.write_text("x")
    assert is_fresh(stamp, "x") and not is_fresh(stamp, "y")

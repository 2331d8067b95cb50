"""The register of submissions: who handed in what, and the proof that it is unaltered."""

import json

import pytest

from coursekit.exchange.server.setup import open_store, store_folder


@pytest.fixture
def handed_in(small_layout, archives):
    store = open_store(small_layout)
    receipts = []
    for who in ("sekda", "bappeda"):
        upload = store.upload()
        upload.write(archives.lab)
        receipts.append(store.submit("contoh", "01-contoh", who, upload, "k"))
    store.ledger.set_term("contoh", "01-contoh", due="2020-01-01 00:00:00.000000 UTC")
    store.close()
    return small_layout, receipts


def test_the_register_lists_and_proves(handed_in, coursekit):
    _, receipts = handed_in
    told = coursekit("submissions", "--check")
    lines = told.output.splitlines()
    assert told.exit_code == 0 and len(lines) == 2
    assert lines[0].endswith(receipts[0].id) and "sekda  attempt 1" in lines[0]
    assert "late" in lines[0] and "feedback" not in lines[0]
    rows = json.loads(coursekit("submissions", "01-contoh", "--json").output)
    assert [row["trainee"] for row in rows] == ["sekda", "bappeda"]


def test_an_altered_or_a_missing_file_is_found(handed_in, coursekit):
    layout, (first, second) = handed_in
    folder = store_folder(layout) / "submitted"
    (folder / first.id).chmod(0o600)
    (folder / first.id).write_bytes(b"other")
    (folder / second.id).unlink()
    told = coursekit("submissions", "--check")
    assert told.exit_code == 1 and first.id in told.output and second.id in told.output
    assert coursekit("submissions").exit_code == 0

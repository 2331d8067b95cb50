"""What tokens may be made for, how long they last, and the record of them."""

from coursekit.web.hub_pages.tokens import lasting, note_down, noted, offered


def test_nobody_is_offered_more_than_the_person_may():
    held = {"access:services!service=exchange", "access:servers!user=sekda", "read:users!user=x"}
    assert [one.key for one in offered("sekda", "c", held)] == ["lab", "meja"]
    staff = offered("guru", "c", {"access:services!service=c"})
    assert [one.key for one in staff] == ["penilaian"]
    assert offered("bappeda", "c", {"access:servers!user=sekda"}) == []
    for one in offered("sekda", "c", held):
        assert one.scope.startswith("access:")


def test_a_token_always_ends():
    assert list(lasting(24 * 7)) == [1, 24, 24 * 7]
    assert list(lasting(24)) == [1, 24]
    assert lasting(24 * 30) == lasting(24 * 7)


def test_the_record_is_the_operators_and_each_sees_his_own(tmp_path):
    record = tmp_path / "tokens.log"
    assert noted(record, "sekda") == []
    for number in range(30):
        note_down(record, {"account": "sekda", "what": "made", "note": str(number)})
        note_down(record, {"account": "guru", "what": "made"})
    assert record.stat().st_mode & 0o777 == 0o600
    mine = noted(record, "sekda")
    assert [one["note"] for one in mine] == [str(n) for n in range(29, 9, -1)]
    assert all(one["time"].startswith("20") for one in mine)


def test_a_long_record_is_read_from_its_end(tmp_path):
    record = tmp_path / "tokens.log"
    record.write_text('{"account": "sekda", "cut' + "x" * (300 << 10) + "\n")
    note_down(record, {"account": "sekda", "what": "revoked"})
    assert [one["what"] for one in noted(record, "sekda")] == ["revoked"]

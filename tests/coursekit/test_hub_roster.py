"""A list of people: every fault named with row and column, nothing half written, twice is once."""

import csv
import functools

import argon2
import openpyxl
import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.errors import CourseError, UsageError
from coursekit.hub.accounts import Account, Accounts
from coursekit.hub.passwords import problem
from coursekit.hub.roster import import_roster, plan_accounts, read_rows

HEADING = ["NIP", "Nama Lengkap", "Unit Kerja", "Peran", "Angkatan"]
SITI = ["198001012005012001", "Dr. Hj. Siti Aminah, M.Si.", "Diskominfo", "", "2026 A"]
BUDI = ["197512312000031002", "Budi", "Bappeda", "Peserta", "2026 A"]
RINA = ["196905051995032003", "Rina Widyaningsih", "BKPSDM", "Widyaiswara", ""]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Make hashes cheap: here nobody guesses them."""
    quick = functools.partial(argon2.PasswordHasher, time_cost=1, memory_cost=64)
    monkeypatch.setattr(argon2, "PasswordHasher", quick)


def write_csv(path, *rows, delimiter=";"):
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        csv.writer(sink, delimiter=delimiter).writerows([HEADING, *rows])
    return path


def write_excel(path, *rows):
    book = openpyxl.Workbook()
    for row in (HEADING, *rows):
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def accounts(tmp_path):
    return Accounts(tmp_path / "accounts.db")


@pytest.fixture
def take(accounts, tmp_path):
    """Import a file; return the outcome, and what the gradebook was told."""
    told = {}

    def run(path):
        return import_roster(path, accounts, tmp_path / "passwords", told.update)

    run.told = told
    return run


@pytest.mark.parametrize("kind", ["comma", "semicolon", "excel"])
def test_people_are_taken_in_from_any_kind_of_file(tmp_path, accounts, take, kind):
    if kind == "excel":
        path = write_excel(tmp_path / "a.xlsx", SITI, BUDI, RINA)
    else:
        path = write_csv(
            tmp_path / "a.csv", SITI, BUDI, RINA, delimiter="," if kind == "comma" else ";"
        )
    assert take(path).added == ("siti.aminah", "budi", "rina.widyaningsih")
    siti = accounts.get("siti.aminah")
    assert (siti.unit, siti.cohort, siti.role) == ("Diskominfo", "2026-a", "trainee")
    assert siti.must_change and siti.approved
    assert accounts.get("rina.widyaningsih").role == "instructor"
    assert take.told == {
        "siti.aminah": ("Dr. Hj. Siti Aminah, M.Si.", "Diskominfo"),
        "budi": ("Budi", "Bappeda"),
    }


def test_the_passwords_are_for_the_operator_alone_and_open(tmp_path, accounts, take):
    done = take(write_csv(tmp_path / "a.csv", SITI, RINA))
    assert done.passwords.stat().st_mode & 0o077 == 0
    assert done.passwords.parent.stat().st_mode & 0o077 == 0
    with done.passwords.open(encoding="utf-8-sig") as source:
        rows = {row["akun"]: row for row in csv.DictReader(source, delimiter=";")}
    password = rows["siti.aminah"]["kata sandi pertama"]
    assert accounts.check("siti.aminah", password).account.must_change


def test_the_same_list_again_changes_nothing(tmp_path, accounts, take):
    path = write_csv(tmp_path / "a.csv", SITI, BUDI)
    take(path)
    accounts.set_password("budi", "pilihan-sendiri-1")
    before = accounts.all(), accounts.path.read_bytes()
    done = take(path)
    assert (done.added, done.changed, done.passwords) == ((), (), None)
    assert (accounts.all(), accounts.path.read_bytes()) == before
    assert accounts.check("budi", "pilihan-sendiri-1").account.must_change is False


def test_a_known_person_changes_unit_and_keeps_account_and_password(tmp_path, accounts, take):
    take(write_csv(tmp_path / "a.csv", SITI))
    accounts.set_password("siti.aminah", "pilihan-sendiri-1")
    moved = [SITI[0], "Siti Aminah Putri", "Dinas Kesehatan", *SITI[3:]]
    done = take(write_csv(tmp_path / "b.csv", moved, BUDI))
    assert (done.added, done.changed) == (("budi",), ("siti.aminah",))
    verdict = accounts.check("siti.aminah", "pilihan-sendiri-1")
    assert (verdict.account.unit, verdict.account.must_change) == ("Dinas Kesehatan", False)


def test_two_people_of_one_name_get_two_accounts(tmp_path, take):
    other = ["198501012010011004", *SITI[1:]]
    assert take(write_csv(tmp_path / "a.csv", SITI, other)).added == ("siti.aminah", "siti.aminah2")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["123", *SITI[1:]], "baris 3, kolom NIP: 123 bukan 18 angka"),
        (["", *SITI[1:]], "baris 3, kolom NIP: kosong"),
        ([SITI[0], "", *SITI[2:]], "baris 3, kolom nama: kosong"),
        ([*SITI[:3], "bupati", ""], "baris 3, kolom peran: bupati tidak dikenal"),
        ([BUDI[0], *SITI[1:]], "baris 3, kolom NIP: 197512312000031002 sudah ada di baris 2"),
    ],
)
def test_a_fault_names_file_row_and_column_and_nothing_is_written(
    tmp_path, accounts, take, row, told
):
    with pytest.raises(CourseError) as caught:
        take(write_csv(tmp_path / "daftar.csv", BUDI, row))
    assert f"daftar.csv, {told}" in str(caught.value)
    assert accounts.all() == [] and take.told == {} and not (tmp_path / "passwords").exists()


def test_all_faults_are_told_at_once(tmp_path):
    rows = read_rows(write_csv(tmp_path / "a.csv", ["1", *SITI[1:]], ["2", *BUDI[1:]]))
    with pytest.raises(CourseError) as caught:
        plan_accounts(rows, [], "a.csv")
    assert str(caught.value).count("bukan 18 angka") == 2


def test_a_number_that_lost_its_digits_is_not_taken_for_a_nip(tmp_path, take):
    path = write_excel(tmp_path / "a.xlsx", [198001012005012001, *SITI[1:]])
    with pytest.raises(CourseError, match="ubah kolom menjadi teks"):
        take(path)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.pdf", "x", "simpan daftar sebagai"),
        ("a.csv", "", "daftar kosong"),
        ("a.csv", "a;b\n1;2\n", "baris judul harus memuat"),
        ("a.xlsx", "not a workbook", "tidak terbaca"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path, name, text, told):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(UsageError, match=told):
        read_rows(path)


def test_a_list_is_taken_whole_or_not_at_all(accounts):
    with pytest.raises(CourseError):
        accounts.take([(Account("budi"), "x"), (Account("ani", role="raja"), "x")])
    assert accounts.all() == []


def test_the_command_says_where_the_passwords_are(tmp_path, small_house, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(small_house.root))
    monkeypatch.setattr("coursekit.coursework.enrol", lambda house, people: None)
    path = write_csv(tmp_path / "a.csv", SITI, BUDI)
    result = CliRunner().invoke(main, ["roster", str(path)])
    assert result.exit_code == 0, result.output
    assert "2 added, 0 changed" in result.output and "sandi-pertama-" in result.output
    result = CliRunner().invoke(main, ["roster", str(tmp_path / "none.csv")])
    assert result.exit_code == 2 and "berkas tidak ada" in result.output


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("pendek", "terlalu pendek"),
        ("aaaaaaaaaaaa", "mudah ditebak"),
        ("siti.aminah1", "mudah ditebak"),
        ("Aminah123456", "mudah ditebak"),
        ("198001012005012001", "mudah ditebak"),
        ("password12345", "mudah ditebak"),
        ("x" * 300, "terlalu panjang"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_in_words(password, told):
    siti = Account("siti.aminah", "Siti Aminah", nip="198001012005012001")
    assert told in problem(password, password, siti, 10)


def test_a_good_password_is_good_and_must_be_typed_twice_alike():
    siti = Account("siti.aminah", "Siti Aminah")
    assert problem("kopi sawah 7 jembatan", "kopi sawah 7 jembatan", siti, 10) == ""
    assert "tidak sama" in problem("kopi sawah 7 jembatan", "kopi sawah", siti, 10)

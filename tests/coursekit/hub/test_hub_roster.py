"""A list of people: every fault named with row and column, nothing half written, twice is once."""

import csv
import functools
import json

import argon2
import openpyxl
import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.core.errors import CourseError, UsageError
from coursekit.hub.accounts.accounts import Account, Accounts
from coursekit.hub.accounts.passwords import problem
from coursekit.hub.accounts.roster import import_roster, plan_accounts, plan_lines
from coursekit.hub.accounts.roster_file import read_rows
from coursekit.hub.runtime import current_runtime

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


LIST = f"NIP;Nama\n{SITI[0]};{SITI[1]}\n"


def write(tmp_path, text, name="b.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def planned(tmp_path, accounts, text):
    return plan_accounts(read_rows(write(tmp_path, text)), accounts.all(), "b.csv")


def test_columns_that_are_not_in_the_list_are_not_erased(tmp_path, accounts, take):
    take(write_csv(tmp_path / "a.csv", SITI, BUDI, RINA))
    before = accounts.all()
    done = take(write(tmp_path, f"{LIST}{RINA[0]};{RINA[1]}\n"))
    assert (done.added, done.changed) == ((), ())
    assert accounts.all() == before and accounts.get("rina.widyaningsih").role == "instructor"


def test_an_empty_cell_keeps_and_is_told_and_a_dash_empties(tmp_path, accounts, take):
    take(write_csv(tmp_path / "a.csv", SITI, RINA))
    kept = [SITI[0], SITI[1], "", "", "-"]
    rows = read_rows(write_csv(tmp_path / "b.csv", kept))
    plan = plan_accounts(rows, accounts.all(), "b.csv")
    assert plan_lines(plan) == [
        "changed: row 2: siti.aminah: cohort '2026-a' → ''",
        "kept: row 2: siti.aminah: empty cell, stays role 'trainee', unit 'Diskominfo'",
        "0 unchanged",
    ]
    take(write_csv(tmp_path / "b.csv", kept, [*RINA[:2], "–", "", ""]))
    assert (accounts.get("siti.aminah").unit, accounts.get("siti.aminah").cohort) == (
        "Diskominfo",
        "",
    )
    rina = accounts.get("rina.widyaningsih")
    assert (rina.unit, rina.role) == ("", "instructor")


def test_half_a_list_twice_touches_nobody_else(tmp_path, accounts, take):
    take(write_csv(tmp_path / "a.csv", SITI, BUDI, RINA))
    before = accounts.all()
    half = write_csv(tmp_path / "half.csv", BUDI)
    for _ in range(2):
        assert take(half).changed == ()
    assert accounts.all() == before


def test_the_plan_shows_new_changed_and_unchanged_before_anything_is_written(
    tmp_path, accounts, take
):
    take(write_csv(tmp_path / "a.csv", SITI, BUDI))
    moved = [*BUDI[:2], "Dinas Kesehatan", "Pendamping", "2026 B"]
    path = write_csv(tmp_path / "b.csv", SITI, moved, RINA)
    before = accounts.path.read_bytes()
    seen = []
    assert import_roster(path, accounts, tmp_path / "p", {}.update, seen.append) is None
    assert accounts.path.read_bytes() == before and not (tmp_path / "p").exists()
    assert plan_lines(seen[0]) == [
        "new: row 4: rina.widyaningsih: full_name 'Rina Widyaningsih', role 'instructor', "
        "unit 'BKPSDM', nip '196905051995032003'",
        "changed: row 3: budi: role 'trainee' → 'coach', cohort '2026-a' → '2026-b', "
        "unit 'Bappeda' → 'Dinas Kesehatan'",
        "kept: row 2: siti.aminah: empty cell, stays role 'trainee'",
        "1 unchanged",
    ]


def test_accounts_that_change_while_one_looks_stop_the_import(tmp_path, accounts):
    def agree(plan):
        accounts.add(Account("budi", "Budi", nip=BUDI[0]), "rahasia-panjang")
        return True

    with pytest.raises(CourseError, match="akun berubah sementara itu"):
        import_roster(
            write_csv(tmp_path / "a.csv", BUDI), accounts, tmp_path / "p", {}.update, agree
        )
    assert accounts.get("budi").unit == "" and not (tmp_path / "p").exists()


def test_a_namesake_is_somebody_else_and_told(tmp_path, accounts, take):
    take(write_csv(tmp_path / "a.csv", SITI))
    plan = planned(tmp_path, accounts, f"NIP;Nama\n{BUDI[0]};{SITI[1]}\n")
    assert [one.account.name for one in plan.new] == ["siti.aminah2"]
    assert "look again: siti.aminah has the same name but not this NIP" in plan_lines(plan)[1]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{BUDI[0]};Siti;siti.aminah", f"baris 2, kolom NIP: {BUDI[0]} berbeda: akun siti.aminah"),
        (f"{SITI[0]};Siti;siti", "baris 2, kolom akun: siti berbeda: NIP ini milik akun siti.ami"),
        (f"{SITI[0]};Siti;\n;Siti A;siti.aminah", "baris 3, kolom akun: siti.aminah sudah ada di"),
    ],
)
def test_rows_that_contradict_what_is_known_are_named(tmp_path, accounts, take, row, told):
    take(write_csv(tmp_path / "a.csv", SITI))
    with pytest.raises(CourseError) as caught:
        planned(tmp_path, accounts, f"NIP;Nama;Akun\n{row}\n")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"sep=;\n{LIST}", "utf-8"),
        (f"sep=|\n{LIST.replace(';', '|')}", "utf-8"),
        (f"DAFTAR PESERTA, ANGKATAN I;;\n;;\nDinas A, B, C, D;;\n{LIST}", "utf-8"),
        (LIST.replace(";", "\t"), "utf-16"),
        (LIST.replace("\n", "\r\n"), "utf-8-sig"),
        (f"{LIST};\n \u00a0; \n;;\n", "utf-8"),
        (f"No;NIP;Nama\n1;{SITI[0]};{SITI[1]}\n2;;\n3;;\n", "utf-8"),
        (f"{LIST}{SITI[0]};{SITI[1]}\n", "utf-8"),
        (LIST.replace(SITI[0], "19800101 200501 2 001"), "utf-8"),
        (LIST.replace(SITI[0], f"'{SITI[0]}"), "utf-8"),
    ],
)
def test_lists_as_offices_write_them_are_read(tmp_path, accounts, text, encoding):
    rows = read_rows(write(tmp_path, text, encoding=encoding))
    (one,) = plan_accounts(rows, [], "b.csv").changes
    assert (one.account.nip, one.account.full_name) == (SITI[0], SITI[1])


def test_rows_are_numbered_as_the_file_shows_them(tmp_path, accounts):
    text = f"sep=;\nDAFTAR\n\n{LIST}123;Budi\n"
    with pytest.raises(CourseError, match="baris 6, kolom NIP: 123 bukan"):
        planned(tmp_path, accounts, text)


def test_a_repeated_row_is_taken_once_and_told(tmp_path, accounts):
    plan = planned(tmp_path, accounts, f"{LIST}{SITI[0]};{SITI[1]}\n")
    assert plan.doubled == (3,) and "repeated rows, taken once: 3" in plan_lines(plan)


@pytest.mark.parametrize(
    "nip",
    [
        "1.98E+17",
        "1,98001E+17",
        "198001012005012001.0",
        "198001012005012001,00",
        "198001012005012000",
    ],
)
def test_a_nip_that_a_spreadsheet_rounded_is_refused_by_row(tmp_path, accounts, nip):
    with pytest.raises(CourseError, match=r"baris 2, kolom NIP: .*ubah kolom menjadi teks"):
        planned(tmp_path, accounts, LIST.replace(SITI[0], nip))


def test_numbers_of_a_workbook_are_read_or_refused(tmp_path, accounts):
    book = openpyxl.Workbook()
    book.active.append(["Daftar Peserta", None])
    book.active.append([])
    for row in (
        ["NIP", "Nama", "Angkatan"],
        [SITI[0], "Siti", 2026.0],
        [1.98001012005012e17, "B", 1],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    rows = read_rows(tmp_path / "a.xlsx")
    assert [row.number for row in rows] == [4, 5] and rows[0].cells["cohort"] == "2026"
    with pytest.raises(CourseError, match=r"a\.xlsx, baris 5, kolom NIP"):
        plan_accounts(rows, [], "a.xlsx")


def test_a_column_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"dua kali \(Nama, Nama Lengkap\)"):
        read_rows(write(tmp_path, "NIP;Nama;Nama Lengkap\n1;a;b\n"))


@pytest.fixture
def command(small_layout, monkeypatch):
    """Run the command in the small checkout, with an answer to its question."""
    monkeypatch.setenv("COURSEKIT_ROOT", str(small_layout.root))
    monkeypatch.setattr("coursekit.nbgrader_ops.operations.enrol", lambda layout, people: None)
    return lambda *arguments, answer=None: CliRunner().invoke(
        main, ["roster", *map(str, arguments)], input=answer
    )


def test_the_command_asks_and_says_where_the_passwords_are(tmp_path, command, small_layout):
    path = write_csv(tmp_path / "a.csv", SITI, BUDI)
    for answer in ("n\n", None):  # no, and nobody there to answer
        result = command(path, answer=answer)
        assert "new: row 2: siti.aminah" in result.output and "added" not in result.output
        assert Accounts(current_runtime().accounts).all() == []
    result = command(path, answer="y\n")
    assert result.exit_code == 0, result.output
    assert "2 added, 0 changed" in result.output and "sandi-pertama-" in result.output
    result = command(path)  # nothing to ask about
    assert result.exit_code == 0 and "2 unchanged" in result.output
    result = command(tmp_path / "none.csv")
    assert result.exit_code == 2 and "berkas tidak ada" in result.output


def test_the_command_answers_in_json_and_writes_only_with_yes(tmp_path, command):
    path = write_csv(tmp_path / "a.csv", SITI, BUDI)
    told = json.loads(command(path, "--json").output)
    assert not told["applied"] and [one["account"] for one in told["new"]] == [
        "siti.aminah",
        "budi",
    ]
    assert Accounts(current_runtime().accounts).all() == []
    told = json.loads(command(path, "--json", "--yes").output)
    assert told["applied"] and "sandi-pertama-" in told["passwords"]
    moved = write_csv(tmp_path / "b.csv", [*BUDI[:2], "Dinas Kesehatan", *BUDI[3:]])
    told = json.loads(command(moved, "--json").output)
    assert told["changed"][0]["fields"] == {"unit": {"old": "Bappeda", "new": "Dinas Kesehatan"}}


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

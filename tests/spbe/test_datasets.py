"""The one door: where it looks, and what it says to a table that breaks its contract."""

import json
import shutil

import pandas as pd
import pytest

from spbe import datasets
from spbe.datasets import DatasetError

FIELDS = [
    {"name": "code", "type": "string", "constraints": {"required": True, "pattern": "G\\d{2}"}},
    {
        "name": "kind",
        "type": "string",
        "constraints": {"required": True, "enum": ["kabupaten", "kota"]},
    },
    {"name": "people", "type": "integer", "constraints": {"minimum": 1, "maximum": 1000}},
    {"name": "area", "type": "number"},
    {"name": "founded", "type": "date"},
    {"name": "pilot", "type": "boolean"},
    {"name": "parent", "type": "string"},
]
SCHEMA = {
    "fields": FIELDS,
    "primaryKey": "code",
    "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "code"}}],
}
HEADER = "code,kind,people,area,founded,pilot,parent\n"
GOOD = HEADER + "G01,kota,10,2.5,2001-02-03,true,\nG02,kabupaten,,,,false,G01\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Give a writer of a one-table package that the door then finds by the environment."""

    def write(text, schema=SCHEMA, name="places"):
        resource = {"name": name, "path": f"{name}.csv", "schema": schema}
        (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
        if text is not None:
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    monkeypatch.setenv("SPBE_DATASETS", str(tmp_path))
    return write


def test_types_follow_the_contract(package):
    package(GOOD)
    table = datasets.load_table("places")
    assert table["code"].tolist() == ["G01", "G02"]
    assert table["parent"].tolist() == ["", "G01"]
    assert str(table["people"].dtype) == "Int64"
    assert table["area"].tolist()[0] == 2.5
    assert table["founded"][0] == pd.Timestamp("2001-02-03")
    assert table["pilot"].tolist() == [True, False]


def test_a_full_integer_column_is_plain_int64(package):
    package(GOOD.replace("kabupaten,,", "kabupaten,5,"))
    assert datasets.load_table("places")["people"].dtype == "int64"


def row(text):
    return HEADER + text + "\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (row("G01,desa,10,2,,true,"), "baris 2, kolom 'kind': 'desa' bukan salah satu dari"),
        (row("X1,kota,10,2,,true,"), "baris 2, kolom 'code': 'X1' tidak berpola"),
        (row(",kota,10,2,,true,"), "baris 2, kolom 'code': kosong, padahal wajib diisi"),
        (row("G01,kota,0,2,,true,"), "baris 2, kolom 'people': '0' lebih kecil dari 1"),
        (row("G01,kota,1001,2,,true,"), "'1001' lebih besar dari 1000"),
        (row("G01,kota,1.5,2,,true,"), "baris 2, kolom 'people': '1.5' bukan bilangan bulat"),
        (row('G01,kota,1,"2,5",,true,'), "baris 2, kolom 'area': '2,5' bukan angka"),
        (row("G01,kota,1,2,31-08-2024,true,"), "kolom 'founded': '31-08-2024' bukan tanggal"),
        (row("G01,kota,1,2,,ya,"), "baris 2, kolom 'pilot': 'ya' bukan true atau false"),
        (row("G01,kota,1,2,,true,G77"), "baris 2, kolom 'parent': 'G77' tidak terdaftar"),
        (GOOD.replace("G02", "G01", 1), r"baris 3: kunci \(code\) sudah dipakai baris lain"),
        (GOOD.replace(",parent", ",induk"), "kolom 'parent' tidak ada"),
        (GOOD.replace(",parent", ",induk"), "kolom 'induk' tidak dikenal"),
        ("", "berkas tidak dapat dibaca"),
        (None, "berkas tidak ada"),
    ],
)
def test_a_broken_table_is_refused_naming_file_row_and_column(package, text, words):
    package(text)
    with pytest.raises(DatasetError, match=words) as caught:
        datasets.load_table("places")
    assert "places.csv" in str(caught.value)


def test_many_faults_are_listed_in_order_and_the_rest_counted(package):
    lines = "".join(f"X{n},desa,10,2,,true,\n" for n in range(6))
    package(HEADER + lines)
    with pytest.raises(DatasetError, match="dan 4 kesalahan lain") as caught:
        datasets.load_table("places")
    assert caught.value.faults[0].startswith("baris 2, kolom 'code'")
    assert len(caught.value.faults) == 12


def test_uniqueness_of_a_field_is_checked(package):
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {"unique": True}}]}
    package("a\nx\nx\n", schema)
    with pytest.raises(DatasetError, match="kolom 'a': 'x' sudah dipakai"):
        datasets.load_table("places")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"name": "a", "type": "geopoint"}, "tipe 'geopoint' tidak dikenal"),
        (
            {"name": "a", "type": "string", "constraints": {"jsonSchema": {}}},
            "aturan 'jsonSchema' tidak dikenal",
        ),
    ],
)
def test_a_contract_we_cannot_hold_is_refused_not_skipped(package, field, words):
    package("a\nx\n", {"fields": [field]})
    with pytest.raises(ValueError, match=words):
        datasets.load_table("places")


def test_unknown_names_list_what_there_is(package):
    with pytest.raises(DatasetError, match=r"tabel 'x'.*\n.*spbe-2020.indicators"):
        _outside(package, lambda: datasets.load_table("x"))
    with pytest.raises(DatasetError, match=r"instrumen 'x'.*\n.*spbe-2020, pemdi-2026"):
        _outside(package, lambda: datasets.load_instrument("x"))
    with pytest.raises(DatasetError, match=r"tabel 'spbe-2020.aspects'.*\n.*lhe_2021_kemenko"):
        _outside(package, lambda: datasets.load_official("spbe-2020.aspects"))


def _outside(package, call):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SPBE_DATASETS")
        return call()


def test_the_folder_never_depends_on_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.delenv("SPBE_DATASETS", raising=False)
    before = datasets.folder()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "datapackage.json").write_text("{}")
    assert datasets.folder() == before


def test_a_named_folder_without_a_package_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("SPBE_DATASETS", str(tmp_path))
    with pytest.raises(DatasetError, match="tidak ditemukan di .*" + tmp_path.name):
        datasets.folder()


def test_a_broken_package_file_is_named(package):
    root = package(GOOD)
    (root / "datapackage.json").write_text("{")
    with pytest.raises(DatasetError, match=r"datapackage.json.*\n.*bukan JSON"):
        datasets.load_table("places")


def test_an_instrument_is_loaded_once_and_a_damaged_copy_is_refused(tmp_path, monkeypatch):
    whole = datasets.folder()
    assert datasets.load_instrument("spbe-2020") is datasets.load_instrument("spbe-2020")
    shutil.copytree(whole / "instruments", tmp_path / "instruments")
    shutil.copytree(whole / "schemas", tmp_path / "schemas")
    shutil.copy(whole / "datapackage.json", tmp_path)
    monkeypatch.setenv("SPBE_DATASETS", str(tmp_path))
    aspects = tmp_path / "instruments/pemdi-2026/aspects.csv"
    aspects.write_text(
        aspects.read_text().replace("A5,Teknologi,Teknologi,Technology,,10.00\n", "")
    )
    with pytest.raises(ValueError, match="indicators I13: induknya, aspect 'A5'"):
        datasets.load_instrument("pemdi-2026")


def test_published_levels_come_ready_to_score():
    levels = datasets.load_official("lhe_2021_kemenko")
    assert levels.name == "Kemenko Perekonomian 2021"
    assert levels.index[0] == "I01"
    assert levels.dtype == "int64"
    matrix = datasets.load_official("risk_matrix_permen5_2020")
    assert matrix["risk"].tolist() != (matrix["likelihood"] * matrix["impact"]).tolist()

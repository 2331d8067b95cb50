"""An instrument that is wrong is refused, and the message names the row."""

import dataclasses

import pandas as pd
import pytest

from spbe import datasets
from spbe.instrument import Instrument, InstrumentError


def tables(**changed):
    """Give a small sound instrument: two domains, three aspects, four indicators."""
    base = {
        "indicators": pd.DataFrame(
            {
                "indicator": ["I01", "I02", "I03", "I04"],
                "name": ["satu", "dua", "tiga", "empat"],
                "aspect": ["A1", "A1", "A2", "A3"],
                "domain": ["D1", "D1", "D1", "D2"],
                "kind": ["process", "process", "process", "service"],
                "weight": [10.0, 20.0, 30.0, 40.0],
            }
        ),
        "aspects": pd.DataFrame(
            {
                "aspect": ["A1", "A2", "A3"],
                "name": ["a", "b", "c"],
                "domain": ["D1", "D1", "D2"],
                "weight": [30.0, 30.0, 40.0],
            }
        ),
        "domains": pd.DataFrame(
            {"domain": ["D1", "D2"], "name": ["x", "y"], "weight": [60.0, 40.0]}
        ),
        "predicates": pd.DataFrame(
            {"predicate": ["Rendah", "Tinggi"], "lower": [1.0, 3.0], "upper": [3.0, 5.0]}
        ),
        "ladders": pd.DataFrame(
            [(kind, level, "tingkat") for kind in ("process", "service") for level in range(1, 6)],
            columns=["kind", "level", "name"],
        ),
    }
    return base | changed


def make(**changed):
    return Instrument(name="uji", title="Uji", tables=tables(**changed))


def altered(table, row, column, value):
    frame = tables()[table]
    frame.loc[row, column] = value
    return {table: frame}


def test_a_sound_instrument_is_accepted():
    instrument = make()
    assert instrument.codes == ("I01", "I02", "I03", "I04")
    assert instrument.matrix.sum().round(12).eq(1).all()
    assert list(instrument.matrix) == ["index", "D1", "D2", "A1", "A2", "A3"]
    assert instrument.cuts.tolist() == [3.0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (altered("indicators", 3, "weight", 39.0), ["berjumlah 99, seharusnya 100", "aspects A3"]),
        (altered("indicators", 0, "aspect", "A9"), ["indicators I01", "'A9', tidak terdaftar"]),
        (altered("aspects", 2, "domain", "D7"), ["aspects A3", "'D7', tidak terdaftar"]),
        (altered("indicators", 1, "domain", "D2"), ["indicators I02", "aspek A1"]),
        (altered("indicators", 1, "indicator", "I01"), ["baris 3", "kode I01 sudah dipakai"]),
        (altered("aspects", 1, "aspect", "A1"), ["tabel aspects, baris 3", "A1"]),
        (altered("predicates", 1, "lower", 2.9), ["Rendah dan Tinggi", "tumpang tindih", "2,9"]),
        (altered("predicates", 1, "lower", 3.1), ["Rendah dan Tinggi", "celah", "3,1"]),
        (altered("predicates", 0, "lower", 1.5), ["Rendah", "nilai terkecil 1 tidak tercakup"]),
        (altered("predicates", 1, "upper", 4.5), ["Tinggi", "nilai terbesar 5 tidak tercakup"]),
        (altered("predicates", 1, "upper", 3.0), ["Tinggi", "batas bawah"]),
        (altered("ladders", 4, "level", 6), ["ladders process: tingkat 6 tidak dikenal"]),
        (altered("ladders", 4, "level", 4), ["kode process 4", "process: tingkat 5 tidak ada"]),
        (altered("indicators", 2, "kind", "mystery"), ["I03", "'mystery' tidak punya tangga"]),
        (altered("indicators", 2, "weight", 0.0), ["I03", "lebih besar dari 0"]),
        (altered("indicators", 2, "weight", float("nan")), ["I03", "lebih besar dari 0"]),
    ],
)
def test_a_wrong_table_is_refused_naming_the_row(changed, words):
    with pytest.raises(InstrumentError) as caught:
        make(**changed)
    for word in words:
        assert word in str(caught.value)


def test_the_public_portal_whose_weights_sum_to_99_would_be_refused():
    pemdi = datasets.load_instrument("pemdi-2026")
    wrong = dict(pemdi.tables)
    wrong["indicators"] = wrong["indicators"].assign(
        weight=lambda t: t["weight"].where(t["indicator"] != "I13", 4.0)
    )
    with pytest.raises(InstrumentError, match="berjumlah 99") as caught:
        dataclasses.replace(pemdi, tables=wrong)
    assert any("aspects A5 (Teknologi)" in fault for fault in caught.value.faults)


def test_a_missing_column_is_named():
    frame = tables()["indicators"].drop(columns="weight")
    with pytest.raises(InstrumentError, match="tabel indicators: kolom 'weight' tidak ada"):
        make(indicators=frame)


def test_a_table_without_predicates_is_refused():
    with pytest.raises(InstrumentError, match="tidak ada satu predikat pun"):
        make(predicates=tables()["predicates"].iloc[:0])


def criteria(drop=(), **row):
    cells = [
        {"indicator": code, "level": level, "criterion": "isi", "evidence_kinds": "", "source": "-"}
        for code in ("I01", "I02", "I03", "I04")
        for level in range(1, 6)
        if (code, level) not in drop
    ]
    return pd.DataFrame([*cells, row] if row else cells)


def test_complete_criteria_are_kept():
    instrument = make(criteria=criteria())
    assert instrument.criteria.loc[("I02", 3), "criterion"] == "isi"
    assert instrument.criteria_status == "lengkap"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (criteria(drop=[("I03", 4)]), "criteria I03: kriteria tingkat 4 tidak ada"),
        (criteria(indicator="I02", level=2, criterion="lagi"), "kode I02 2 sudah dipakai"),
        (criteria(indicator="I99", level=2, criterion="x"), "indikator I99 tidak terdaftar"),
        (criteria(indicator="I02", level=9, criterion="x"), "tingkat 9 tidak dikenal"),
        (
            criteria(drop=[("I04", 5)], indicator="I04", level=5, criterion=" "),
            "kriteria I04 tingkat 5 kosong",
        ),
    ],
)
def test_incomplete_criteria_are_refused(table, words):
    with pytest.raises(InstrumentError, match=words):
        make(criteria=table)


def test_an_instrument_cannot_be_changed():
    instrument = make()
    with pytest.raises(dataclasses.FrozenInstanceError):
        instrument.name = "lain"
    # A trainee's new column or weight must not reach the next cell of anybody.
    table, weights = instrument.indicators, instrument.weights
    table.loc["I01", "weight"] = 99.0
    weights["I01"] = 99.0
    assert instrument.weights["I01"] == 10.0
    with pytest.raises(ValueError, match="read-only"):
        instrument.cuts[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        instrument.members[0][1][0] = False


def test_the_tables_given_are_not_touched_and_not_shared():
    given = tables()
    instrument = Instrument(name="uji", title="Uji", tables=given)
    given["indicators"].loc[0, "weight"] = 77.0
    assert instrument.weights["I01"] == 10.0

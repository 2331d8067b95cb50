"""The shipped instruments: complete, true to their sources, and honest about them."""

import json

import pytest

from spbe import datasets

BOTH = ("spbe-2020", "pemdi-2026")


@pytest.fixture(params=BOTH)
def instrument(request):
    return datasets.load_instrument(request.param)


def test_exactly_the_two_instruments_are_there():
    assert datasets.instrument_names() == BOTH


def test_weights_sum_to_100_at_every_tier(instrument):
    assert instrument.weights.sum() == pytest.approx(100)
    assert instrument.aspects["weight"].sum() == pytest.approx(100)
    if len(instrument.domains):
        assert instrument.domains["weight"].sum() == pytest.approx(100)


def test_codes_run_without_a_hole_and_labels_tell_indicators_apart(instrument):
    count = len(instrument.codes)
    assert instrument.codes == tuple(f"I{n:02d}" for n in range(1, count + 1))
    assert instrument.indicators["label"].is_unique
    assert instrument.indicators["label"].str.len().max() <= 60
    assert instrument.aspects["label"].is_unique


def test_the_rule_of_2020_has_47_indicators_8_aspects_4_domains():
    spbe = datasets.load_instrument("spbe-2020")
    assert (len(spbe.codes), len(spbe.aspects), len(spbe.domains)) == (47, 8, 4)
    assert spbe.aspects["weight"].tolist() == [13, 10, 10, 5, 12, 4.5, 27.5, 18]
    assert spbe.domains["weight"].tolist() == [13, 25, 16.5, 45.5]
    assert spbe.indicators.groupby("kind").size().to_dict() == {"process": 31, "service": 16}
    assert spbe.indicators["name"].str.startswith("Tingkat Kematangan ").all()
    assert list(spbe.predicates.index) == ["Kurang", "Cukup", "Baik", "Sangat Baik", "Memuaskan"]
    assert spbe.cuts.tolist() == [1.8, 2.6, 3.5, 4.2]
    assert spbe.status == "official"
    assert not spbe.decimal_values


def test_the_ladders_name_every_level():
    ladders = datasets.load_instrument("spbe-2020").ladders
    assert len(ladders) == 10
    assert ladders.loc[("process", 3), "name"] == "Terdefinisi"
    assert ladders.loc[("service", 3), "name"] == "Transaksi"
    assert ladders["criterion"].str.len().min() > 20


def test_pemdi_has_20_indicators_7_aspects_no_domains_and_says_it_is_secondary():
    pemdi = datasets.load_instrument("pemdi-2026")
    assert (len(pemdi.codes), len(pemdi.aspects), len(pemdi.domains)) == (20, 7, 0)
    assert pemdi.aspects["weight"].tolist() == [10, 10, 15, 15, 10, 15, 25]
    assert pemdi.cuts.tolist() == [1.5, 2.5, 3.5, 4.0]
    assert pemdi.decimal_values
    assert "sumber sekunder" in pemdi.status_text
    # The conflict between the sources is named, not hidden.
    assert any("1,505" in note for note in pemdi.notes)
    assert any("99" in note for note in pemdi.notes)
    assert pemdi.indicators["article"].str.startswith("Menurut").all()


def test_provenance_is_told(instrument):
    assert instrument.provenance
    assert instrument.regulation.startswith("PermenPANRB")
    assert instrument.notes


def test_about_files_hold_nothing_but_what_an_instrument_knows():
    for name in BOTH:
        path = datasets.folder() / "instruments" / name / "about.json"
        assert json.loads(path.read_text(encoding="utf-8"))["name"] == name


def test_criteria_are_complete_where_they_exist(instrument):
    criteria = instrument.criteria
    if len(criteria):
        assert len(criteria) == len(instrument.codes) * len(instrument.levels)
        assert criteria["criterion"].str.len().min() > 15
        assert instrument.criteria_status == "lengkap"
    else:
        assert "belum" in instrument.criteria_status

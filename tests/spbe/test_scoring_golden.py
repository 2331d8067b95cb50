"""The worked examples of PermenPANRB 59/2020 and the published scores of the 2021 evaluation."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from spbe import datasets, score
from spbe.scoring import predicate


@pytest.fixture(scope="module")
def spbe():
    return datasets.load_instrument("spbe-2020")


def levels_of(instrument, default=1, **changed):
    return dict.fromkeys(instrument.codes, default) | changed


def test_table_10_strategic_planning_is_3_00(spbe):
    result = score(levels_of(spbe, I11=3, I12=4, I13=3, I14=2), spbe)
    assert result.aspects["A2"].item() == 3.0


def test_table_11_governance_is_3_40(spbe):
    tk = {f"I{n}": 4 if 15 <= n <= 18 else 3 for n in range(11, 21)}
    result = score(levels_of(spbe, **tk), spbe)
    assert result.aspects.loc["nilai", ["A2", "A3", "A4"]].tolist() == [3.0, 4.0, 3.0]
    assert result.domains["D2"].item() == pytest.approx(3.4, abs=1e-12)


def test_table_12_index_is_3_28():
    # The rule starts from domain indices, which no whole levels of ours give: the formula itself.
    weights = datasets.load_instrument("spbe-2020").domains["weight"]
    domains = pd.Series({"D1": 3.70, "D2": 3.40, "D3": 3.00, "D4": 3.20})
    index = (domains * weights).sum() / 100
    assert index == pytest.approx(3.282)
    assert round(index, 2) == 3.28


def test_evaluation_of_2021_comes_out_as_published(spbe):
    levels = datasets.load_official("lhe_2021_kemenko")
    assert len(levels) == 47
    result = score(levels, spbe)
    assert result.index.item() == pytest.approx(2.9475, abs=1e-12)
    assert result.predicates.item() == "Baik"
    assert not result.near_boundary.item()
    domains = result.domains.iloc[0].round(2)
    assert domains.to_dict() == {"D1": 3.0, "D2": 3.0, "D3": 1.0, "D4": 3.61}
    aspects = result.aspects.iloc[0].round(2)
    assert aspects.tolist() == [3.0, 3.25, 3.0, 2.5, 1.0, 1.0, 3.9, 3.17]
    assert result.aspects["A8"].item() == pytest.approx(19 / 6)
    assert result.domains["D4"].item() == pytest.approx(3.6099, abs=5e-5)


def test_kota_denpasar_2021_recomputes_to_what_its_application_states(spbe):
    table = datasets.load_official("denpasar_2021").set_index("indicator")
    result = score(table["evaluated_level"], spbe)
    assert len(table) == 47
    assert result.index.item() == pytest.approx(3.1925, abs=1e-12)  # stated: 3,19
    assert result.domains.iloc[0].round(2).tolist() == [3.0, 3.3, 2.18, 3.55]
    assert set(table["status"]) == {"sekunder"}


def test_lifting_management_to_3_lifts_the_published_index_to_3_2775(spbe):
    levels = datasets.load_official("lhe_2021_kemenko").copy()
    levels[[f"I{n}" for n in range(21, 32)]] = 3
    assert score(levels, spbe).index.item() == pytest.approx(3.2775, abs=1e-12)


@pytest.mark.parametrize(
    ("process", "service", "index", "name"),
    [
        (1, 1, 1.0, "Kurang"),
        (5, 5, 5.0, "Memuaskan"),
        (3, 3, 3.0, "Baik"),
        (3, 4, 3.455, "Baik"),
        (4, 3, 3.545, "Sangat Baik"),
    ],
)
def test_known_combinations(spbe, process, service, index, name):
    kinds = spbe.indicators["kind"].map({"process": process, "service": service})
    result = score(kinds, spbe)
    assert result.index.item() == index
    assert result.predicates.item() == name


def test_services_at_4_and_two_of_governance_reach_3_505(spbe):
    kinds = spbe.indicators["kind"].map({"process": 3, "service": 4})
    kinds[["I11", "I12"]] = 4
    result = score(kinds, spbe)
    assert result.index.item() == 3.505
    assert result.near_boundary.item()


@pytest.mark.parametrize("name", ["spbe-2020", "pemdi-2026"])
def test_predicate_and_flag_are_those_of_exact_arithmetic(name):
    instrument = datasets.load_instrument(name)
    rng = np.random.default_rng(3)
    # Rows on whole levels c and c+1 in all shares: some land on a cut to the last digit.
    levels = rng.integers(1, 5, (4000, 1)) + (
        rng.random((4000, len(instrument.codes))) < rng.random((4000, 1))
    )
    result = score(pd.DataFrame(levels, columns=list(instrument.codes)), instrument)
    weights = [Fraction(str(weight)) for weight in instrument.weights]
    table = instrument.tables["predicates"]
    cuts = [Fraction(str(lower)) for lower in table["lower"]]
    met = 0
    for row, scored in zip(levels.tolist(), result.table().itertuples(), strict=True):
        exact = sum(w * level for w, level in zip(weights, row, strict=True)) / 100
        assert scored[1] == float(exact)
        assert scored.predicate == table["predicate"][sum(exact >= cut for cut in cuts) - 1]
        assert scored.near_boundary == any(abs(exact - c) <= Fraction(1, 100) for c in cuts[1:])
        met += exact in cuts
    assert met >= 3


def test_predicate_of_plain_numbers(spbe):
    names = predicate([1.0, 1.79, 1.8, 2.6, 3.4999, 3.5, 4.2, 5.0], spbe)
    assert list(names) == [
        "Kurang",
        "Kurang",
        "Cukup",
        "Baik",
        "Baik",
        "Sangat Baik",
        "Memuaskan",
        "Memuaskan",
    ]


def test_pemdi_scores_decimals_without_domains():
    pemdi = datasets.load_instrument("pemdi-2026")
    result = score(dict.fromkeys(pemdi.codes, 3.25), pemdi)
    assert result.index.item() == pytest.approx(3.25)
    assert result.domains.shape == (1, 0)
    assert list(result.aspects) == [f"A{n}" for n in range(1, 8)]
    assert pemdi.status == "secondary"
    assert pemdi.criteria.empty
    assert "belum" in pemdi.criteria_status

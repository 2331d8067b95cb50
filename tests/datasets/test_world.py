"""The sample world: calibrated, consistent, rebuilt from its source, and without a key in sight."""

import csv
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from spbe import datasets, score

ROOT = Path(__file__).resolve().parents[2]
ASPECTS = {f"A{number}" for number in range(1, 9)}


@pytest.fixture(scope="module")
def instrument():
    return datasets.load_instrument("spbe-2020")


@pytest.fixture(scope="module")
def cards():
    return {code: datasets.load_dossier(code) for code in datasets.load_stories().index}


def keys():
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))["indicators"]
        for path in (ROOT / "course/answer_keys/keys").glob("G*.json")
    }


def test_27_governments_one_mentor_seven_pilots():
    roles = datasets.load_governments()["role"].value_counts().to_dict()
    assert roles == {"other": 19, "pilot": 7, "mentor": 1}
    kinds = datasets.load_governments()["kind"].value_counts().to_dict()
    assert kinds == {"kabupaten": 18, "kota": 9}


def test_year_1_has_the_official_aspect_means_of_2021(instrument):
    official = datasets.load_official("averages_2021").set_index("code")
    levels = datasets.load_levels(2023)
    kinds = datasets.load_governments()["kind"]
    means = levels.T.groupby(instrument.indicators["aspect"]).mean().T.groupby(kinds).mean()
    for kind in ("kabupaten", "kota"):
        for aspect in ASPECTS:
            assert means.loc[kind, aspect] == pytest.approx(official.loc[aspect, kind], abs=0.03)


def test_year_2_lets_some_sevens_pass_the_target_and_others_not(instrument):
    levels = datasets.load_levels(2024)
    index = score(levels, instrument).index
    assert 3.30 <= index.mean() <= 3.40
    steps = datasets.load_steps().set_index("step")
    rise = levels.apply(lambda row: _rise(row, steps, instrument.weights), axis=1)

    def mean_with(names):
        return (index.sum() + rise[list(names)].sum()) / len(index)

    assert mean_with(f"G{number:02d}" for number in range(2, 9)) > 3.5
    assert mean_with(index.nlargest(7).index) < 3.5


def _rise(row, steps, weights, budget=6000):
    """Raise by the cheapest points first, within Rp 6 billion and up to level 4."""
    now, gain = row.to_dict(), 0.0
    while True:
        open_steps = [
            (weights[code] / steps["cost"][f"{code}-{level + 1}"], code)
            for code, level in now.items()
            if level < 4
            and steps["cost"][f"{code}-{level + 1}"] <= budget
            and all(
                now[need[:3]] >= int(need[4:])
                for need in steps["requires"][f"{code}-{level + 1}"].split()
            )
        ]
        if not open_steps:
            return gain
        _, code = max(open_steps)
        now[code] += 1
        budget -= steps["cost"][f"{code}-{now[code]}"]
        gain += weights[code] / 100


def test_who_teaches_a_practice_has_reached_its_level():
    levels = datasets.load_levels(2024)
    practices = datasets.load_practices()
    assert len(practices) >= 40
    for row in practices.itertuples():
        for effect in row.effects.split():
            assert levels.loc[row.from_government, effect[:3]] >= int(effect[-1]), row.practice


def test_every_dossier_has_two_to_five_cards_an_indicator_and_every_trap(cards):
    found = keys()
    for name, table in cards.items():
        counts = table.groupby("indicator").size()
        assert len(counts) == 47 and counts.between(2, 5).all()
        assert len(table) >= 120
        assert {entry["trap"] for entry in found[name].values()} >= {
            "draft", "expired", "partial", "skipped_level", "unused", "foreign", "misfiled",
            "contradiction",
        }  # fmt: skip
        asked = [entry for entry in found[name].values() if "proves" in entry]
        assert {card for one in asked for card in one["proves"] + one["stops"]} <= set(
            table["card"]
        )
    if len(cards) == 8:
        assert sum(map(len, cards.values())) >= 900


def test_no_two_cards_read_alike(cards):
    shingles = {}
    for table in cards.values():
        for row in table.itertuples():
            words = re.findall(r"\w+", row.excerpt.lower())
            shingles[row.card] = set(zip(words, words[1:], words[2:], strict=False))
    where = defaultdict(list)
    for card, own in shingles.items():
        for shingle in own:
            where[shingle].append(card)
    shared = Counter((a, b) for group in where.values() for a in group for b in group if a < b)
    for (a, b), count in shared.items():
        # Two rules on one matter share the formula of rules; 0.25 is the most seen.
        assert count / (len(shingles[a]) + len(shingles[b]) - count) < 0.30, (a, b)


def test_every_table_says_whether_it_is_fictional_under_a_name_the_standard_takes():
    package = json.loads((ROOT / "datasets/datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert re.fullmatch("[-a-z0-9._/]+", resource["name"])
        invented = resource["sources"][0]["title"].startswith("Fictional")
        said = set(datasets.load_table(resource["name"]).get("status", ()))
        assert said <= {"rekaan", "asumsi"} if invented else not said & {"rekaan", "asumsi"}
        assert said or not invented, resource["name"]


def test_a_story_counts_the_opd_its_table_counts():
    words = {27: "Dua puluh tujuh", 30: "Tiga puluh"}
    counts = datasets.load_governments()["opd_count"]
    for code, story in datasets.load_stories().items():
        count = words.get(counts[code], str(counts[code]))
        assert re.search(rf"{count} (OPD|perangkat daerah|di antaranya)", story), code
        assert "rekaan" in story.split(".")[0]


def test_no_key_travels():
    # the mentor's folders of the drill explain themselves to everybody
    entries = [entry for key in keys().values() for entry in key.values()]
    reasons = [entry["why"] for entry in entries if not entry.get("drill")]
    for folder in ("datasets", "labs", "book"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in {".csv", ".json", ".md", ".ipynb"} or "_" in path.parts[-2][:1]:
                continue
            text = path.read_text(encoding="utf-8")
            assert not any(why in text for why in reasons), path
            if folder == "datasets":
                assert "panel_level" not in text and "assessor_1" not in text, path


def test_conflicting_and_missing_figures_are_honest():
    national = datasets.load_official("national_index")
    assert national.loc[national["year"] == 2022, "index"].tolist() == [2.34, 2.35]
    assert national.loc[national["breaks"], "year"].tolist() == [2021]
    assert not national["year"].isin([2018, 2019]).any()


@pytest.mark.parametrize("period", ["before", "after"])
def test_a_log_has_20000_cases_and_documented_dirt(period):
    log = datasets.load_service_log("population_documents", period)
    assert log["case"].nunique() == 20_000
    assert 0.005 < log["case"].duplicated().mean() < 0.02
    assert (log["completed"] < log["submitted"]).any() and log["completed"].isna().any()


def test_published_dossiers_hold_no_column_of_the_key():
    for path in (ROOT / "datasets/dossiers").glob("G*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [
                "card", "indicator", "kind", "title", "number", "date", "issuer", "excerpt",
                "status",
            ]  # fmt: skip


def test_nothing_published_tells_what_the_panel_found_of_a_pilot():
    """The public levels are the claims, and no table has a column for anything that is opened."""
    published = datasets.load_levels(2024)
    for government, entries in keys().items():
        panel = {code: entry["panel_level"] for code, entry in entries.items()}
        claimed = {code: entry["self_level"] for code, entry in entries.items()}
        assert published.loc[government].to_dict() == claimed != panel
    for path in (ROOT / "datasets").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            columns = set(next(csv.reader(file)))
        assert not {"panel_level", "target", "cut_target"} & columns, path
    assert not list((ROOT / "datasets").rglob("evaluated*"))

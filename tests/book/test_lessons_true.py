"""What lessons quote and count is what the tables and keys say."""

import json
import re

import pytest

from spbe import datasets

_CODE = re.compile(r"```\{code-cell\}.*?```", re.DOTALL)
_FRONT = re.compile(r"\A---.*?---", re.DOTALL)
_CARD = re.compile(r"^> \*\*(G01-(I\d\d)-\d)\*\* · .*\n> “([^”]*)”", re.MULTILINE)


def prose(layout, unit):
    text = (layout.book / f"{unit}.md").read_text(encoding="utf-8")
    return _CODE.sub("", _FRONT.sub("", text))


@pytest.fixture(scope="module")
def evidence(layout):
    return prose(layout, "03-menilai-bukti")


@pytest.mark.parametrize("unit", ["00-orientasi", "02-kerangka-spbe", "03-menilai-bukti"])
def test_a_lesson_is_read_in_one_evening(layout, unit):
    assert 1_200 <= len(prose(layout, unit).split()) <= 2_200


def test_ten_cards_are_quoted_as_they_stand(evidence):
    excerpts = datasets.load_dossier("G01").set_index("card")["excerpt"]
    cards = _CARD.findall(evidence)
    assert len(cards) == 10
    assert [card for card, _, quote in cards if quote not in excerpts[card]] == []


def test_the_right_reading_is_the_panels_and_the_wrong_one_is_not(layout, evidence):
    key = json.loads((layout.answer_keys / "keys" / "G01.json").read_text(encoding="utf-8"))
    blocks = re.split(r"^### ", evidence, flags=re.MULTILINE)[1:]
    read = {}
    for block in blocks:
        code = _CARD.search(block)[2]
        wrong, right = re.findall(r"^- . \*\*(?:Keliru|Tepat), (\d)", block, re.MULTILINE)
        read[code] = int(right)
        assert int(wrong) != int(right), code
    assert read == {code: key["indicators"][code]["panel_level"] for code in read}
    assert len(read) == 10


def test_the_corrections_of_the_figure_are_the_panels(layout):
    text = (layout.book / "03-menilai-bukti.md").read_text(encoding="utf-8")
    fixed = json.loads(re.search(r"koreksi = (\{.*?\})", text)[1])
    key = json.loads((layout.answer_keys / "keys" / "G01.json").read_text(encoding="utf-8"))
    assert fixed == {code: key["indicators"][code]["panel_level"] for code in fixed}
    claimed = datasets.load_levels(2024).loc["G01"]
    assert all(claimed[code] > level for code, level in fixed.items())


def test_the_glossary_is_alphabetical_and_every_word_has_its_english(layout):
    text = (layout.book / "glosarium.md").read_text(encoding="utf-8")
    entries = re.findall(r"^(\w[^\n]*)\n  (\S[^\n]*)", text.split("```{glossary}")[1], re.MULTILINE)
    words = [word.casefold() for word, _ in entries]
    assert words == sorted(set(words))
    assert [word for word, about in entries if "(*" not in about] == ["Pemdi"]


@pytest.mark.parametrize(
    "unit", ["00-orientasi", "02-kerangka-spbe", "03-menilai-bukti", "07-rencana-percepatan"]
)
def test_a_lesson_links_its_key_words(layout, unit):
    text = prose(layout, unit)
    assert len(set(re.findall(r"\{term\}`([^`]+)`", text))) >= 10


def test_the_data_page_names_every_table_with_its_rows_and_status(layout):
    text = (layout.book / "tentang-data.md").read_text(encoding="utf-8")
    package = json.loads((layout.datasets / "datapackage.json").read_text(encoding="utf-8"))
    parts = re.split(
        r"^\*\*(.+?)\*\*", text.split("## Tabel apa saja")[1].split("\n## ")[0], flags=re.M
    )
    by_status = {
        name: status
        for status, part in zip(parts[1::2], parts[2::2], strict=True)
        for line in part.splitlines()
        if line.startswith("- ")
        for name in re.findall(r"`([^`]+)`", line)
    }
    assert set(by_status) == {resource["name"].split(".")[0] for resource in package["resources"]}
    assert f"{len(datasets.load_steps())} langkah" in text
    assert f"{len(datasets.load_practices())} praktik" in text
    cards = sum(len(datasets.load_dossier(f"G0{number}")) for number in range(1, 9))
    assert f"{cards} kartu bukti" in text
    for name in ("averages_2021", "west_java_results", "national_index", "comparison_results"):
        statuses = sorted(set(datasets.load_official(name)["status"]))
        assert by_status[name].lower() == " dan ".join(statuses), name
    for name, table in (("steps", datasets.load_steps()), ("practices", datasets.load_practices())):
        assert by_status[name].lower() == "".join(set(table["status"]))


def test_every_source_is_cited_and_says_how_it_was_read(layout):
    entries = dict(
        re.findall(
            r"^@misc\{([\w-]+),(.*?)^\}",
            (layout.book / "references.bib").read_text(encoding="utf-8"),
            re.MULTILINE | re.DOTALL,
        )
    )
    text = "".join(path.read_text(encoding="utf-8") for path in layout.book.glob("*.md"))
    cited = {key for keys in re.findall(r"\{cite\}`([^`]+)`", text) for key in keys.split(",")}
    assert cited == set(entries)
    how = ("ibaca", "Berita, ", "Berita tentang", "Halaman resmi", "Salinan")
    assert [name for name, body in entries.items() if not any(word in body for word in how)] == []
    read = {name for name, body in entries.items() if "ibaca dari salinan" in body}
    assert len(read) >= 4
    assert [name for name in read if "repositori publik" not in entries[name]] == []


def test_the_map_of_rules_says_of_each_whether_it_was_read(layout):
    """A rule is read in the map just when its entry says so."""
    text = (layout.book / "02-kerangka-spbe.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]*\{cite\}`([\w-]+)` \| [^|]+ \| (Ya|Tidak) \|$", text, re.MULTILINE)
    assert len(rows) == 7
    bib = (layout.book / "references.bib").read_text(encoding="utf-8")
    for name, read in rows:
        entry = bib.split(f"@misc{{{name},")[1].split("\n}")[0]
        assert ("ibaca dari salinan" in entry) == (read == "Ya"), name

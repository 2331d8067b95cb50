"""Labs as downloads: what opens by a rule is the alumni's alone, and data that open are nowhere."""

import json
import zipfile
from pathlib import Path

import pytest

from coursekit.book.downloads import build_wheel, waits, write_downloads
from coursekit.book.sphinx.lab_links import _buttons
from coursekit.core.layout import find_layout
from coursekit.core.opened import opened_folder

LAYOUT = find_layout(Path(__file__).parent)
GATED, OPEN = "07-rencana-percepatan", "03-menilai-bukti"
CASES = sorted(opened_folder(LAYOUT).glob("G0[2-8]/evaluated.json"))


@pytest.fixture(scope="module", params=["readers", "instructors", "alumni"])
def edition(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    write_downloads(LAYOUT, folder, request.param)
    return request.param, {path.stem: zipfile.ZipFile(path) for path in folder.rglob("*.zip")}


def test_a_lab_that_opens_by_a_rule_is_the_alumnis_alone(edition):
    name, zips = edition
    assert OPEN in zips and (GATED in zips) == (name == "alumni") == (
        not waits(LAYOUT, GATED, name)
    )


def test_only_alumni_hold_what_opened_and_then_all_of_it(edition):
    name, zips = edition
    held = {
        entry.split("dibuka/")[1].split("/")[0]
        for one in zips.values()
        for entry in one.namelist()
        if "dibuka/" in entry
    }
    assert held >= {path.parent.name for path in CASES} if name == "alumni" else held == set()


def test_no_wheel_knows_what_the_panel_found(tmp_path):
    wheel = zipfile.ZipFile(build_wheel(LAYOUT, tmp_path))
    assert not [name for name in wheel.namelist() if "opened/" in name or "evaluated.json" in name]
    texts = [wheel.read(name).decode(errors="replace") for name in wheel.namelist()]
    for path in CASES:
        levels = list(json.loads(path.read_text())["levels"].values())
        told = (json.dumps(levels), ",".join(map(str, levels)), json.dumps(levels).replace(" ", ""))
        assert not any(one in text for text in texts for one in told), path.parent.name


@pytest.mark.parametrize("hub", ["", "https://pelatihan.example"])
def test_a_lesson_offers_no_download_of_it(hub):
    assert "unduh/" not in _buttons(GATED, hub, True, "readers")
    assert f"unduh/{GATED}.zip" in _buttons(GATED, hub, True, "alumni")
    assert f"unduh/{OPEN}.zip" in _buttons(OPEN, hub, True, "readers")
    assert (f"/lab/{GATED}" in _buttons(GATED, hub, True, "readers")) == bool(hub)

"""Our language pack: complete in form, and found by the server."""

import json
import re
from importlib.metadata import entry_points
from importlib.resources import files

import pytest

FOLDER = files("coursekit.web.course_page.language") / "locale" / "id_ID" / "LC_MESSAGES"
CATALOGUES = sorted(path.name for path in FOLDER.iterdir())


@pytest.fixture(params=CATALOGUES)
def catalogue(request):
    return json.loads((FOLDER / request.param).read_text(encoding="utf-8"))


def test_there_is_one_for_lab_one_for_notebook_and_one_for_widgets():
    assert CATALOGUES == ["jupyterlab.json", "jupyterlab_widgets.json", "notebook.json"]


def test_each_names_its_language_as_the_browser_does(catalogue):
    head = catalogue[""]
    assert head["language"] == "id-ID" and head["plural_forms"].startswith("nplurals=1")
    # A word here would make the server drop the whole catalogue once another package adds to it.
    assert re.fullmatch(r"[0-9.]+", head["version"])


def test_no_message_asks_for_a_value_it_does_not_get(catalogue):
    for message, translations in catalogue.items():
        if message:
            for text in filter(None, translations):
                assert set(re.findall(r"%\d", text)) <= set(re.findall(r"%\d", message)), message


def test_every_message_is_translated(catalogue):
    for message, translations in catalogue.items():
        assert not message or (1 <= len(translations) <= 2 and translations[0].strip())


def test_the_server_finds_the_pack():
    (pack,) = entry_points(group="jupyterlab.languagepack", name="id_ID")
    assert pack.value == "coursekit.web.course_page.language"


def test_no_other_json_lies_where_the_server_looks_for_catalogues():
    top = files("coursekit.web.course_page.language")
    found = sorted(path.name for path in top.rglob("*.json"))
    assert found == CATALOGUES

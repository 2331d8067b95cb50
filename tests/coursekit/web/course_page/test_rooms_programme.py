"""What a trainee's server knows of the syllabus, and how the hub tells it."""

import json
from types import SimpleNamespace

from traitlets.config import Config

from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.settings import DEFAULTS
from coursekit.core.syllabus import load_syllabus
from coursekit.web.course_page import IDLE, START, ZONE
from coursekit.web.course_page.configure import update_desk, update_rooms
from coursekit.web.course_page.programme import VARIABLE, Programme, current_programme, derive

SYLLABUS = load_syllabus(find_layout().syllabus)


def spawner(*groups):
    return SimpleNamespace(user=SimpleNamespace(groups=[SimpleNamespace(name=g) for g in groups]))


def test_the_programme_survives_the_environment():
    programme = derive(SYLLABUS, {"03-menilai-bukti"})
    text = programme.to_json()
    assert Programme.from_json(text) == programme
    assert text.isascii() and len(text) < 8000


def test_it_tells_titles_and_hours_but_no_grade_ids():
    text = derive(SYLLABUS).to_json()
    for unit in SYLLABUS.units:
        assert unit.id in text
        for objective in unit.objectives:
            assert not any(grade in text for grade in objective.grades)


def test_a_unit_with_a_lab_has_a_lesson():
    programme = derive(SYLLABUS)
    assert all(station.lesson for station in programme.stations if station.lab)
    assert programme.station("02-kerangka-spbe").number == "02"
    assert programme.station("99-tidak-ada") is None


def test_a_later_version_may_say_more():
    data = json.loads(derive(SYLLABUS).to_json())
    for entry in data["stations"]:
        entry["colour"] = "blue"
    assert Programme.from_json(json.dumps(data)) == derive(SYLLABUS)


def test_a_server_without_a_hub_has_an_empty_programme(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("COURSEKIT_COURSE", "contoh")
    assert current_programme() == Programme("Pelatihan", "contoh", ())


def test_trainees_begin_at_the_course_page_and_staff_where_the_settings_say(tmp_path):
    c = Config()
    c.Spawner.default_url = "/lab"
    c.Spawner.environment = {"LANG": "C.UTF-8"}
    for _ in range(2):
        update_rooms(c, CourseLayout(tmp_path), SYLLABUS, DEFAULTS)
    environment = c.Spawner.environment
    first = environment["JUPYTERHUB_DEFAULT_URL"]
    assert first(spawner(f"nbgrader-{SYLLABUS.course_id}")) == START
    assert first(spawner(f"formgrade-{SYLLABUS.course_id}")) == "/lab"
    assert environment["LANG"] == "C.UTF-8" and environment[ZONE] == "WIB"
    assert environment[IDLE] == "60"
    assert Programme.from_json(environment[VARIABLE]) == derive(SYLLABUS)


def test_a_desk_finds_the_extension_of_its_own_package():
    c = Config()
    update_desk(c)
    (folder,) = c.LabServerApp.extra_labextensions_path
    from pathlib import Path

    package = json.loads(Path(folder, "coursekit-rooms", "package.json").read_text())
    assert Path(folder, "coursekit-rooms", package["jupyterlab"]["_build"]["load"]).is_file()

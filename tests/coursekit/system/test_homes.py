"""Room of homes: measured in bounded steps, told in Indonesian, never in the way of work."""

import asyncio
import os
import shutil
import subprocess
import sys
from importlib.resources import files

import pytest
from jinja2 import DictLoader, Environment

from coursekit.hub.sandboxes import bubblewrap, preflight
from coursekit.hub.sandboxes.spawner import SandboxSpawner
from coursekit.system.homes import (
    LIMIT,
    Usage,
    crowded,
    empty_trash,
    measure,
    own_note,
    read_crowded,
    room_note,
    survey,
)

MB = 1 << 20


def fill(path, megabytes):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(megabytes * MB))
    return path


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "homes" / "sekda"
    fill(folder / "kursus" / "a.bin", 3)
    fill(folder / "b.bin", 1)
    return folder


def test_what_is_on_the_disk_counts_once_and_no_link_is_followed(home, tmp_path):
    fill(tmp_path / "elsewhere.bin", 5)
    (home / "out").symlink_to(tmp_path)
    (home / "twin").hardlink_to(home / "b.bin")
    with (home / "sparse").open("wb") as file:
        file.truncate(900 * MB)
    (home / "closed").mkdir(mode=0)
    usage = measure(home)
    assert usage.whole and 4 * MB <= usage.size < 4.5 * MB
    assert usage.largest[0][0] == "kursus/a.bin" and usage.largest[0][1] >= 3 * MB


def test_the_walk_ends_however_many_files_there_are(home, monkeypatch):
    for number in range(300):
        (home / f"{number}.txt").touch()
    seen = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: seen.append(path) or scan(path))
    usage = measure(home, most=50)
    assert not usage.whole and usage.files == 50 and len(seen) <= 50
    assert crowded(usage, 2000) and "lebih dari 50 berkas" in room_note(usage, 2000)
    assert not crowded(usage, 0) and room_note(usage, 0) == ""


def test_the_note_names_the_largest_files_and_says_what_to_do(home):
    usage = measure(home)
    assert room_note(usage, 2000) == ""
    note = room_note(usage, 3)
    assert note.startswith("Ruang penyimpanan Anda penuh: 5 MB dari 3 MB terpakai.")
    assert "Yang terbesar: kursus/a.bin (3 MB), b.bin (1 MB)." in note
    assert "Lab tetap dapat dibuka dan dikumpulkan." in note
    assert "hampir penuh: 5 MB dari 5 MB" in room_note(Usage(5 * MB - 1, 1), 5)


def test_deleting_and_emptying_the_trash_ends_the_warning(home, monkeypatch):
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv(LIMIT, "3")
    assert "kursus/a.bin" in own_note()
    trash = home / ".local" / "share" / "Trash" / "files"
    trash.mkdir(parents=True)
    (home / "kursus" / "a.bin").rename(trash / "a.bin")
    assert ".local/share/Trash/files/a.bin" in own_note()
    empty_trash()
    assert own_note() == ""
    monkeypatch.setenv(LIMIT, "0")
    assert own_note() == ""


def test_staff_read_whose_home_is_too_full(home, tmp_path):
    register = tmp_path / "crowded.json"
    assert read_crowded(register) == []
    fill(tmp_path / "homes" / "bappeda" / "x", 1)
    (tmp_path / "homes" / "tautan").symlink_to(home)
    survey(tmp_path / "homes", register, 3, pause=0)
    assert read_crowded(register) == [("sekda", "5 MB")]
    text = files("coursekit.web.hub_pages").joinpath("templates", "home.html").read_text()
    page = Environment(
        loader=DictLoader({"page.html": "{% block main %}{% endblock %}", "home.html": text}),
        autoescape=True,
    ).get_template("home.html")

    def shown(group):
        user = {"name": "x", "groups": [{"name": group}]}
        known = {"course_id": "c", "user": user, "default_server": {"active": False}}
        return page.render(**known, crowded_homes=read_crowded(register))

    assert "<li>sekda: 5 MB</li>" in shown("formgrade-c")
    assert "sekda" not in shown("nbgrader-c")
    shutil.rmtree(home)
    survey(tmp_path / "homes", register, 3, pause=0)
    assert read_crowded(register) == [] and "melebihi ruang" not in shown("formgrade-c")


def test_a_person_waiting_for_his_server_is_told(home):
    spawner = SandboxSpawner(home_mb=3)
    spawner.home_dir = str(home)

    async def said():
        return [event["message"] async for event in spawner.progress()]

    (message,) = asyncio.run(said())
    assert "kursus/a.bin (3 MB)" in message
    spawner.home_mb = 2000
    assert asyncio.run(said()) == []


def test_no_single_file_outgrows_the_room(tmp_path):
    plan = bubblewrap.Plan(
        *("coba", 20000, tmp_path, (), tmp_path, 0, 0, 0, 200, 512), as_root=False, home_mb=2
    )
    write = "open('big', 'wb').write(bytes(3 << 20))"
    command = [*bubblewrap.inner_command(plan, []), sys.executable, "-c", write]
    done = subprocess.run(
        command, cwd=tmp_path, env={"HOME": str(tmp_path)}, capture_output=True, text=True
    )
    assert "File too large" in done.stderr
    assert (tmp_path / "big").stat().st_size <= 2 * MB
    assert preflight.run_once(["/bin/sh", "-c", "true"]).returncode == 0

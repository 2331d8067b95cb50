"""nbgrader's classes over the exchange: the trainee's list, the staff's commands, formgrader."""

import shutil
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.assignment_list import handlers
from traitlets.config import Config

from coursekit.exchange.client import assignment_list, links
from coursekit.exchange.client.trainee import FetchAssignment, Told
from coursekit.exchange.server.setup import open_store, store_folder
from coursekit.hub.config import role_path
from coursekit.nbgrader_ops.config import programs_on_path
from coursekit.nbgrader_ops.operations import collect, staff_config

UNIT = "01-contoh"


@pytest.fixture
def layout(small_layout, monkeypatch):
    """A checkout whose lab is released by the operator, on the store itself."""
    monkeypatch.delenv(links.URL, raising=False)
    lab = small_layout.labs / UNIT
    lab.mkdir()
    (lab / f"{UNIT}.ipynb").write_text("{}")
    programs_on_path()
    assert NbGraderAPI(config=staff_config(small_layout)).release_assignment(UNIT)["success"]
    return small_layout


@pytest.fixture
def served(layout, serve_store):
    store = open_store(layout)
    yield serve_store(store)
    store.close()


@pytest.fixture
def desk(served, tmp_path, monkeypatch):
    """JupyterLab's assignment list of a trainee, configured as the hub does."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("JUPYTERHUB_USER", "somebody-else")  # the token alone counts
    monkeypatch.setenv("COURSEKIT_COURSE", "contoh")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", role_path("trainee"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home / "none"))
    monkeypatch.setenv(links.URL, served.url)
    monkeypatch.setenv(links.TOKEN, "t-lab")
    monkeypatch.chdir(home)  # as JupyterLab's server
    monkeypatch.setattr(handlers, "AssignmentList", handlers.AssignmentList)
    app = SimpleNamespace(web_app=SimpleNamespace(settings={}))
    assignment_list._load_jupyter_server_extension(app)
    manager = handlers.AssignmentList()
    manager.root_dir = str(home)
    return manager


def listed(desk):
    answer = desk.list_assignments(course_id="contoh")
    assert answer["success"], answer
    return answer["value"]


def desk_home(desk):
    return Path(desk.root_dir)


def change(desk):
    (desk_home(desk) / "contoh" / UNIT / f"{UNIT}.ipynb").write_text('{"changed": 1}')


def as_operator(monkeypatch):
    monkeypatch.delenv(links.URL)


def test_the_cycle_through_the_list_and_the_command_line(layout, desk, served, monkeypatch):
    (entry,) = listed(desk)
    assert entry["status"] == "released" and entry["assignment_id"] == UNIT
    assert desk.list_courses() == {"success": True, "value": ["contoh"]}
    assert desk.fetch_assignment("contoh", UNIT)["success"]
    (entry,) = listed(desk)
    assert (entry["status"], entry["path"]) == ("fetched", f"contoh/{UNIT}")
    assert entry["notebooks"] == [{"notebook_id": UNIT, "path": f"contoh/{UNIT}/{UNIT}.ipynb"}]
    assert desk.submit_assignment("contoh", UNIT)["success"]
    group = listed(desk)[1]
    (submission,) = group["submissions"]
    assert group["student_id"] == "sekda" and not submission["has_exchange_feedback"]
    assert Path(submission["path"], f"{UNIT}.ipynb").is_file()

    # Staff: collect, and return feedback to just that submission.
    as_operator(monkeypatch)
    assert "Collected: sekda" in collect(layout, UNIT)
    assert "No newer" in collect(layout, UNIT)
    taken = layout.var / "submitted" / "sekda" / UNIT
    assert (taken / "timestamp.txt").read_text() == submission["timestamp"]
    back = layout.var / "feedback" / "sekda" / UNIT
    shutil.copytree(taken, back)
    (back / f"{UNIT}.html").write_text("<h1>Umpan balik</h1>")
    (back / "marks.json").write_text('{"points": 3.5, "points_max": 4}')
    api = NbGraderAPI(config=staff_config(layout))
    assert not api.exchange_missing
    assert api.release_feedback(UNIT)["success"]

    monkeypatch.setenv(links.URL, served.url)
    assert listed(desk)[1]["submissions"][0]["has_exchange_feedback"]
    assert desk.fetch_feedback("contoh", UNIT)["success"]
    (submission,) = listed(desk)[1]["submissions"]
    assert submission["has_local_feedback"] and not submission["feedback_updated"]
    page = f"{submission['local_feedback_path']}/{UNIT}.html"
    assert (desk_home(desk) / page).read_text() == "<h1>Umpan balik</h1>"
    assert not list(desk_home(desk).rglob("marks.json"))
    (receipt,) = served.store.ledger.submissions("contoh")
    assert (receipt.points, receipt.points_max) == (3.5, 4)
    # A second hand-in does not carry the feedback along, nor count while nothing changed.
    assert desk.submit_assignment("contoh", UNIT)["success"]
    assert len(listed(desk)[1]["submissions"]) == 1
    change(desk)
    assert desk.submit_assignment("contoh", UNIT)["success"]
    newest = listed(desk)[1]["submissions"][-1]
    assert not list((desk_home(desk) / newest["path"]).rglob("*.html"))

    # Newer feedback shows as such.
    as_operator(monkeypatch)
    (back / f"{UNIT}.html").write_text("<h1>Umpan balik baru</h1>")
    assert api.release_feedback(UNIT, "sekda")["success"]
    monkeypatch.setenv(links.URL, served.url)
    assert listed(desk)[1]["submissions"][0]["feedback_updated"]
    desk.fetch_feedback("contoh", UNIT)
    assert (desk_home(desk) / page).read_text() == "<h1>Umpan balik baru</h1>"


def test_feedback_goes_to_nobody_else(layout, desk, served, monkeypatch):
    desk.fetch_assignment("contoh", UNIT)
    desk.submit_assignment("contoh", UNIT)
    as_operator(monkeypatch)
    collect(layout, UNIT)
    for trainee in ("sekda", "bappeda"):
        back = layout.var / "feedback" / trainee / UNIT
        shutil.copytree(layout.var / "submitted" / "sekda" / UNIT, back)
        (back / f"{UNIT}.html").write_text(trainee)
    told = NbGraderAPI(config=staff_config(layout)).release_feedback(UNIT)
    assert told["success"] and "bappeda belongs to no submission" in told["log"]
    (receipt,) = served.store.ledger.submissions("contoh")
    with served.store.open_feedback(receipt) as source, tarfile.open(fileobj=source) as archive:
        returned = archive.extractfile(f"{UNIT}.html").read()
    assert returned == b"sekda"


def test_only_the_last_or_the_last_in_time_is_collected(layout, desk, served, monkeypatch):
    desk.fetch_assignment("contoh", UNIT)
    desk.submit_assignment("contoh", UNIT)
    change(desk)
    desk.submit_assignment("contoh", UNIT)
    first, second = served.store.ledger.submissions("contoh")
    served.store.ledger.set_term("contoh", UNIT, due=first.time)
    as_operator(monkeypatch)
    collect(layout, UNIT)
    stamp = layout.var / "submitted" / "sekda" / UNIT / "submission_secret.txt"
    assert stamp.read_text() == second.id
    collect(layout, UNIT, in_time=True)
    assert stamp.read_text() == first.id


def test_names_that_staff_use_are_no_trap(layout, desk, served, monkeypatch):
    desk.fetch_assignment("contoh", UNIT)
    trap = desk_home(desk) / "contoh" / UNIT
    (trap / "timestamp.txt" / "x").mkdir(parents=True)
    (trap / "timestamp.txt" / "x" / "y").write_text("1")
    (trap / "submission_secret.txt").write_text("somebody else's")
    desk.submit_assignment("contoh", UNIT)
    as_operator(monkeypatch)
    assert "Collected: sekda" in collect(layout, UNIT)
    (receipt,) = served.store.ledger.submissions("contoh")
    place = layout.var / "submitted" / "sekda" / UNIT
    assert (place / "timestamp.txt").read_text() == receipt.time
    assert (place / "submission_secret.txt").read_text() == receipt.id


def test_a_refusal_reaches_the_trainee_as_a_sentence(desk, served):
    desk.fetch_assignment("contoh", UNIT)
    served.store.ledger.set_term(
        "contoh", UNIT, due="2020-01-01 00:00:00.000000 UTC", late="refuse"
    )
    answer = desk.submit_assignment("contoh", UNIT)
    assert not answer["success"]
    said = " ".join(answer["value"].split())
    assert said.startswith("Batas waktu pengumpulan lab ini sudah lewat: 1 Januari 2020")
    assert said.endswith("silakan hubungi widyaiswara.") and "\n" in answer["value"]


def test_a_folder_that_is_far_too_large_is_not_even_packed(desk, monkeypatch):
    desk.fetch_assignment("contoh", UNIT)
    monkeypatch.setattr("coursekit.exchange.client.trainee._LARGEST", 1)
    answer = desk.submit_assignment("contoh", UNIT)
    assert not answer["success"] and answer["value"].startswith("Folder lab terlalu besar")


def test_a_service_that_is_down_breaks_no_page(desk, served, layout):
    served.stop()
    answer = desk.list_assignments(course_id="contoh")
    assert not answer["success"] and answer["value"].startswith("Daftar lab sedang tidak")
    answer = desk.submit_assignment("contoh", UNIT)
    assert answer["value"].startswith("Folder lab ") and answer["value"].endswith("tidak ada.")
    api = NbGraderAPI(config=staff_config(layout))  # as formgrader does, with the URL set
    assert api.exchange_missing


def test_missing_files_come_back_and_others_stay(desk):
    desk.fetch_assignment("contoh", UNIT)
    folder = desk_home(desk) / "contoh" / UNIT
    (folder / "jawaban.json").write_text("mine")
    (folder / f"{UNIT}.ipynb").unlink()
    assert not desk.fetch_assignment("contoh", UNIT)["success"]

    config = Config()
    config.CourseDirectory.course_id, config.CourseDirectory.assignment_id = "contoh", UNIT
    config.ExchangeFetchAssignment.replace_missing_files = True
    config.Exchange.assignment_dir = desk.root_dir
    FetchAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    assert (folder / f"{UNIT}.ipynb").is_file()
    assert (folder / "jawaban.json").read_text() == "mine"


def test_the_operator_cannot_hand_in_for_anybody(layout):
    with pytest.raises(links.LinkError, match="dari dalam JupyterLab"):
        links.find_link(str(layout.root)).submit("contoh", UNIT, b"", "k")
    assert issubclass(Told, Exception) and store_folder(layout).is_dir()

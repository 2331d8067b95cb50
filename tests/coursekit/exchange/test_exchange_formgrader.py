"""A date set on formgrader's page is the exchange's, and the trainee's course page shows it."""

import asyncio
import json
import os
import re
import threading
from datetime import UTC, datetime

import pytest
from jupyter_server.serverapp import ServerApp
from nbgrader.api import Gradebook
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from traitlets.config import Config

from coursekit.exchange.client import links
from coursekit.exchange.client.plugin import update_exchange
from coursekit.exchange.model.policy import parse_time, stamp
from coursekit.exchange.server.setup import open_store
from coursekit.nbgrader_ops.due import adopt_dates
from coursekit.nbgrader_ops.operations import staff_config
from coursekit.web.course_page.assignments import ExchangeClient
from coursekit.web.course_page.pages import add_pages
from coursekit.web.course_page.programme import VARIABLE, Programme, Station
from coursekit.web.formgrader import orders
from coursekit.web.formgrader.extension import GradingFormgrader
from coursekit.web.formgrader.runner import Runner

UNIT = "01-contoh"
DUE = datetime(2099, 12, 1, 9, tzinfo=UTC)  # 16.00 WIB
PROGRAMME = Programme("Contoh", "contoh", (Station(UNIT, "Contoh", "", 1, 60, True, True),))


@pytest.fixture
def served(graded_layout, serve_store, archives, monkeypatch):
    """The exchange as a service, with one lab handed out; the checkout has a gradebook."""
    (graded_layout.solutions / UNIT).mkdir()
    (graded_layout.solutions / UNIT / f"{UNIT}.ipynb").touch()
    store = open_store(graded_layout)
    service = serve_store(store)
    monkeypatch.setenv(links.URL, service.url)
    service.link("t-guru").release("contoh", UNIT, archives.new())
    yield service
    store.close()


def visit(add, config, root, base, *wanted):
    """Put pages on a server of this process and visit them with one browser's cookie."""
    app = ServerApp(config=config, root_dir=str(root), base_url=base, allow_root=True)
    app.initialize(argv=[], find_extensions=False, new_httpserver=False)
    add(app)

    async def visits():
        socket, port = bind_unused_port()
        server = HTTPServer(app.web_app)
        server.add_socket(socket)
        client, token, answers = AsyncHTTPClient(), "", []
        for method, path, body in [("GET", wanted[0][1], None), *wanted]:
            answer = await client.fetch(
                f"http://127.0.0.1:{port}{base}{path}",
                method=method,
                headers={"Cookie": f"_xsrf={token}", "X-XSRFToken": token} if token else {},
                body=None if body is None else json.dumps(body),
                raise_error=False,
            )
            for cookie in answer.headers.get_list("Set-Cookie"):
                if found := re.match(r"_xsrf=([^;]+)", cookie):
                    token = found.group(1)
            answers.append(answer)
        server.stop()
        await server.close_all_connections()
        client.close()
        return answers[1:]  # the first visit only fetched the cookie

    try:
        return asyncio.run(visits())
    finally:
        ServerApp.clear_instance()


@pytest.fixture
def runner(graded_layout, monkeypatch, tmp_path):
    """The hands of formgrader, on a loop of their own as in the process outside."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    path = tmp_path / "runner"
    monkeypatch.setenv(orders.RUNNER, str(path))

    async def listen():
        return await Runner(graded_layout, tuple(orders.Verb), os.getuid()).listen(path)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(30)
    yield
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def load(app):
    """Put formgrader's pages on a server."""
    desk = GradingFormgrader(parent=app)
    desk.root_dir = app.root_dir
    desk.initialize([])
    desk.init_tornado_settings(app.web_app)
    desk.init_handlers(app.web_app)


@pytest.fixture
def formgrader(served, graded_layout, runner, monkeypatch):
    """Ask formgrader's real API, with the rights of the course's own service."""
    monkeypatch.setenv("COURSEKIT_ROOT", str(graded_layout.root))
    monkeypatch.setenv(links.TOKEN, "t-guru")
    monkeypatch.chdir(graded_layout.root)

    def ask(*wanted):
        config = staff_config(graded_layout)
        config.IdentityProvider.token = ""
        config.CourseDirectory.root = str(graded_layout.var)
        pages = [(method, f"formgrader/{path}", body) for method, path, body in wanted]
        return visit(load, config, graded_layout.root, "/", *pages)

    return ask


@pytest.fixture
def course_page(tmp_path, monkeypatch):
    """Return the text of a trainee's course page."""

    def show():
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        monkeypatch.setenv(links.TOKEN, "t-lab")
        monkeypatch.setenv(VARIABLE, PROGRAMME.to_json())
        monkeypatch.setenv("JUPYTERHUB_USER", "sekda")
        monkeypatch.setenv("JUPYTERHUB_BASE_URL", "/")
        config = Config()
        update_exchange(config)
        config.Exchange.cache = str(home / "cache")
        desk = ExchangeClient(home, "contoh", config)
        server = Config()
        server.IdentityProvider.token = ""
        (page,) = visit(
            lambda app: add_pages(app, desk), server, home, "/user/sekda/", ("GET", "kursus", None)
        )
        assert page.code == 200
        return page.body.decode()

    return show


def put(date, zone):
    return "PUT", f"api/assignment/{UNIT}", {"duedate_notimezone": date, "duedate_timezone": zone}


def seen(answer):
    assert answer.code == 200, answer.body
    return json.loads(answer.body)


def test_a_date_set_on_the_page_reaches_exchange_trainee_and_gradebook(
    formgrader, served, course_page, graded_layout
):
    told, listed = map(
        seen, formgrader(put("2099-12-01T17:00", "WITA"), ("GET", "api/assignments", None))
    )
    assert listed == [told]
    # Shown in the course's own zone, whatever was typed.
    assert told["duedate_notimezone"] == "2099-12-01T16:00:00"
    assert told["duedate_timezone"] == "+0700"
    assert served.store.ledger.term("contoh", UNIT, "sekda").due == DUE
    with Gradebook(f"sqlite:///{graded_layout.gradebook}", "contoh") as book:
        assert book.find_assignment(UNIT).duedate == DUE.replace(tzinfo=None)
    page = course_page()
    assert "Tenggat Selasa, 1 Desember 2099" in page and "16.00" in page


def test_what_the_command_sets_is_what_the_page_shows_and_takes_away(
    formgrader, served, coursekit, monkeypatch
):
    assert coursekit("due", UNIT, "2099-12-01 16:00").exit_code == 0
    (entry,) = formgrader(("GET", f"api/assignment/{UNIT}", None))
    assert seen(entry)["duedate_notimezone"] == "2099-12-01T16:00:00"
    (entry,) = formgrader(put(None, None))
    assert seen(entry)["duedate"] is None
    assert served.store.ledger.dues("contoh") == {}
    assert "no date" in coursekit("due", UNIT).output


@pytest.fixture
def dated_before(served, graded_layout):
    """A date set on nbgrader's own page, while the gradebook was all that kept dates."""
    with Gradebook(f"sqlite:///{graded_layout.gradebook}", "contoh") as book:
        book.update_or_create_assignment(UNIT, duedate=DUE.replace(tzinfo=None))
    assert served.store.ledger.dues("contoh") == {}


@pytest.mark.parametrize("first", ["serve", "formgrader", "due"])
def test_dates_of_the_version_before_are_taken_over_once(
    dated_before, first, formgrader, served, graded_layout, coursekit
):
    told = []
    if first == "serve":
        adopt_dates(graded_layout, told.append)
        assert len(told) == 1 and UNIT in told[0] and "2099-12-01 09:00" in told[0]
    elif first == "due":
        assert "1 Desember 2099" in coursekit("due", UNIT).output
    (listed,) = formgrader(("GET", "api/assignments", None))
    assert [one["duedate_notimezone"] for one in seen(listed)] == ["2099-12-01T16:00:00"]
    assert served.store.ledger.dues("contoh") == {UNIT: stamp(DUE)}
    # Once: a date that is taken away later does not come back from the gradebook.
    served.store.ledger.set_term("contoh", UNIT, due=None)
    (listed,) = formgrader(("GET", "api/assignments", None))
    assert [one["duedate"] for one in seen(listed)] == [None]
    adopt_dates(graded_layout, told.append)
    assert served.store.ledger.dues("contoh") == {} and len(told) <= 1


def test_a_date_in_the_exchange_goes_before_one_of_the_version_before(
    dated_before, formgrader, served, graded_layout
):
    later = DUE.replace(year=2100)
    served.store.ledger.set_term("contoh", UNIT, due=stamp(later))
    told = []
    adopt_dates(graded_layout, told.append)
    assert served.store.ledger.dues("contoh") == {UNIT: stamp(later)}
    assert len(told) == 1 and "the exchange's due date holds" in told[0]


def test_dates_wait_for_an_exchange_that_is_away(dated_before, formgrader, served, graded_layout):
    served.stop()
    (listed,) = formgrader(("GET", "api/assignments", None))
    assert [one["duedate_notimezone"] for one in seen(listed)] == ["2099-12-01T16:00:00"]


def test_the_first_page_opens_and_shows_no_settings(formgrader):
    (page,) = formgrader(("GET", "manage_assignments", None))
    assert page.code == 200 and b"due_dates.js" in page.body
    assert b"Current configuration" not in page.body and b"sqlite" not in page.body


def test_attempts_and_extensions_stay_when_the_page_moves_the_date(formgrader, served):
    ledger = served.store.ledger
    later = stamp(DUE.replace(year=2100))
    ledger.set_term("contoh", UNIT, attempts=3, late="refuse")
    ledger.set_term("contoh", UNIT, trainee="sekda", due=later)
    formgrader(put("2099-12-01T16:00", "+0700"))
    term = ledger.term("contoh", UNIT, "sekda")
    assert (term.due, term.attempts, term.late) == (parse_time(later), 3, "refuse")
    assert ledger.term("contoh", UNIT, "bappeda").due == DUE


def test_what_would_have_no_effect_is_refused_in_words(formgrader, served, graded_layout):
    wrong = [
        (UNIT, "besok", "+0700", "Tenggat tidak terbaca"),
        (UNIT, "2099-12-01T16:00", "Atlantis", "Tenggat tidak terbaca"),
        (UNIT, "2099-12-01T16:00", "/etc/passwd", "Tenggat tidak terbaca"),
        ("01-conto", "2099-12-01T16:00", "", "Lab ini tidak ada. Yang ada: 01-contoh"),
    ]
    answers = formgrader(
        *(("PUT", f"api/assignment/{unit}", put(date, zone)[2]) for unit, date, zone, _ in wrong)
    )
    for answer, (*_, told) in zip(answers, wrong, strict=True):
        assert answer.code == 400 and told in json.loads(answer.body)["message"]
    assert served.store.ledger.terms("contoh") == []
    assert not (graded_layout.solutions / "01-conto").exists()


def test_an_exchange_that_is_away_saves_nothing_and_says_so(formgrader, served, graded_layout):
    served.stop()
    (answer,) = formgrader(put("2099-12-01T16:00", "+0700"))
    assert answer.code == 400 and "tidak dapat dihubungi" in json.loads(answer.body)["message"]
    with Gradebook(f"sqlite:///{graded_layout.gradebook}", "contoh") as book:
        assert book.assignments == []


def test_dates_for_everybody_are_the_instructors_to_see_and_to_set(service):
    for token in ("t-a", "t-k", "t-p"):
        link = service.link(token)
        with pytest.raises(links.LinkError, match="Peran Anda"):
            link.dues("c")
        with pytest.raises(links.LinkError, match="Peran Anda"):
            link.set_term("c", "lab", due=stamp(DUE))
    with pytest.raises(links.LinkError, match="tidak ada di sini"):
        service.link("t-s").dues("c")  # a service is nobody in a course
    assert service.store.ledger.terms("c") == []
    service.link("t-i").set_term("c", "lab", due=stamp(DUE))
    for wrong in ({"due": "besok"}, {"attempts": "x"}, {"late": "perhaps"}, {"other": "1"}):
        with pytest.raises(links.LinkError, match="tidak dapat dipahami"):
            service.link("t-i").set_term("c", "lab", **wrong)
    assert service.link("t-i").dues("c") == {"lab": stamp(DUE)}

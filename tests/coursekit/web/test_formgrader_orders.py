"""What formgrader's pages may ask for outside their sandbox, and what becomes of it."""

import asyncio
import json
import os
import socket

import pytest
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from tornado import web

from coursekit.web.formgrader import orders, runner
from coursekit.web.formgrader.extension import STOCK, routes
from coursekit.web.formgrader.listing import List
from coursekit.web.formgrader.orders import Order, OrderRefused, Verb, read_order
from coursekit.web.formgrader.runner import Runner, labs_of, owners_of

LAB = "02-lab"
# Patterns of nbgrader's that we answer ourselves.
OURS = {
    r"/formgrader/api/assignments",
    r"/formgrader/?",
    r"/formgrader/submissions/(.*)",
    r"/formgrader/api/assignment/([^/]+)",
    r"/formgrader/api/assignment/([^/]+)/assign",
    r"/formgrader/api/assignment/([^/]+)/unrelease",
    r"/formgrader/api/assignment/([^/]+)/release",
    r"/formgrader/api/assignment/([^/]+)/collect",
    r"/formgrader/api/assignment/([^/]+)/generate_feedback",
    r"/formgrader/api/assignment/([^/]+)/release_feedback",
    r"/formgrader/api/assignment/([^/]+)/([^/]+)/generate_feedback",
    r"/formgrader/api/assignment/([^/]+)/([^/]+)/release_feedback",
    r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde",
}


def read(line, verbs=tuple(Verb)):
    return read_order(line, verbs, lambda: {LAB}, lambda unit: {"sekda"})


@pytest.mark.parametrize(
    "order",
    [
        Order(Verb.RELEASED),
        Order(Verb.DUES),
        Order(Verb.SET_DUE, LAB, date="2026-12-31 16:00", zone="WIB"),
        Order(Verb.COLLECT, LAB),
        Order(Verb.AUTOGRADE, LAB),
        Order(Verb.AUTOGRADE, LAB, "sekda"),
        Order(Verb.RELEASE_FEEDBACK, LAB, "sekda"),
    ],
)
def test_an_order_arrives_as_it_was_sent(order):
    assert read(order.line()) == order


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "shell", "unit": LAB, "owner": ""},
        {"verb": "collect", "unit": "", "owner": ""},
        {"verb": "collect", "unit": "../02-lab", "owner": ""},
        {"verb": "collect", "unit": "--help", "owner": ""},
        {"verb": "collect", "unit": LAB + "\x00", "owner": ""},
        {"verb": "released", "unit": LAB, "owner": ""},
        {"verb": "collect", "unit": LAB, "owner": "sekda"},
        {"verb": "collect", "unit": LAB, "owner": "", "date": "2026-12-31"},
        {"verb": "dues", "unit": LAB, "owner": ""},
        {"verb": "set_due", "unit": "", "owner": "", "date": "2026-12-31"},
        {"verb": "set_due", "unit": LAB, "owner": "sekda", "date": "2026-12-31"},
        {"verb": "set_due", "unit": LAB, "owner": "", "date": 20261231},
        {"verb": "autograde", "unit": LAB, "owner": "../sekda"},
        {"verb": "autograde", "unit": LAB, "owner": "--protect=no"},
        {"verb": "autograde", "unit": [LAB], "owner": ""},
        {"verb": "autograde", "unit": LAB, "owner": None},
        {"verb": ["autograde"], "unit": LAB, "owner": ""},
        {"verb": "autograde", "unit": LAB, "owner": "", "more": ""},
        {"verb": "autograde", "unit": LAB},
        ["autograde", LAB, ""],
        "autograde",
        None,
    ],
)
def test_what_is_no_order_is_refused_in_words(fields):
    if isinstance(fields, dict) and len(fields) > 2:
        fields = {"date": "", "zone": "", **fields}
    with pytest.raises(OrderRefused, match=r"[a-z]+\.$"):
        read(json.dumps(fields).encode())


def test_bytes_that_are_no_text_are_refused():
    for line in (b"", b"\xff\n", b"{", b'{"verb": "collect"}x'):
        with pytest.raises(OrderRefused):
            read(line)


def test_a_service_gets_no_more_verbs_than_its_own():
    with pytest.raises(OrderRefused):
        read(Order(Verb.AUTOGRADE, LAB).line(), (Verb.COLLECT, Verb.RELEASED))


@pytest.fixture
def layout(small_layout):
    (small_layout.solutions / "01-contoh").mkdir()
    (small_layout.solutions / "01-contoh" / "01-contoh.ipynb").touch()
    (small_layout.solutions / "catatan").mkdir()
    (small_layout.var / "submitted" / "sekda" / "01-contoh").mkdir(parents=True)
    (small_layout.var / "submitted" / "bappeda" / "02-lain").mkdir(parents=True)
    return small_layout


def test_labs_and_trainees_are_those_that_are_there(layout):
    assert labs_of(layout) == {"01-contoh"}
    assert owners_of(layout, "01-contoh") == {"sekda"}


def day(layout, monkeypatch, work, verbs=tuple(Verb), uid=None):
    """Run a runner with a socket, its deeds only noted; return what they were."""
    done = []
    monkeypatch.setattr(
        runner, "act", lambda layout, order: done.append(order) or {"success": True}
    )

    async def run():
        hands = Runner(layout, verbs, os.getuid() if uid is None else uid)
        path = layout.var / "runner"
        server = await hands.listen(path)
        monkeypatch.setenv(orders.RUNNER, str(path))
        try:
            return await work()
        finally:
            server.close()

    return asyncio.run(run()), done


def test_orders_go_over_the_socket_and_answers_come_back(layout, monkeypatch):
    collect = Order(Verb.COLLECT, "01-contoh")

    async def work():
        answers = [await orders.ask_later(collect)]
        answers.append(await orders.ask_later(Order(Verb.COLLECT, "77")))
        answers.append(await asyncio.to_thread(orders.ask, Order(Verb.RELEASED)))
        return answers

    (first, second, third), done = day(layout, monkeypatch, work)
    assert first == third == {"success": True}
    assert second == {
        "success": False,
        "log": "",
        "error": "Lab ini tidak ada. Yang ada: 01-contoh.",
    }
    assert done == [collect, Order(Verb.RELEASED)]


def test_a_flood_of_bytes_and_a_silent_caller_end_nothing(layout, monkeypatch):
    async def work():
        reader, writer = await asyncio.open_unix_connection(os.environ[orders.RUNNER])
        writer.write(b"x" * (orders.LONGEST * 4))
        silent = socket.socket(socket.AF_UNIX)
        silent.connect(os.environ[orders.RUNNER])
        silent.close()
        assert await reader.read() == b""
        writer.close()
        return await orders.ask_later(Order(Verb.COLLECT, "01-contoh"))

    assert day(layout, monkeypatch, work)[0] == {"success": True}


def test_another_uids_process_is_hung_up_on(layout, monkeypatch):
    async def work():
        return await orders.ask_later(Order(Verb.COLLECT, "01-contoh"))

    told, done = day(layout, monkeypatch, work, uid=os.getuid() + 1)
    assert not told["success"] and "tidak dapat dihubungi" in told["error"] and done == []


def test_without_a_runner_pages_still_answer(monkeypatch, tmp_path):
    from nbgrader.exchange.abc import ExchangeError

    monkeypatch.setenv(orders.RUNNER, str(tmp_path / "none"))
    assert not asyncio.run(orders.ask_later(Order(Verb.RELEASED)))["success"]
    with pytest.raises(ExchangeError, match="tidak dapat dihubungi"):
        List().start()


def test_every_address_of_nbgraders_is_looked_at_and_no_more_is_served():
    known = {one for one, *_ in (*handlers.default_handlers, *apihandlers.default_handlers)}
    assert known == {*STOCK, *OURS}
    for pattern, handler, *_ in routes():
        assert pattern.startswith(("/formgrader", "/(?:formgrader"))
        module = handler.__module__
        assert handler is web.StaticFileHandler or module.startswith(
            ("nbgrader.server_extensions.formgrader", "coursekit.web.formgrader")
        )


def test_what_needs_keys_or_the_exchange_is_never_done_in_the_sandbox():
    deeds = {
        *("AssignHandler", "ReleaseHandler", "UnReleaseHandler", "CollectHandler"),
        *("AutogradeHandler", "GenerateFeedbackHandler", "GenerateAllFeedbackHandler"),
        *("ReleaseFeedbackHandler", "ReleaseAllFeedbackHandler"),
    }
    assert deeds <= set(vars(apihandlers))
    assert not deeds & {handler.__name__ for _, handler, *_ in routes()}

"""The exchange service in a real hub: tokens of real servers, formgrader, a killed service."""

import contextlib
import os
import signal
import time

import psutil
import pytest
import requests
from hub_client import Person, hub_session

from coursekit.exchange.client.links import HttpLink, LinkError
from coursekit.exchange.server.setup import open_store
from coursekit.hub.services.exchange_config import exchange_url
from coursekit.nbgrader_ops.operations import collect

pytestmark = pytest.mark.e2e

UNIT = TYPED = "02-kerangka-spbe"  # a lab whose visible tests look at code
SETTINGS = {"exchange": {"instant": [UNIT]}}


class Bearer(Person):
    """Somebody who comes with a token of his own, as programs do."""

    def __init__(self, hub, name):
        super().__init__(hub.url, name)
        self.runtime = hub.runtime
        self.log_in(hub.passwords[name])
        self.tokens = {
            purpose: self.make_token(hub.passwords[name], purpose) for purpose in self.purposes
        }

    purposes = ("lab", "meja")

    def bearing(self, purpose):
        return {"Authorization": f"token {self.tokens[purpose]}"}

    def desk(self, method, path, **params):
        """Ask his JupyterLab's assignment list."""
        address = f"{self.home}{path}"
        asked = hub_session().request(method, address, headers=self.bearing("meja"), params=params)
        return asked.json()

    def link(self):
        """His own way to the service, from outside his server."""
        return HttpLink(exchange_url(self.runtime), self.tokens["lab"])


class Instructor(Bearer):
    """An instructor's programs."""

    purposes = ("lab", "penilaian")


def wait(condition, seconds=60):
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(requests.RequestException, LinkError, KeyError):
            if found := condition():
                return found
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture(scope="module")
def sekda(hub):
    person = Bearer(hub, "sekda")
    person.start()
    return person


def service_of(hub):
    """The process of the service."""
    for process in psutil.Process(hub.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):  # what has just ended has no command any more
            if "coursekit.exchange.server.service" in process.cmdline():
                return process
    raise LookupError("the service does not run")


def test_the_cycle_with_formgrader(hub, sekda):
    where = {"course_id": hub.course, "assignment_id": UNIT}
    listed = sekda.desk("GET", "/assignments", course_id=hub.course)
    assert {one["status"] for one in listed["value"]} == {"released"}, listed
    listed = sekda.desk("POST", "/assignments/fetch", **where)
    assert "fetched" in {one["status"] for one in listed["value"]}, listed
    listed = sekda.desk("POST", "/assignments/submit", **where)
    assert listed["success"] and listed["value"][-1]["student_id"] == "sekda", listed

    headers = Instructor(hub, "widyaiswara").bearing("penilaian")
    base = f"{hub.hosts.service(hub.course)}/formgrader/api"
    found = hub_session().get(f"{base}/assignments", headers=headers)
    assert found.status_code == 200, found.text
    taken = hub_session().post(f"{base}/assignment/{UNIT}/collect", headers=headers).json()
    assert taken["success"] and "Collected: sekda" in taken["log"], taken
    assert hub_session().get(f"{base}/assignments", headers=sekda.bearing("lab")).status_code == 403
    assert "No newer" in collect(hub.layout, UNIT)  # the operator, without any token
    for action, labs in (("unrelease", 0), ("release", 1)):
        done = hub_session().post(f"{base}/assignment/{UNIT}/{action}", headers=headers).json()
        assert done["success"], done
        open_now = [one.assignment for one in sekda.link().released(hub.course)]
        assert open_now.count(UNIT) == labs


def test_visible_tests_answer_within_seconds(hub, sekda):
    def said():
        (entry,) = [one for one in sekda.link().overview() if one.assignment == UNIT]
        instant = entry.submissions[0].instant
        return instant if instant.state != "waiting" else None

    instant = wait(said, 90)
    assert instant.state == "done" and len(instant.tests) > 5, instant
    assert not any(one.passed for one in instant.tests)  # handed in as it was fetched
    text = str(instant)
    assert "HIDDEN" not in text and "points" not in text


def test_a_token_is_the_only_name(hub, sekda):
    bappeda = Bearer(hub, "bappeda").link()
    (entry,) = [one for one in bappeda.overview() if one.assignment == UNIT]
    assert entry.attempts_used == 0 and entry.can_submit
    (mine,) = sekda.link().submissions(hub.course, UNIT, True)
    with pytest.raises(LinkError):
        bappeda.submission(hub.course, mine.id)
    with pytest.raises(LinkError):
        bappeda.release(hub.course, UNIT, b"")
    with pytest.raises(LinkError):
        HttpLink(bappeda._base.removesuffix("/api"), "0" * 32).courses()


def test_a_killed_service_comes_back_with_every_receipt(hub, sekda):
    before = sekda.link().submissions(hub.course, None, False)
    for _ in range(2):  # the second time as soon as it is back
        os.kill(service_of(hub).pid, signal.SIGKILL)
        wait(lambda: sekda.link().submissions(hub.course, None, False) == before)
    store = open_store(hub.layout)
    assert [one.id for one in store.ledger.submissions(hub.course)] == [one.id for one in before]
    store.close()

"""The service: identity from the token alone, roles apart, refusals as Indonesian sentences."""

import os
import socket
import tarfile
import time

import jsonschema
import pytest
import requests

from coursekit.exchange.client.links import LinkError
from coursekit.exchange.model.policy import parse_due, stamp
from coursekit.exchange.model.roles import caller_of
from coursekit.exchange.model.submission import TestSaid
from coursekit.exchange.server.service import ROUTES


@pytest.fixture
def lab(service, archives):
    """The service, with one lab handed out."""
    service.link("t-i").release("c", "lab", archives.lab)
    return service


def status(service, method, path, token=None, **more):
    headers = {"Authorization": f"token {token}"} if token else {}
    answer = requests.request(method, f"{service.url}/api{path}", headers=headers, **more)
    return answer.status_code, answer.json() if answer.content else None


def test_the_cycle_over_http(lab, archives):
    trainee, staff = lab.link("t-a"), lab.link("t-i")
    assert trainee.courses() == ["c"]
    assert trainee.fetch("c", "lab") == archives.lab
    receipt = trainee.submit("c", "lab", archives.lab, "k")
    assert receipt.trainee == "sekda" and receipt.cohort == "satu"
    assert trainee.submit("c", "lab", archives.lab, "k") == receipt
    assert [one.id for one in staff.submissions("c", "lab", True)] == [receipt.id]
    assert staff.submission("c", receipt.id) == archives.lab
    with pytest.raises(LinkError, match="tidak ada di sini"):
        trainee.feedback("c", receipt.id)
    staff.give_feedback("c", receipt.id, archives.lab, {"points": 8.5, "points_max": 10})
    assert trainee.feedback("c", receipt.id) == archives.lab
    staff.unrelease("c", "lab")
    assert trainee.released("c") == []


def test_nobody_reaches_what_is_not_his(lab, archives):
    name = lab.link("t-a").submit("c", "lab", archives.lab, "k").id
    own, back = f"/courses/c/submissions/{name}", f"/courses/c/feedback/{name}"
    for token in (None, "nonsense"):
        code, body = status(lab, "GET", "/courses", token)
        assert code == 403 and "masuk kembali" in body["error"]
    assert status(lab, "GET", "/courses/c/assignments", "t-x")[0] == 404
    assert status(lab, "GET", own, "t-b")[0] == 404
    assert status(lab, "GET", "/courses/c/submissions?all=1", "t-b") == (200, [])
    assert status(lab, "PUT", "/courses/c/assignments/lab", "t-a", data=archives.lab)[0] == 403
    assert status(lab, "PUT", back, "t-a", data=archives.lab)[0] == 403
    assert status(lab, "DELETE", "/courses/c/assignments/lab", "t-a")[0] == 403
    assert status(lab, "POST", "/courses/c/submissions?assignment=no", "t-a", data=b"")[0] == 404
    assert status(lab, "POST", "/courses/c/submissions?assignment=a/b", "t-a", data=b"")[0] == 400
    assert status(lab, "GET", "/courses/..%2fc/assignments", "t-a")[0] == 400
    code, body = status(lab, "POST", "/courses/c/submissions?assignment=lab", "t-a", data=b"x")
    assert code == 400 and "tidak utuh" in body["error"]


def test_a_hub_that_does_not_answer_is_told_in_indonesian(service):
    code, body = status(service, "GET", "/courses", "t-away")
    assert code == 503 and body["error"].startswith("JupyterHub sedang tidak dapat dihubungi")


def test_the_log_says_who_asked_and_no_token(lab, caplog):
    with caplog.at_level("INFO", "exchange"):
        lab.link("t-a").overview()
        status(lab, "GET", "/courses/d/assignments?token=t-a", "t-a")
        # The answer may be here before its line is.
        _until(lambda: "404" in caplog.text)
    first, second = (record.getMessage() for record in caplog.records[-2:])
    assert first.startswith("200 GET /services/exchange/api/overview (sekda)")
    assert second.startswith("404 GET") and "t-a" not in first + second


def test_a_name_that_the_client_claims_counts_for_nothing(lab, archives):
    claims = {"trainee": "bappeda", "student_id": "bappeda", "user": "bappeda", "assignment": "lab"}
    headers = {"Authorization": "token t-a", "X-Forwarded-User": "bappeda"}
    url = f"{lab.url}/api/courses/c/submissions"
    answer = requests.post(url, params=claims, headers=headers, data=archives.lab)
    assert answer.json()["trainee"] == "sekda"
    listed = requests.get(url, params={"all": "1", **claims}, headers=headers).json()
    assert {one["trainee"] for one in listed} == {"sekda"}


def test_a_coach_sees_his_cohort_and_changes_nothing(lab, archives):
    for token in ("t-a", "t-b"):
        lab.link(token).submit("c", "lab", archives.lab, token)
    coach = lab.link("t-k")
    seen = coach.submissions("c", None, True)
    assert [one.trainee for one in seen] == ["sekda"]
    assert coach.submission("c", seen[0].id) == archives.lab
    (other,) = lab.link("t-b").submissions("c", None, False)
    for change in (
        lambda: coach.release("c", "lab", archives.lab),
        lambda: coach.give_feedback("c", seen[0].id, archives.lab, {}),
        lambda: coach.submission("c", other.id),
    ):
        with pytest.raises(LinkError):
            change()


def test_an_author_hands_labs_out_and_sees_nobody_s_work(lab, archives):
    lab.link("t-a").submit("c", "lab", archives.lab, "k")
    author = lab.link("t-p")
    author.release("c", "lab2", archives.lab)
    assert author.submissions("c", None, True) == []


def test_somebody_in_two_courses_sees_both(lab, archives):
    lab.store.ledger.put_release("d", "lain", "0" * 64, ["lain"])
    assert lab.link("t-2").courses() == ["c", "d"]
    assert [one.course for one in lab.link("t-2").overview()] == ["c", "d"]
    assert [one.course for one in lab.link("t-2").overview("d")] == ["d"]
    assert lab.link("t-x").courses() == ["d"]


def test_the_overview_says_what_the_course_page_shows(lab, archives):
    trainee, ledger = lab.link("t-a"), lab.store.ledger
    zone = lab.store.rules.zone
    first = trainee.submit("c", "lab", archives.lab, "k1")
    trainee.submit("c", "lab", archives.new(), "k2")
    lab.link("t-i").give_feedback("c", first.id, archives.lab, {"points": 8.5, "points_max": 10})
    ledger.set_term("c", "lab", due=stamp(parse_due("2026-01-01", zone)), attempts=2)
    (entry,) = trainee.overview()
    assert entry.title == "Contoh lab" and entry.due == "2026-01-01T23:59:59+07:00"
    assert entry.due_text == "1 Januari 2026 pukul 23.59 WIB"
    assert (entry.attempts_used, entry.attempts_max, entry.attempts_left) == (2, 2, 0)
    assert [one.submission.late for one in entry.submissions] == [True, True]
    assert entry.submissions[0].submission.id == first.id
    assert [one.submission.points for one in entry.submissions] == [8.5, None]
    assert not entry.can_submit and "2 dari 2 kali" in entry.why_not
    with pytest.raises(LinkError, match="2 dari 2 kali"):
        trainee.submit("c", "lab", archives.new(), "k3")
    ledger.set_term(
        "c", "lab", trainee="sekda", due=stamp(parse_due("2099-01-01", zone)), attempts=5
    )
    (entry,) = trainee.overview()
    assert entry.extended and entry.can_submit and entry.seconds_left > 0
    assert [one.submission.late for one in entry.submissions] == [False, False]
    (other,) = lab.link("t-b").overview()
    assert not other.extended and other.submissions == ()


def test_a_large_submission_is_refused_with_a_sentence(lab, archives):
    object.__setattr__(lab.store.rules, "size_mb", 1)
    large = archives.make(("lab.ipynb", os.urandom(3 << 20), tarfile.REGTYPE))
    with pytest.raises(LinkError, match="paling banyak 1 MB"):
        lab.link("t-a").submit("c", "lab", large, "k")
    _until(lambda: not list((lab.store.folder / "incoming").iterdir()))


def test_a_broken_connection_leaves_nothing(lab):
    head = (
        "POST /services/exchange/api/courses/c/submissions?assignment=lab HTTP/1.1\r\n"
        "Host: x\r\nAuthorization: token t-a\r\nContent-Length: 100000\r\n\r\n"
    )
    incoming = lab.store.folder / "incoming"
    with socket.create_connection(("127.0.0.1", lab.port)) as line:
        line.sendall(head.encode() + bytes(5000))
        _until(lambda: list(incoming.iterdir()))
    _until(lambda: not list(incoming.iterdir()))
    assert lab.store.ledger.submissions("c") == []


def test_one_person_sends_only_a_few_at_once(lab):
    head = (
        "POST /services/exchange/api/courses/c/submissions?assignment=lab HTTP/1.1\r\n"
        "Host: x\r\nAuthorization: token {}\r\nContent-Length: 10\r\n\r\n"
    )
    incoming = lab.store.folder / "incoming"
    lines = []
    for count in range(1, 5):
        lines.append(socket.create_connection(("127.0.0.1", lab.port)))
        lines[-1].sendall(head.format("t-a").encode() + b"x")
        _until(lambda count=count: len(list(incoming.iterdir())) == count)
    path = "/courses/c/submissions?assignment=lab"
    assert status(lab, "POST", path, "t-a", data=b"x")[0] == 429
    assert status(lab, "POST", path, "t-b", data=b"x")[0] == 400
    for line in lines:
        line.close()
    _until(lambda: not list(incoming.iterdir()))
    assert status(lab, "POST", path, "t-a", data=b"x")[0] == 400


def test_the_description_names_every_route_and_method(service):
    told = requests.get(f"{service.url}/api").json()
    methods = {
        path: {m for m in ("get", "put", "post", "delete") if m in vars(handler)}
        for path, handler in ROUTES.items()
    }
    assert {path: set(item) - {"parameters"} for path, item in told["paths"].items()} == methods
    for item in told["paths"].values():
        assert all(one["summary"] for name, one in item.items() if name != "parameters")


def test_answers_are_as_described(lab, archives):
    told = requests.get(f"{lab.url}/api").json()
    trainee, staff = lab.link("t-a"), lab.link("t-i")
    receipt = trainee.submit("c", "lab", archives.lab, "k")
    staff.give_feedback("c", receipt.id, archives.lab, {"points": 1, "points_max": 2})
    lab.store.verdicts.put(receipt.id, "done", [TestSaid("a", True, "")])
    for path, token in {
        "/courses": "t-a",
        "/courses/c/assignments": "t-a",
        "/courses/c/submissions": "t-a",
        "/overview": "t-a",
        "/courses/c/terms": "t-i",
    }.items():
        answer = status(lab, "GET", path, token)[1]
        operation = told["paths"]["/api" + path.replace("/c/", "/{course}/")]["get"]
        content = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer or path.endswith("terms")
        jsonschema.validate(answer, {**told, **content})
    refusal = status(lab, "GET", "/courses", "nonsense")[1]
    jsonschema.validate(refusal, {**told, "$ref": "#/components/schemas/Refusal"})
    schemas = told["components"]["schemas"]
    assert {"Release", "Submission", "Overview", "Handed", "Instant", "TestSaid"} <= set(schemas)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["nbgrader-c"], "trainee"),
        (["formgrade-c", "nbgrader-c"], "instructor"),
        (["coach-c"], "coach"),
        (["author-c"], "author"),
        (["formgrade-d"], None),
        (["cohort-c"], None),
    ],
)
def test_the_role_comes_from_the_hub_s_groups(groups, role):
    caller = caller_of({"kind": "user", "name": "x", "groups": groups}, "c")
    assert (caller and caller.role) == role


def test_only_the_service_of_the_course_s_own_name_is_staff():
    assert caller_of({"kind": "service", "name": "c"}, "c") is None


def _until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)

"""An instructor with a live session opens pages of a trainee: nothing is done in her name.

The trainee's server is `hostile_server`, in his own sandbox at his own address: whatever a person
finds to take his server over with, he owns every byte it sends. Each technique is one page; after
it the whole world is looked at, from the victim's side.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from foreign_pages import TECHNIQUES, library, page_of
from foreign_words import FILES, MARK, PERSON, REASON, archive, notebook
from foreign_world import (
    ATTACKER,
    OTHER,
    SECRETS,
    VICTIM,
    WAITING,
    World,
    addresses_of,
    origin_of,
    rows,
    token_form,
)
from playwright.sync_api import Error as PlaywrightError
from public_front import DOMAIN, FLAGS, Visitor, tls_front
from takeover import PAGE, ways

from coursekit.hub.accounts.accounts import Account, Accounts
from coursekit.hub.runtime import current_settings, place_of
from coursekit.hub.sandboxes.spawner import give
from coursekit.hub.services.exchange_config import exchange_url

pytestmark = pytest.mark.e2e

MARKED = "02-kerangka-spbe"
BROWSER_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

# The hub starts the trainee's own program as his server.
EXTRA = """
import sys

def hostile(spawner):
    if spawner.user.name == "sekda":
        spawner.cmd = [sys.executable, "/home/sekda/jahat/server.py"]

c.Spawner.pre_spawn_hook = hostile
"""


def public(port):
    """Stand on a name with a wildcard: there, unlike at home, all hosts are one site."""
    return {"hub": {"public_url": f"https://{DOMAIN}:{port + 9}"}}


# What the other site's rules might change at home, where there is no TLS either.
AT_HOME = {
    "fetch_with_credentials",
    "fetch_as_plain_text",
    "frames_without_origin",
    "hidden_forms",
    "forms_sent_on",
    "log_in_as_the_trainee",
    "frames",
    "window_handle",
    "service_worker",
    "storage_and_channels",
    "cookies_by_script",
    "cookies_by_header",
    "web_sockets",
    "log_out",
    "own_path_elsewhere",
    "other_names",
}
EVERY = [("public", one) for one in TECHNIQUES]
EVERY += [("home", one) for one in TECHNIQUES if one.name in AT_HOME]


PUBLIC = pytest.mark.parametrize("hub", ["public"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def hub(request, run_hub):
    """Run a hub behind an organisation's front, or on this machine alone."""
    with run_hub({"public": public, "home": None}[request.param], EXTRA, typed=MARKED) as hub:
        yield hub


@pytest.fixture(scope="module")
def runtime(hub):
    return place_of(hub.layout, current_settings(hub.layout), hub.runtime.port)


@pytest.fixture(scope="module")
def world(hub, runtime, tmp_path_factory):
    """Two people at work and a third whose server is hostile; addresses and secrets in place."""
    layout, jahat = runtime.layout, runtime.homes / ATTACKER / "jahat"
    jahat.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("hostile_server.py"), jahat / "server.py")
    (jahat / "pages.json").write_text("{}")
    (jahat / "heard.jsonl").touch()
    (runtime.homes / VICTIM).mkdir(parents=True)
    (runtime.homes / VICTIM / "rahasia.txt").write_text(SECRETS[0])
    layout.answer_keys.mkdir(exist_ok=True)
    (layout.answer_keys / "rahasia.txt").write_text(SECRETS[1])
    accounts = Accounts(runtime.accounts)
    accounts.add(Account("warga", SECRETS[2]), "sawah kopi 88 jembatan")
    accounts.add(Account(WAITING, "Penyusup", approved=False), "sawah kopi 99 jembatan")
    front = (
        tls_front(runtime, tmp_path_factory.mktemp("front"))
        if runtime.hosts.secure
        else contextlib.nullcontext()
    )
    with front, ThreadPoolExecutor(2) as pool:
        staff, thief = pool.map(lambda name: at_work(hub, runtime, name), (VICTIM, ATTACKER))
        staff.server("POST", "api/terminals")  # one with a number that is easily guessed
        addresses = addresses_of(hub, runtime, thief)
        addresses["token"] = (jahat / "token").read_text()
        yield World(hub, runtime, jahat, addresses)


def at_work(hub, runtime, name):
    """Return somebody who is logged in and whose server runs."""
    person = Visitor(runtime.url, name, runtime.inner_url)
    assert person.log_in(hub.passwords[name]).status_code == 302
    person.start()
    return person


@pytest.fixture(scope="module")
def chromium(browser):
    """Another Chromium, which finds the hub's names."""
    kind = browser.browser_type
    path = shutil.which("chromium")
    browser = kind.launch(executable_path=path, args=[*BROWSER_FLAGS, *FLAGS])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def session(hub, world, chromium):
    """The instructor's live session: at the hub, in formgrader, in her own lab."""
    context = chromium.new_context(locale="id-ID")
    page = context.new_page()
    page.goto(world.addresses["hub_root"])
    page.fill("#username_input", VICTIM)
    page.fill("#password_input", hub.passwords[VICTIM])
    page.click("#login_submit")
    page.wait_for_url("**/hub/home")
    for path in world.addresses["pages"]:
        assert page.goto(path).ok, path
        page.evaluate("localStorage.setItem('rahasia', 'rahasia-kunci-9035')")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def window(chromium, session):
    """A window with the instructor's session; what an attack leaves in it goes with it."""
    context = chromium.new_context(storage_state=session, locale="id-ID")
    context.set_default_timeout(25_000)
    yield context
    context.close()


def open_page(world, context, technique):
    """Let the instructor open the link, from a page of the hub, and do what comes after."""
    known = world.addresses
    script = {"Content-Type": "text/javascript; charset=utf-8"}
    world.serve(
        {
            "": {"body": page_of(technique.name), "headers": technique.headers},
            "lib.js": {"body": library(known), "headers": script},
            **technique.more(known),
        }
    )
    start = context.new_page()
    start.goto(known["hub"] + "home")
    with context.expect_page() as opening:
        start.evaluate("url => { window.open(url) }", known["me"])
    page = opening.value
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.wait_for_function(
        "me => document.title === 'selesai' || location.href !== me", arg=known["me"]
    )
    page.wait_for_load_state()
    if technique.after:
        technique.after(page, known)
    return start, page


@PUBLIC
def test_each_technique_says_what_would_prove_it(world):
    assert len({one.name for one in TECHNIQUES}) == len(TECHNIQUES) > 35
    known = {*world.state(), "secrets", "session", "script", "place"}
    assert {one.effect for one in TECHNIQUES} <= known


@pytest.mark.parametrize(
    ("hub", "technique"),
    EVERY,
    indirect=["hub"],
    scope="module",
    ids=[f"{layout}-{one.name}" for layout, one in EVERY],
)
def test_a_foreign_page_does_nothing_in_the_instructors_name(world, window, session, technique):
    world.heard()
    before = world.state()
    start, _ = open_page(world, window, technique)
    after = world.state()
    heard = world.heard()
    told = [json.loads(row["body"]) for row in heard if row["path"].endswith("/heard")]
    assert not [one for one in told if one["kind"] == "broken"]
    assert [one for one in told if one["kind"] == "done"]

    # She is still herself, and where she was.
    fresh = window.new_page()
    fresh.goto(world.addresses["hub"] + "home")
    shown = fresh.inner_text("#login_widget") if fresh.query_selector("#login_widget") else ""
    places = {origin_of(world.addresses["me"]), "null"}
    loot = [one["origin"] for one in told if any(secret in one["data"] for secret in SECRETS)]
    found = {
        **{key: (before[key], after[key]) for key in before if before[key] != after[key]},
        "secrets": (loot, cookies_in(heard, session)),
        "script": [one for one in told if one["origin"] not in places],
        "possessed": [one["data"] for one in told if one["kind"] == "possessed"],
        "session": () if VICTIM in shown else (fresh.url, fresh.title(), shown),
        "place": () if start.url == world.addresses["hub"] + "home" else start.url,
    }
    found = {key: value for key, value in found.items() if value and value != ([], set())}
    assert found == {}, f"{technique.what}: {sorted(found)}"


def cookies_in(heard, session):
    """Return the instructor's cookies that reached the trainee's server."""
    values = {one["value"]: one["name"] for one in session["cookies"]}
    lines = [value for row in heard for key, value in row["headers"] if key.lower() == "cookie"]
    return {name for value, name in values.items() for line in lines if value in line}


OWN = """async () => {
  %s
  A.acts = A.acts.filter((one) => one.method !== "DELETE" && !one.url.endsWith("shutdown"));
  A.acts.push({method: "POST", url: A.hub + "token", form: %s});
  await possess(window);
}"""


@PUBLIC
@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("hub", {"tokens", "people"}),
        ("formgrader", {"gradebook"}),
        ("lab", {"files", "processes"}),
    ],
)
def test_the_same_acts_from_a_page_of_her_own_are_seen(hub, world, window, page, seen):
    """Whatever fails in the pages above fails for its origin, and would have been noticed."""
    world.heard()
    before = world.state()
    runtime = next(one for one in world.addresses["pages"] if one.startswith(world.addresses[page]))
    own = window.new_page()
    own.goto(runtime)
    form = json.dumps(token_form(hub.passwords[VICTIM]))  # a token takes her password
    own.evaluate(OWN % (library(world.addresses), form))
    after = world.state()
    assert seen <= {key for key in before if before[key] != after[key]}
    told = [json.loads(row["body"]) for row in world.heard() if row["path"].endswith("/heard")]
    told = {one["origin"] for one in told if one["kind"] == "possessed"}
    # Formgrader's own policy lets no word out, not even to say what was done.
    assert told == ({origin_of(runtime)} if page != "formgrader" else set())


@PUBLIC
def test_his_own_files_never_become_his_server_and_the_chain_ends_there(
    hub, runtime, world, window
):
    """A configuration in his home, a page without a login, a token, and all that it opens."""
    name, known = "bappeda", world.addresses
    home, inside = runtime.homes / name, f"/home/{name}"
    page = PAGE.replace("HUB", known["hub"]).replace("VICTIM", VICTIM)
    trainee = at_work(hub, runtime, name)
    for path, text in {**ways(inside), "halaman.html": page}.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    give(home, home.stat().st_uid)
    trainee.stop()
    trainee.start()
    trainee.server("GET", "assignments")  # nbgrader's extension reads a configuration when asked
    visitor, reached = Visitor(runtime.url, name, runtime.inner_url).session, []
    if (home / "dimuat").exists():
        reached.append(("loaded", sorted(set((home / "dimuat").read_text().splitlines()))))
    address = runtime.hosts.person(name) + "/halaman"
    if "curang" in visitor.get(address).text:
        reached.append("a page for everybody")
    visit = window.new_page()
    visit.goto(address)
    if "curang" in visit.content():
        visit.wait_for_function("document.title === 'selesai'")
    if (home / "curian.txt").exists():
        reached.append("a token")
    token = (home / "curian.txt").read_text() if (home / "curian.txt").exists() else "x"
    for method, path in (
        ("GET", known["exchange"] + f"api/courses/{known['course']}/submissions?all=1"),
        ("GET", known["formgrader"] + "formgrader/api/assignments"),
        ("GET", known["formgrader"] + "api/contents/course/answer_keys"),
        ("POST", known["formgrader"] + "api/terminals"),
        ("POST", known["formgrader"] + "api/kernels"),
    ):
        headers = {"Authorization": f"token {token}"}
        if visitor.request(method, path, headers=headers, allow_redirects=False).status_code < 300:
            reached.append(path)
    assert reached == []


@pytest.fixture(scope="module")
def marked(hub, runtime, world):
    """A submission full of attacks, graded; people whose names are attacks."""
    from coursekit.nbgrader_ops.operations import enrol

    accounts = Accounts(runtime.accounts)
    accounts.add(Account("budi", **PERSON), "sawah kopi 77 jembatan")
    accounts.add(Account("tamu", **PERSON, approved=False), "sawah kopi 66 jembatan")
    enrol(hub.layout, {"budi": (PERSON["full_name"], PERSON["unit"])})
    released = json.loads((hub.layout.labs / MARKED / f"{MARKED}.ipynb").read_text())
    sent = archive({MARKED: notebook(released, "weighted_mean", "loss_reason")})
    url = f"{exchange_url(hub.runtime)}/api/courses/{hub.course}/submissions?assignment={MARKED}"
    headers = {"Authorization": f"token {world.addresses['token']}"}
    answer = requests.post(url, data=sent, headers=headers)
    assert answer.ok, answer.text
    for verb in ("collect", "autograde", "feedback"):
        command = Path(sys.executable).with_name("coursekit")
        environment = {**os.environ, "COURSEKIT_ROOT": str(hub.layout.root)}
        done = subprocess.run(
            [command, verb, MARKED], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    (row,) = rows(hub.layout.gradebook, "SELECT id FROM submitted_notebook")
    return row.strip("(',)")


@PUBLIC
def test_what_a_trainee_writes_never_runs_where_staff_reads_it(hub, world, window, marked):
    known, ran, moved = world.addresses, [], []
    bare = window.new_page()
    with bare.expect_console_message(lambda message: MARK in message.text):
        bare.set_content(REASON)  # what would happen without a wall
    bare.close()
    page = window.new_page()

    def hear(message):
        if message.text.startswith(MARK):
            ran.append((page.url, message.text))

    page.on("console", hear)
    page.on("dialog", lambda dialog: (ran.append((page.url, "dialog")), dialog.dismiss()))
    staff = known["formgrader"] + "formgrader/"
    submission = f"{staff}submissions/{marked}"
    pages = {
        f"{known['hub']}peserta": "budi",
        f"{known['hub']}home": VICTIM,
        f"{staff}manage_students": "budi",
        f"{staff}manage_students/budi": "",
        f"{staff}manage_students/{ATTACKER}": MARKED,
        f"{staff}manage_students/{ATTACKER}/{MARKED}": MARKED,
        f"{staff}manage_submissions/{MARKED}": ATTACKER,
        f"{staff}gradebook/{MARKED}": MARKED,
        f"{staff}gradebook/{MARKED}/{MARKED}": "",
        f"{submission}/": "Lihat bukti",
    }
    for address, shown in pages.items():
        assert page.goto(address).ok, address
        page.wait_for_load_state("networkidle")
        text = "".join(
            frame.inner_text("body") for frame in page.frames if frame.query_selector("body")
        )
        assert shown in text, address
        moved += [page.url] if page.url.split("?")[0] != address else []
    page.goto(f"{submission}/")
    for frame in page.frames:
        for link in frame.query_selector_all("#tautan, #kirim"):
            with contextlib.suppress(PlaywrightError):
                link.click(timeout=1000)
    for name in FILES:
        with contextlib.suppress(PlaywrightError):  # some are downloads
            page.goto(f"{submission}/{quote(name)}")
            page.wait_for_load_state("networkidle")
    assert page.goto(f"{submission}/bukti.html").headers["content-security-policy"] == "sandbox"
    feedback = sorted((hub.layout.var / "feedback").rglob("*.html"))
    assert feedback
    for path in feedback:
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
    assert (ran, moved) == ([], [])


@PUBLIC
def test_who_clicks_to_leave_on_a_page_of_a_server_is_asked_nothing(hub, world, chromium):
    known = world.addresses
    context = chromium.new_context()
    page = context.new_page()
    page.goto(known["hub"] + "login")
    page.fill("#username_input", OTHER)
    page.fill("#password_input", hub.passwords[OTHER])
    with page.expect_navigation():
        page.click("#login_submit")
    world.serve({"": {"body": f"<a href='{known['hub']}logout'>Keluar</a>"}})
    page.goto(known["me"])
    page.click("text=Keluar")
    page.wait_for_url("**/hub/login**")
    page.goto(known["hub"] + "home")
    assert "/hub/login" in page.url
    context.close()

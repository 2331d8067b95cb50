"""The world around an attack: where everything lies, and what could be changed or learnt."""

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import psutil

from coursekit.hub.runtime import Runtime

__all__ = [
    "ATTACKER",
    "OTHER",
    "SECRETS",
    "UNIT",
    "VICTIM",
    "WAITING",
    "World",
    "addresses_of",
    "origin_of",
    "rows",
    "token_form",
]

VICTIM, ATTACKER, OTHER, WAITING = "widyaiswara", "sekda", "diskominfo", "penyusup"
UNIT = "00-orientasi"
SECRETS = ("rahasia-meja-7412", "rahasia-kunci-9035", "Rahasia Orang 5518")
# What JupyterLab itself writes for whoever opens it.
VOLATILE = (".jupyter", ".local", ".ipython", ".cache", ".ipynb_checkpoints")


@dataclass(frozen=True)
class World:
    """What an attack could change or learn, seen from the host."""

    hub: object
    runtime: Runtime
    folder: Path
    addresses: dict

    def state(self):
        """Return everything that nobody but its owner may change."""
        layout, runtime = self.runtime.layout, self.runtime
        home = runtime.homes / VICTIM
        return {
            "tokens": rows(
                runtime.state / "hub.sqlite",
                "SELECT id, user_id FROM api_tokens WHERE client_id = 'jupyterhub'",
            ),
            "grants": rows(
                runtime.state / "hub.sqlite",
                "SELECT DISTINCT user_id, client_id FROM api_tokens "
                "UNION SELECT user_id, client_id FROM oauth_codes",
            ),
            "roles": rows(runtime.state / "hub.sqlite", "SELECT name, admin FROM users")
            + rows(runtime.state / "hub.sqlite", "SELECT * FROM user_group_map"),
            "server": rows(
                runtime.state / "hub.sqlite",
                "SELECT user_id FROM spawners WHERE server_id IS NOT NULL",
            ),
            "people": rows(runtime.accounts, "SELECT name, role, hash, approved FROM account"),
            "exchange": exchange_rows(layout),
            "gradebook": rows(layout.gradebook, "SELECT * FROM student")
            + rows(layout.gradebook, "SELECT id, manual_score FROM grade"),
            "files": [*tree(home), *tree(layout.course, "var"), *tree(layout.labs)],
            "processes": processes(self.hub.process.pid),
        }

    def heard(self):
        """Return what reached the trainee's server since it was asked last, and forget it."""
        path = self.folder / "heard.jsonl"
        found = [json.loads(line) for line in path.read_text().splitlines()]
        path.write_text("")
        return found

    def serve(self, pages):
        (self.folder / "pages.json").write_text(json.dumps(pages))


def rows(path, query):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return sorted(map(str, db.execute(query).fetchall()))


def exchange_rows(layout):
    from coursekit.exchange.server.setup import store_folder

    (path,) = store_folder(layout).glob("*.db")
    tables = [row[2:-3] for row in rows(path, "SELECT name FROM sqlite_master WHERE type='table'")]
    return [row for table in tables for row in rows(path, f"SELECT * FROM {table}")]


def tree(folder, *left_out):
    found = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        if inner[0] not in (*left_out, *VOLATILE) and path.is_file():
            found.append((str(path), path.stat().st_size, path.stat().st_mtime_ns))
    return found


def processes(pid):
    """Return kernels and terminals of every server of the hub."""
    found = []
    for process in psutil.Process(pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            line = process.cmdline()
            if "ipykernel_launcher" in line or line[:1] in (["/bin/bash"], ["/bin/sh", "-l"]):
                found.append(process.pid)
    return sorted(found)


def addresses_of(hub, runtime, thief):
    """Return what a trainee knows or guesses of the course."""
    root, hosts, course = f"{runtime.url}/", runtime.hosts, hub.course
    me, lab, other = (hosts.person(name) + "/" for name in (ATTACKER, VICTIM, OTHER))
    formgrader, exchange, book, health = (
        hosts.service(name) + "/" for name in (course, "exchange", "buku", "penjaga")
    )
    found = {
        "hub_root": root,
        "hub": f"{root}hub/",
        "me": me,
        "lab": lab,
        "lab_page": f"{lab}lab",
        "other": other,
        "formgrader": formgrader,
        "exchange": exchange,
        "book": book,
        "health": health,
        "course": course,
        "victim": VICTIM,
        "attacker": ATTACKER,
        "password": hub.passwords[ATTACKER],
        "domain": hosts.name,
        "own_client": f"jupyterhub-user-{ATTACKER}",
        "other_client": f"jupyterhub-user-{OTHER}",
        "staff_client": f"service-{course}",
        "ports": [runtime.port_of(name) for name in ("hub", "proxy", "formgrader", "exchange")],
        # The trainee's path below every other host.
        "roots": [f"{origin_of(url)}/" for url in (root, lab, other, formgrader, exchange, book)],
        "xsrf": thief.session.cookies.get("_xsrf", path="/hub/"),
        "token": "",
        "cookies": {cookie.name: cookie.value for cookie in thief.session.cookies},
    }
    return {**found, **targets(found)}


def token_form(password):
    """Return the form by which a token is made."""
    form = {"what": "make", "purpose": "penilaian", "hours": "24", "note": "curian"}
    return {**form, "sandi": password}


def targets(known):
    """Return what may be read, what may be done, and the pages worth holding."""
    hub, staff, lab, other = (known[key] for key in ("hub", "formgrader", "lab", "other"))
    exchange = f"{known['exchange']}api/courses/{known['course']}"

    def act(method, url, **body):
        return {"method": method, "url": url, **body}

    file = {"json": {"type": "file", "format": "text", "content": "x"}}
    return {
        "reads": [
            f"{hub}peserta",
            f"{hub}token",
            f"{hub}api/user",
            f"{hub}api/users",
            f"{staff}formgrader/manage_students",
            f"{staff}formgrader/api/students",
            f"{staff}api/contents/course/answer_keys/rahasia.txt",
            f"{lab}files/rahasia.txt",
            f"{lab}api/contents/rahasia.txt",
            f"{other}api/contents",
            f"{exchange}/submissions?all=1",
        ],
        "acts": [
            act("POST", f"{hub}peserta", form={"name": "warga", "what": "reset"}),
            act("POST", f"{hub}peserta", form={"name": WAITING, "what": "approve"}),
            act("POST", f"{hub}api/users/{VICTIM}/tokens", json={"note": "curian"}),
            act("POST", f"{hub}token", form=token_form(known["password"])),
            act("PATCH", f"{hub}api/users/{ATTACKER}", json={"admin": True}),
            act("PUT", f"{staff}formgrader/api/student/{WAITING}", json={"last_name": "x"}),
            act("POST", f"{staff}formgrader/api/assignment/{UNIT}/unrelease"),
            act("PUT", f"{staff}api/contents/course/curian.txt", **file),
            act("POST", f"{staff}api/terminals"),
            act("POST", f"{staff}api/kernels", json={"name": "python3"}),
            act("PUT", f"{lab}api/contents/curian.txt", **file),
            act("POST", f"{lab}api/terminals"),
            act("POST", f"{lab}api/kernels", json={"name": "python3"}),
            act("PUT", f"{other}api/contents/curian.txt", **file),
            act("DELETE", f"{exchange}/assignments/{UNIT}"),
            act("POST", f"{exchange}/submissions?assignment={UNIT}"),
            act("DELETE", f"{hub}api/users/{VICTIM}/server"),
            act("POST", f"{lab}api/shutdown"),
        ],
        # Small pages, each of another service.
        "pages": [
            f"{hub}home",
            f"{hub}peserta",
            f"{hub}token",
            f"{staff}formgrader/manage_students",
            f"{lab}view/rahasia.txt",
        ],
        "sockets": [
            base.replace("http", "ws", 1) + path
            for base in (lab, staff, other)
            for path in ("terminals/websocket/1", "api/events/subscribe")
        ],
    }


def origin_of(url):
    """Return scheme, host and port of an address."""
    return "/".join(url.split("/")[:3])

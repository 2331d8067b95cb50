"""The exchange under load: a cohort hands in, lists, and the service dies in the middle.

Run: python benchmarks/exchange.py [--seconds 60] [--trainees 200] [--lists 2000] [--database URL]

The service runs as the hub runs it, in a process of its own, and asks a stand-in for the hub
whose token each call bears. Arrivals are spread at random over the time. Prints each figure and
its share of the bar (under 1 is good); the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import aiohttp
import psutil
from tornado import web
from tornado.httpserver import HTTPServer

from coursekit.core.layout import CourseLayout
from coursekit.exchange.server.setup import open_store

COURSE, LAB, PREFIX = "uji", "01-uji", "/services/exchange/"
SYLLABUS = f"""\
title: Uji
course_id: {COURSE}
pass_percent: 70
units: [{LAB}]
"""
UNIT = "{title: Uji, hours: 1, available: true, weight: 100}"
BARS = {"submit_p95": 2.0, "list_p95": 0.3}


class _Whoami(web.RequestHandler):
    """What the hub says of a token: here the token is the name."""

    def get(self):
        name = self.request.headers["Authorization"].split()[1]
        group = "formgrade" if name == "guru" else "nbgrader"
        scopes = ["access:services!service=exchange"]
        model = {"kind": "user", "name": name, "groups": [f"{group}-{COURSE}"], "scopes": scopes}
        self.finish(model)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """The service in a process of its own, and its stand-in for the hub."""

    def __init__(self, root, database=""):
        self.layout, self.port, self.hub = CourseLayout(Path(root)), free_port(), free_port()
        self.layout.hub.mkdir(parents=True)
        self.layout.syllabus.write_text(SYLLABUS)
        self.layout.unit_data(LAB).parent.mkdir(parents=True)
        self.layout.unit_data(LAB).write_text(UNIT)
        settings = {"exchange": {"database": database}}
        (self.layout.hub / "settings.yaml").write_text(json.dumps(settings))
        self.url = f"http://127.0.0.1:{self.port}{PREFIX}api"
        self.process = None

    def start(self):
        """Start it as the hub would."""
        environment = {
            "PATH": os.environ["PATH"],
            "COURSEKIT_ROOT": str(self.layout.root),
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{self.hub}/hub/api",
            "JUPYTERHUB_API_TOKEN": "service",
            "JUPYTERHUB_SERVICE_NAME": "exchange",
            "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{self.port}",
        }
        command = [sys.executable, "-m", "coursekit.exchange.server.service"]
        log = (self.layout.root / "service.log").open("ab")
        self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        log.close()

    def kill(self, number=signal.SIGKILL):
        """End it, by default as a power cut would."""
        self.process.send_signal(number)
        self.process.wait()

    @contextlib.asynccontextmanager
    async def running(self):
        """Run the stand-in and the service; gives the client's session."""
        hub = HTTPServer(web.Application([(r".*", _Whoami)]))
        hub.listen(self.hub, "127.0.0.1")
        self.start()
        limit = aiohttp.TCPConnector(limit=0)
        try:
            async with aiohttp.ClientSession(connector=limit) as session:
                await self.ready(session)
                yield session
        finally:
            self.kill()
            hub.stop()

    async def ready(self, session):
        """Wait until it answers."""
        for _ in range(600):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"{self.url}"):
                    return
            await asyncio.sleep(0.1)
        raise RuntimeError((self.layout.root / "service.log").read_text())


def lab(size, seed=0):
    """Return the archive of a lab of incompressible bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        info = tarfile.TarInfo(f"{LAB}.ipynb")
        info.size = size
        archive.addfile(info, io.BytesIO(random.Random(seed).randbytes(size)))
    return buffer.getvalue()


async def submit(session, url, name, data, key):
    """Hand in; return status and answer."""
    async with session.post(
        f"{url}/courses/{COURSE}/submissions",
        params={"assignment": LAB},
        data=data,
        headers={"Authorization": f"token {name}", "Idempotency-Key": key},
    ) as answer:
        return answer.status, await answer.json()


async def listed(session, url, name):
    """List as the Assignment List does: labs, then one's submissions."""
    for path in ("assignments", "submissions"):
        async with session.get(
            f"{url}/courses/{COURSE}/{path}", headers={"Authorization": f"token {name}"}
        ) as answer:
            await answer.json()
            assert answer.status == 200


async def release(session, url, data):
    """Hand the lab out."""
    async with session.put(
        f"{url}/courses/{COURSE}/assignments/{LAB}",
        data=data,
        headers={"Authorization": "token guru"},
    ) as answer:
        assert answer.status == 200, await answer.text()


async def spread(calls, seconds, seed):
    """Start calls at random moments within `seconds`; return how long each took, and results."""
    chance = random.Random(seed)

    async def later(call, delay):
        await asyncio.sleep(delay)
        began = time.perf_counter()
        result = await call()
        return time.perf_counter() - began, result

    return await asyncio.gather(*(later(call, chance.uniform(0, seconds)) for call in calls))


def quantiles(times):
    """Return median, 95th hundredth and maximum."""
    times = sorted(times)
    return times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]


async def load(session, service, data, trainees, lists, seconds):
    """Everybody hands in while everybody lists."""
    before = psutil.Process(service.process.pid).cpu_times()
    hands = [
        lambda name=f"p{n:03}": submit(session, service.url, name, data, f"first-{name}")
        for n in range(trainees)
    ]
    looks = [
        lambda name=f"p{n % trainees:03}": listed(session, service.url, name) for n in range(lists)
    ]
    began = time.perf_counter()
    handed, looked = await asyncio.gather(spread(hands, seconds, 1), spread(looks, seconds, 2))
    wall = time.perf_counter() - began
    after = psutil.Process(service.process.pid).cpu_times()
    assert all(status == 200 for _, (status, _) in handed)
    cpu = after.user + after.system - before.user - before.system
    return [t for t, _ in handed], [t for t, _ in looked], wall, cpu


async def death(session, service, data, trainees):
    """Kill the service while everybody hands in at once; start it; everybody repeats."""
    acknowledged = {}

    async def hand_in(name, patience):
        for _ in range(patience):
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
                status, receipt = await submit(session, service.url, name, data, f"second-{name}")
                if status == 200:
                    return acknowledged.setdefault(name, receipt["id"])
            await asyncio.sleep(0.2)
        return None

    names = [f"p{n:03}" for n in range(trainees)]
    first = asyncio.gather(*(hand_in(name, 1) for name in names))
    while len(acknowledged) < trainees // 4 and not first.done():
        await asyncio.sleep(0.005)
    service.kill()
    await first
    before = dict(acknowledged)
    service.start()
    await service.ready(session)
    again = await asyncio.gather(*(hand_in(name, 50) for name in names))
    return before, dict(zip(names, again, strict=True))


def audit(service, trainees, before, after):
    """Compare the store with what was acknowledged."""
    store = open_store(service.layout)
    kept = store.ledger.submissions(COURSE)
    first = [one for one in kept if one.number == 1]
    second = {one.trainee: one.id for one in kept if one.number == 2}
    broken = 0
    for one in kept:
        with store.open_submitted(one) as source:
            broken += len(source.read()) != one.size
    files = {path.name for path in (store.folder / "submitted").iterdir()}
    result = {
        "submissions": len(kept),
        "lost": trainees - len(first) + sum(second.get(n) != i for n, i in before.items()),
        "doubled": len(kept) - 2 * trainees,
        "broken": broken,
        "acknowledged_before_kill": len(before),
        "unanswered_after_retry": sum(value is None for value in after.values()),
        "stray_files": len(files - {one.id for one in kept}),
        "half_uploads": len(list((store.folder / "incoming").iterdir())),
    }
    store.close()
    return result


async def run(root, trainees, lists, seconds, size, database=""):
    """Run all of it; return the figures."""
    service = Service(root, database)
    data = lab(size)
    async with service.running() as session:
        await release(session, service.url, data)
        handed, looked, wall, cpu = await load(session, service, data, trainees, lists, seconds)
        memory = psutil.Process(service.process.pid).memory_info().rss >> 20
        before, after = await death(session, service, lab(size, seed=1), trainees)
    middle, high, top = quantiles(handed)
    found = {
        "trainees": trainees,
        "lists": lists,
        "seconds": seconds,
        "megabytes": size / 1e6,
        "submit_p50": middle,
        "submit_p95": high,
        "submit_max": top,
    }
    middle, high, top = quantiles(looked)
    found |= {"list_p50": middle, "list_p95": high, "list_max": top}
    found |= {"wall": wall, "service_cpu": cpu, "service_mb": memory}
    found |= {"load_average": os.getloadavg()[0]}
    return found | audit(service, trainees, before, after)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trainees", type=int, default=200)
    parser.add_argument("--lists", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of a lab")
    parser.add_argument("--database", default="", help="SQLAlchemy's address; SQLite by default")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="exchange-") as root:
        found = asyncio.run(run(root, **vars(chosen)))
    for name, value in found.items():
        share = f"   {value / BARS[name]:.2f} of the bar" if name in BARS else ""
        shown = f"{value:.3f}" if isinstance(value, float) else value
        print(f"{name:26} {shown}{share}")
    print(json.dumps(found))
    good = all(found[name] < bar for name, bar in BARS.items())
    clean = not any(found[n] for n in ("lost", "doubled", "broken", "unanswered_after_retry"))
    return 0 if good and clean else 1


if __name__ == "__main__":
    raise SystemExit(main())

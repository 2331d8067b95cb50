"""Twelve real single-user servers at once on this machine: start, memory, stop, what is left.

``python benchmarks/hub.py [--people 12] [--port 18400]`` runs for two or three minutes, on
loopback, in a temporary copy of the course, and prints one JSON.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))  # golden, hub_client

import psutil
from hub_client import Person

from coursekit.core.layout import CourseLayout, find_layout
from coursekit.hub.accounts.accounts import Account, Accounts
from coursekit.hub.runtime import Runtime
from coursekit.system.control_groups import memory_of
from coursekit.system.processes import leftovers

PASSWORD = "kopi sawah 7 jembatan"
WORK = "import pandas, spbe; from spbe import datasets; print(len(datasets.load_governments()))"


def make_layout(root: Path, people: int) -> CourseLayout:
    """Copy what a hub serves and give it so many trainees."""
    source = find_layout(Path(__file__).parent)
    for folder in ("labs", "solutions"):
        shutil.copytree(source.root / folder, root / folder)
    shutil.copytree(source.hub, root / "course" / "hub")
    shutil.copy(source.syllabus, root / "course")
    for data in source.units.glob("*/unit.yml"):
        (root / "course" / "units" / data.parent.name).mkdir(parents=True)
        shutil.copy(data, root / "course" / "units" / data.parent.name)
    page = root / "book" / "_build" / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html><title>Buku</title>")
    layout = CourseLayout(root)
    accounts = Accounts(Runtime(layout, 0).accounts)
    accounts.take([(Account(f"peserta{n:02}"), PASSWORD) for n in range(people)])
    return layout


def together(people, work):
    """Do something for all people at once; return the results by name."""
    results = {}

    def run(person):
        results[person.name] = work(person)

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def proportional_mb(processes) -> float:
    """Return resident memory, pages that are shared counted in parts."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / 2**20


def sandboxed(hub: psutil.Process) -> list[psutil.Process]:
    """Return every process inside a sandbox, with the sandboxes' own."""
    family = hub.children(recursive=True)
    walls = {process.pid for process in family if process.name() == "bwrap"}
    return [p for p in family if walls & {p.pid, *(one.pid for one in p.parents())}]


def measure(root: Path, count: int, port: int) -> dict:
    """Run the hub once and return the figures."""
    layout = make_layout(root, count)
    runtime, said = Runtime(layout, port), root / "said.txt"
    command = [Path(sys.executable).with_name("coursekit"), "serve", "--port", str(port)]
    environment = {**os.environ, "COURSEKIT_ROOT": str(root)}
    load = os.getloadavg()[0]
    with said.open("wb") as sink:
        hub = subprocess.Popen(command, env=environment, stdout=sink, stderr=sink)
    try:
        while "ready" not in said.read_text():
            if hub.poll() is not None:
                raise SystemExit(said.read_text())
            time.sleep(0.2)
        people = [Person(runtime.url, f"peserta{n:02}") for n in range(count)]
        for person in people:
            person.log_in(PASSWORD)
        free = psutil.virtual_memory().available
        began = time.monotonic()
        starts = together(people, lambda person: person.start(300))
        ready = time.monotonic() - began
        with contextlib.ExitStack() as kernels:
            running = {one.name: kernels.enter_context(one.kernel()) for one in people}
            answers = together(people, lambda person: running[person.name].run(WORK, 180))
            fell = (free - psutil.virtual_memory().available) >> 20
            shares = proportional_mb(sandboxed(psutil.Process(hub.pid)))
            groups = [used for one in people if (used := memory_of(one.name)) is not None]
            hub.send_signal(signal.SIGINT)
            began = time.monotonic()
            hub.wait(60)
            stop = time.monotonic() - began
            kernels.pop_all()  # they ended with the hub
        return {
            "people": count,
            "load": {"before": round(load, 1), "after": round(os.getloadavg()[0], 1)},
            "all_ready_s": round(ready, 1),
            "start_s": {
                "fastest": round(min(starts.values()), 1),
                "median": round(statistics.median(starts.values()), 1),
                "slowest": round(max(starts.values()), 1),
            },
            "kernels_that_worked": sum(answer.strip() == "27" for answer in answers.values()),
            "memory_mb_a_person": {
                "control_group": round(statistics.mean(groups) / 2**20) if groups else None,
                "proportional_share": round(shares / count),
                "available_fell": round(fell / count),
            },
            "stop_s": round(stop, 1),
            "orphans": len(leftovers(str(runtime.state))),
        }
    finally:
        if hub.poll() is None:
            hub.terminate()
            hub.wait(60)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=12)
    options.add_argument("--port", type=int, default=18400)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="coursekit-bench-", ignore_cleanup_errors=True) as root:
        print(json.dumps(measure(Path(root), given.people, given.port), indent=1))


if __name__ == "__main__":
    main()

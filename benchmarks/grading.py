"""Grading a cohort: our pipeline against `nbgrader autograde`, whole processes, in one run.

Run: python benchmarks/grading.py [--quick] [--soak N]. 100 submissions of a lab whose answers are
code, all different; both sides mark them in courses of their own, from cold, and the marks are
compared row by row. Then, in three rounds of which medians are shown: one worker against two, and
the cost of two interpreters and a sandbox against a bare child that runs the same cells. Last a
soak (1,000 submissions; 300 with --quick) with the leader's memory. Stock marks them all; with
--quick it marks 3 and 13, and its start and its time a submission are taken from these two.
Prints ratios; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))  # golden, hub_client

import golden
from typed_labs import typed_lab

from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import to_bytes
from coursekit.grading.run.course import course_of, early_forkserver
from coursekit.grading.run.pipeline import Choices, grade_assignment
from coursekit.nbgrader_ops.config import programs_on_path, update_course
from coursekit.nbgrader_ops.stubs import update_stubs

UNIT = "02-kerangka-spbe"
_SCRATCH = tempfile.TemporaryDirectory(prefix="coursekit-typed-")
LAYOUT = typed_lab(CourseLayout(Path(_SCRATCH.name)), UNIT)  # answers are code: more to run
SETTINGS = {"warm": ["scipy", "spbe"]}
ROUNDS = 3  # the speed of a shared machine changes within a minute
STAGES = (100, 200, 300, 500, 1000)
ROWS = """
select s.student_id, n.name, b.name, g.auto_score, g.needs_manual_grade
from grade g join submitted_notebook k on g.notebook_id = k.id
join submitted_assignment s on k.assignment_id = s.id
join notebook n on k.notebook_id = n.id join base_cell b on g.cell_id = b.id
order by 1, 2, 3"""


class Course:
    """A scratch course with `count` submissions, for both sides."""

    def __init__(self, root: Path, unit: str) -> None:
        self.root, self.unit = root, unit
        self.layout = CourseLayout(root)

    def config(self):
        """Return nbgrader's settings of this course."""
        from traitlets.config import Config

        config = Config()
        self.layout.gradebook.parent.mkdir(parents=True, exist_ok=True)
        update_course(config, self.layout, "bangku")
        update_stubs(config)
        config.CourseDirectory.source_directory = str(LAYOUT.solutions)
        config.ExecutePreprocessor.timeout = 120
        return config

    def grading(self):
        """Return the course as our pipeline takes it."""
        return course_of(self.layout, self.config(), SETTINGS)

    def submit(self, count: int, variants: list) -> None:
        """Hand in `count` submissions, no two of them alike."""
        for number in range(count):
            plain = json.loads(variants[number % len(variants)])
            for cell in plain["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("solution"):
                    cell["source"] = [*cell["source"], f"\n# peserta {number}"]
            folder = self.layout.var / "submitted" / f"p{number:04}" / self.unit
            folder.mkdir(parents=True)
            (folder / f"{self.unit}.ipynb").write_text(json.dumps(plain))

    def release(self) -> None:
        """Make the gradebook know the lab; write nbgrader's settings for its command."""
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        self.layout.gradebook.parent.mkdir(parents=True)
        config = self.config()
        programs_on_path()
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        assert api.generate_assignment(self.unit)["success"]
        lines = [
            f"c.{section}.{name} = {value!r}"
            for section, values in config.items()
            for name, value in values.items()
        ]
        (self.root / "nbgrader_config.py").write_text("c = get_config()\n" + "\n".join(lines))

    def marks(self) -> list[tuple]:
        """Return every row of marks, in order."""
        with contextlib.closing(sqlite3.connect(self.layout.gradebook)) as database:
            return database.execute(ROWS).fetchall()


def variants(unit: str) -> list[bytes]:
    """Return submissions: right, blank, every question wrong on its own, and broken ones."""
    mistakes = golden.read_golden(LAYOUT.golden(unit))
    answers = [{}, *(item.answers for item in mistakes), {}]
    answers += [{key: value} for item in mistakes for key, value in item.answers.items()]
    first = next(iter(mistakes[0].answers))
    answers += [{first: "def ("}, {first: "1 / 0"}, {first: "import os\nos.system('echo hai')"}]
    made = [golden.perfect(LAYOUT, unit, one) for one in answers]
    return [to_bytes(one.notebook) for one in (*made, golden.blank(LAYOUT, unit))]


def run(command: list[str], root: Path) -> dict:
    """Run a whole process; return its wall and processor seconds and its last line."""
    before, began = os.times(), time.perf_counter()
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if ended.returncode:
        sys.exit(f"{command}: {ended.stderr[-2000:]}")
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return {"wall": wall, "cpu": cpu, "last": (ended.stdout.splitlines() or [""])[-1]}


def ours(course: Course, workers: int) -> dict:
    """Grade in a process of its own, from cold: nothing of an earlier run is left."""
    for name in ("grading", "autograded"):
        shutil.rmtree(course.layout.var / name, ignore_errors=True)
    result = run(own_command("grade", course, workers), course.root)
    return result | json.loads(result["last"])


def stock(course: Course) -> dict:
    tool = Path(sys.executable).with_name("nbgrader")
    return run([str(tool), "autograde", course.unit], course.root)


def own_command(what: str, course: Course, number: int) -> list[str]:
    return [sys.executable, __file__, "--inside", what, course.unit, str(course.root), str(number)]


def grade(course: Course, workers: int) -> None:
    """Be the process that is timed."""
    seen = {}

    def note(summary) -> None:
        for stage in STAGES:
            if len(summary.graded) >= stage:
                seen.setdefault(stage, resident())

    choices = Choices(workers=workers)
    with early_forkserver(
        course.layout, course.unit, SETTINGS, solutions=LAYOUT.solutions
    ) as forkserver:
        graded = (course.grading(), course.unit, choices)
        summary = grade_assignment(*graded, progress=note, forkserver=forkserver)
    assert not summary.failed, summary.failed
    done = {"graded": len(summary.graded), "seconds": summary.seconds, "rss_mb": seen}
    print(json.dumps(done | {"leader_cpu": time.process_time()}))


def resident() -> float:
    """Return this process's memory in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


def bare(course: Course, count: int) -> None:
    """Print processor seconds of a child, forked warm, that runs all cells of a submission."""
    from coursekit.grading.judge import shell
    from coursekit.grading.processes import forkserver_main

    settings = course.grading().forkserver_settings(course.unit)
    warm = forkserver_main._prepare(dataclasses.asdict(settings))
    name = f"{course.unit}.ipynb"
    source = json.loads((LAYOUT.solutions / course.unit / name).read_text())
    true = {known(cell).get("grade_id"): cell["source"] for cell in source["cells"]}
    spent = 0.0
    for folder in sorted((course.layout.var / "submitted").iterdir())[:count]:
        plain = json.loads((folder / course.unit / name).read_text())
        pid = os.fork()
        if pid == 0:
            shell.start(warm)
            for cell in plain["cells"]:
                locked = known(cell).get("locked")
                text = true[known(cell)["grade_id"]] if locked else cell["source"]
                if cell["cell_type"] == "code":
                    shell.run_cell(warm, "".join(text))
            os._exit(0)
        use = os.wait4(pid, 0)[2]
        spent += use.ru_utime + use.ru_stime
    print(spent / count)


def known(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})


def differing(mine: list[tuple], theirs: list[tuple]) -> int:
    """Return how many rows of the submissions that both marked differ, to the last digit."""
    owners = {row[0] for row in theirs}
    ours = Counter(row for row in mine if row[0] in owners)
    return ((ours - Counter(theirs)) | (Counter(theirs) - ours)).total()


def prepared(root: Path, unit: str, count: int, notebooks: list[bytes]) -> Course:
    course = Course(root, unit)
    course.release()
    course.submit(count, notebooks)
    return course


def one_round(course: Course, few: Course, count: int) -> dict:
    """Measure our side once, and the bare child between its runs."""
    two = ours(course, 2)
    bare_each = float(run(own_command("bare", course, count), course.root)["last"])
    less = ours(few, 2)
    one = ours(course, 1)
    each = (two["cpu"] - less["cpu"]) / (count - count // 5)
    return {
        "wall_2": two["wall"], "wall_1": one["wall"], "cpu_2": two["cpu"],
        "per_second_2": count / two["seconds"], "leader_cpu": two["leader_cpu"],
        "ratio_two_workers_wall": one["wall"] / two["wall"],
        "ratio_two_workers_loop": one["seconds"] / two["seconds"],
        "cpu_ms_each": each * 1e3, "cpu_ms_bare": bare_each * 1e3,
        "ratio_cpu_bare": each / bare_each,
    }  # fmt: skip


def measure(scratch: Path, unit: str, quick: bool, soak: int) -> dict:
    notebooks = variants(unit)
    count, by_stock = 100, 13 if quick else 100
    course = prepared(scratch / "ours", unit, count, notebooks)
    other = prepared(scratch / "stock", unit, by_stock, notebooks)
    few = prepared(scratch / "few", unit, count // 5, notebooks)
    found: dict = {"unit": unit, "load_before": os.getloadavg()[0]}
    rounds = [one_round(course, few, count) for _ in range(ROUNDS)]
    found |= {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    found["ratio_cpu_bare_rounds"] = [round(one["ratio_cpu_bare"], 3) for one in rounds]
    mine = course.marks()
    theirs = stock(other)
    if quick:
        start = stock(prepared(scratch / "start", unit, 3, notebooks))
        for key in ("wall", "cpu"):
            slope = (theirs[key] - start[key]) / (by_stock - 3)
            theirs[key] += slope * (count - by_stock)
    rows = other.marks()
    found |= {
        "submissions": count, "stock_submissions": by_stock,
        "rows_compared": len(rows), "rows_different": differing(mine, rows),
        "wall_stock": theirs["wall"], "cpu_stock": theirs["cpu"],
        "ratio_stock_wall": theirs["wall"] / found["wall_2"],
        "ratio_stock_cpu": theirs["cpu"] / found["cpu_2"],
    }  # fmt: skip
    if soak:
        long = ours(prepared(scratch / "soak", unit, soak, notebooks), 2)
        found["soak"] = {key: long[key] for key in ("graded", "wall", "cpu", "rss_mb")}
        found["soak"]["per_core_second"] = soak / long["cpu"]
    return found | {"load_after": os.getloadavg()[0], "cores": os.cpu_count()}


def say(found: dict) -> None:
    stock_note = f"({found['stock_submissions']} timed)"
    print(f"rows compared {found['rows_compared']}, different {found['rows_different']}")
    print(f"whole process, 2 workers: {found['wall_2']:.1f} s, 1: {found['wall_1']:.1f} s")
    print(
        f"throughput over stock {stock_note}: {found['ratio_stock_wall']:.1f} x by the clock, "
        f"{found['ratio_stock_cpu']:.1f} x by processor time (bar 15)"
    )
    print(f"two workers over one: {found['ratio_two_workers_loop']:.2f} x (bar 1.6)")
    print(
        f"processor time {found['cpu_ms_each']:.0f} ms a submission, bare child "
        f"{found['cpu_ms_bare']:.0f} ms: {found['ratio_cpu_bare']:.2f} x (bar 2)"
    )
    if "soak" in found:
        print(f"soak: {found['soak']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--soak", type=int, help="submissions of the soak; 0 for none")
    parser.add_argument("--inside", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        what, unit, root, number = chosen.inside
        {"grade": grade, "bare": bare}[what](Course(Path(root), unit), int(number))
        return
    soak = chosen.soak if chosen.soak is not None else (300 if chosen.quick else 1000)
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as scratch:
        found = measure(Path(scratch), UNIT, chosen.quick, soak)
    say(found)
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in found.items()}
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()

"""The sandbox without root: the same protection, or a plain refusal where it is forbidden."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.grading.assignment.result import Result

pytestmark = pytest.mark.slow
NOBODY = 65534
SCRIPT = """
import json, os, sys
from coursekit.core.errors import CourseError
from coursekit.grading.processes.worker_pool import WorkerPool
from coursekit.grading.processes.forkserver_types import ForkServerSettings
from coursekit.grading.processes.forkserver import ForkServer
from coursekit.grading.sandbox.limits import Limits

told = json.load(sys.stdin)
if told["forbidden"]:
    from coursekit.grading.sandbox import seccomp
    seccomp.install()  # refuses namespaces, as some containers do
kept = {key: told[key] for key in ("cells", "sandbox")}
settings = ForkServerSettings(warm=("numpy", "pandas"), **kept)
try:
    with ForkServer(settings) as forkserver:
        forkserver.probe()
        workers = WorkerPool(forkserver, Limits(**told["limits"]), 1)
        found = workers.mark(told["reference"])
        known = {"kinds": found.kinds, "mutating": found.mutating, "free": found.free}
        jobs = [job | {"spec": job["spec"] | known} for job in told["jobs"]]
        results = [workers.mark(job).as_dict() for job in jobs]
except CourseError as error:
    results = str(error)
print(json.dumps({"uid": os.getuid(), "results": results}))
"""
PEEKS = """
import os, json, socket
def attempt(act):
    try:
        act()
        return 'berhasil'
    except BaseException:
        return 'ditolak'
print(json.dumps({
    'tulis sistem': attempt(lambda: open('/usr/x', 'w')),
    'tulis python': attempt(lambda: open(os.path.join(os.sys.prefix, 'x'), 'w')),
    'peserta lain': attempt(lambda: os.listdir(r'@ROOT@/course/var')),
    'kunci': attempt(lambda: os.listdir(r'@ROOT@/course/answer_keys')),
    'sandi': attempt(lambda: open('/etc/shadow')),
    'jaringan': attempt(lambda: socket.create_connection(('127.0.0.1', 22), 1)),
    'proses lain': 'berhasil' if [p for p in os.listdir('/proc') if p.isdigit() and p != '1']
    else 'ditolak',
    'bom memori': attempt(lambda: bytearray(20 << 30)),
}))
"""


def lowered(scratch, needed):
    """Words before a command that make it an ordinary user's, who may read what is needed.

    A Python under a closed home is shown to him in a mount namespace of his own.
    """
    drop = f"exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups"
    lines = []
    for place in needed:
        parents = [*reversed(Path(place).resolve().parents), Path(place).resolve()]
        closed = [one for one in parents if not one.stat().st_mode & 0o001]
        if closed:
            held = scratch / "held"
            mounted = f"grep -q ' {held} ' /proc/mounts"
            lines.append(f"({mounted} || (mkdir -p {held} && mount --bind {closed[0]} {held}))")
            inside = held / Path(place).resolve().relative_to(closed[0])
            covered = f"grep -q ' {closed[0]} tmpfs' /proc/mounts"
            lines.append(f"({covered} || mount -t tmpfs -o mode=755 none {closed[0]})")
            lines.append(f"mkdir -p {place} && mount --bind {inside} {place}")
    script = " && ".join([*lines, f'{drop} "$@"'])
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


@pytest.fixture
def as_nobody(lab, tmp_path, request):
    """Grade in a process of an ordinary user; skip only where no such user can be had."""
    root = str(request.config.rootpath)
    command = [sys.executable, "-c", SCRIPT]
    if os.getuid() == 0:
        command = [*lowered(tmp_path, (sys.prefix, sys.base_prefix, root)), *command]

    def grade(*answers, forbidden=False, sandbox=True, **limits):
        spec = lab.make_spec(cell=lab.PATIENT, submission=60.0)
        full = lab.notebook_of(spec=spec)
        for cell, known in zip(full["cells"], spec.notebooks[0].cells, strict=True):
            cell["source"] = known.source if known.locked else cell["source"]
        jobs = [
            lab.job_of(spec, {lab.LAB: lab.notebook_of(text.replace("@ROOT@", root))})
            for text in answers
        ]
        told = {"forbidden": forbidden, "sandbox": sandbox, "cells": [lab.SETUP], "jobs": jobs}
        told["limits"] = limits
        told["reference"] = lab.job_of(spec, {lab.LAB: full}, reference=True)
        ended = subprocess.run(
            command, input=json.dumps(told), capture_output=True, text=True, cwd="/", timeout=120
        )
        assert ended.returncode == 0, ended.stderr[-2000:]
        said = json.loads(ended.stdout.splitlines()[-1])
        assert said["uid"] != 0
        found = said["results"]
        return found if isinstance(found, str) else [Result.from_dict(one) for one in found]

    return grade


def scores(result, lab):
    return {key: result.sheets[lab.LAB].scores[key] for key in lab.TESTS}


def test_an_ordinary_user_grades_behind_the_same_walls(as_nobody, lab):
    honest, curious, hostile = as_nobody(lab.ANSWER, PEEKS, "import os\nos._exit(0)")
    assert scores(honest, lab) == lab.FULL and honest.damage == ()
    cells = json.loads(curious.sheets[lab.LAB].text)["cells"]
    seen = json.loads(next(one for one in cells if one["id"] == "answer")["outputs"][0]["text"])
    assert set(seen.values()) == {"ditolak"}, seen
    assert scores(hostile, lab) == lab.ZERO
    assert [item.code for item in hostile.damage] == ["program-ended"]


def test_children_count_with_their_submission_where_no_control_group_is_to_be_had(as_nobody, lab):
    # A process of an ordinary user may write none: the leader looks itself.
    (greedy,) = as_nobody(lab.CHILDREN, total=lab.TOTAL)
    assert scores(greedy, lab) == lab.ZERO
    assert [(item.code, item.where) for item in greedy.damage] == [("memory", "answer")]


def test_without_namespaces_nothing_is_graded_unless_asked(as_nobody, lab):
    refused = as_nobody(lab.ANSWER, forbidden=True)
    assert "the sandbox is refused here" in refused and "--unsafe" in refused
    (result,) = as_nobody(lab.ANSWER, forbidden=True, sandbox=False)
    assert scores(result, lab) == lab.FULL

"""Grading on a Dask cluster: equal marks, no shared disk, lost workers, poison."""

import os
import signal

import pytest

from coursekit.core.errors import CourseError
from coursekit.grading.processes.cluster import Cluster
from coursekit.grading.processes.forkserver_types import ForkServerSettings
from coursekit.grading.run.pipeline import Choices, grade_assignment
from coursekit.grading.sandbox.limits import Limits

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.e2e,
    # Dask complains about a heartbeat of a worker that this test has killed.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
OWNERS = ("sekda", "bappeda", "diskominfo", "inspektorat")


@pytest.fixture(scope="module")
def dask():
    # Three of the four are killed, and a nanny does not always bring one back.
    options = {"n_workers": 4, "threads_per_worker": 1, "processes": True}
    with distributed.LocalCluster(**options, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster


@pytest.fixture
def cluster(dask, lab):
    settings = ForkServerSettings(warm=("numpy", "pandas"), cells=(lab.SETUP,))
    limits = Limits(cell=lab.PATIENT, submission=60.0)
    with Cluster(dask.scheduler_address, settings, limits) as made:
        made.ready()
        yield made


def killers(monkeypatch, cluster, deaths):
    """Kill the worker of a submission as often as `deaths` says of its owner."""
    submit, left = cluster._submit, dict(deaths)

    def deadly(job):
        if left.get(job["owner"]):
            left[job["owner"]] -= 1
            return cluster._client.submit(_die, pure=False)
        return submit(job)

    monkeypatch.setattr(cluster, "_submit", deadly)


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


def scores(result, lab):
    return {key: result.sheets[lab.LAB].scores[key] for key in lab.TESTS}


def test_marks_are_those_of_this_machine(dask, lab, tmp_path):
    course = lab.make_course(tmp_path)
    answers = (lab.ANSWER, "number = 3.25", "def (", lab.STUB)
    for owner, answer in zip(OWNERS, answers, strict=True):
        lab.hand_in(course, owner, answer=answer)
    seen = []
    chosen = Choices(scheduler=dask.scheduler_address, owners=OWNERS)
    summary = grade_assignment(
        course, lab.LAB, chosen, progress=lambda now: seen.append(len(now.graded))
    )
    there = lab.rows_of(course)
    assert not summary.failed and seen[-1] == len(OWNERS)
    assert grade_assignment(course, lab.LAB, Choices(force=True, workers=1)).failed == []
    assert lab.rows_of(course) == there
    assert there["sekda", "plain_test"] == (2.0, None, False)
    assert there["bappeda", "close_test"] == (2.0, None, False)
    assert there["diskominfo", "close_test"] == (0.0, None, False)


def test_a_lost_worker_costs_nothing_and_poison_is_set_aside_alone(cluster, spec, lab, monkeypatch):
    killers(monkeypatch, cluster, {"bappeda": 1, "inspektorat": 2})
    jobs = [(owner, lab.job_of(spec, owner=owner)) for owner in OWNERS]
    results = dict(cluster.run(jobs))
    poison = results.pop("inspektorat")
    assert poison.fault == "the worker died under it twice"
    assert [item.code for item in poison.damage] == ["quarantined"]
    assert set(results) == set(OWNERS) - {"inspektorat"}
    assert [scores(result, lab) for result in results.values()] == [lab.FULL] * 3


def test_a_scheduler_that_is_not_there_is_named(lab, monkeypatch):
    monkeypatch.setattr("coursekit.grading.processes.cluster._CONNECT", "1s")
    with pytest.raises(CourseError, match="no scheduler answers"):
        Cluster("tcp://127.0.0.1:9", ForkServerSettings(), Limits())

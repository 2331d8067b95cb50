"""A part of the hub that died is started again soon, but not for ever at the same pace."""

import asyncio
import signal
import sys

import pytest
from jupyterhub.services import service

from coursekit.hub.services import restarts

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_few_deaths_in_a_row_cost_no_pause_each():
    assert [restarts.look_every([0.0] * count, 1.0) for count in range(1, 6)] == [1] * 5


def test_who_dies_again_and_again_waits_ever_longer_up_to_a_limit():
    pauses = [restarts.look_every([0.0] * count, 1.0) for count in range(5, 15)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30]


def test_deaths_long_ago_are_forgiven():
    assert restarts.look_every([0.0] * 9, 301.0) == 1


def test_a_crash_loop_costs_little():
    """Whoever dies at once is started a few dozen times an hour, and not thousands of times."""
    now, starts = 0.0, []
    while now < 3600:
        starts.append(now)
        now += restarts.look_every(starts, now)
    assert len(starts) < 250


@pytest.fixture
def managed(monkeypatch):
    """The process of a service, of the class that JupyterHub takes."""
    monkeypatch.setattr(service, "_ServiceSpawner", service._ServiceSpawner)  # put back in the end
    monkeypatch.setattr(restarts.WatchedService, "_starts", restarts.defaultdict(list))
    restarts.watch_closely()
    nobody = service._MockUser(name="")
    return service._ServiceSpawner(cmd=SLEEP, _service_name="exchange", user=nobody)


def test_jupyterhub_starts_a_killed_service_again(managed):
    """JupyterHub's own loop, with our pace."""
    spawner = managed
    assert type(spawner) is restarts.WatchedService and spawner.poll_interval == 1
    spawner.get_env = dict

    async def kill_and_wait():
        died = asyncio.Event()
        spawner.start()
        spawner.add_poll_callback(died.set)
        spawner.start_polling()
        spawner.proc.kill()
        await asyncio.wait_for(died.wait(), 60)

    asyncio.run(kill_and_wait())
    assert spawner.proc.returncode == -signal.SIGKILL


def test_each_start_counts(managed):
    spawner = managed
    kinds = [type(spawner)(_service_name="exchange").poll_interval for _ in range(7)]
    assert kinds == [1, 1, 1, 1, 1, 2, 4]
    assert type(spawner)(_service_name="buku").poll_interval == 1

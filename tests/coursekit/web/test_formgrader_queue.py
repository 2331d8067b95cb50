"""Grading from the screen: one run at a time, requests in between together, words for each."""

import asyncio

import pytest

from coursekit.web.formgrader.run_queue import GradingQueue, autograde


def result(failed=()):
    return {"failed": list(failed), "lines": ["sekda: utuh, 5"]}


async def together(queue, *requests):
    return await asyncio.gather(*(queue.grade(*request) for request in requests))


def test_requests_that_come_while_one_runs_go_together_and_never_side_by_side():
    runs, at_once = [], []

    async def day():
        begun, may_end = asyncio.Event(), asyncio.Event()

        async def run(unit, owners):
            at_once.append(None)
            assert len(at_once) == 1
            begun.set()
            await may_end.wait()
            at_once.pop()
            runs.append((unit, list(owners)))
            return result()

        queue = GradingQueue(run)
        first = asyncio.create_task(queue.grade("02", "a"))
        await begun.wait()
        wanted = (("02", "c"), ("02", "b"), ("02",), ("03", "a"))
        later = [asyncio.create_task(queue.grade(*one)) for one in wanted]
        await asyncio.sleep(0)  # each of them has run once, so that it stands in the queue
        may_end.set()
        return await asyncio.gather(first, *later)

    answers = asyncio.run(day())
    # "a" starts at once; what came meanwhile: the named ones, then everybody, then the other lab.
    assert runs == [("02", ["a"]), ("02", ["b", "c"]), ("02", []), ("03", ["a"])]
    assert all(answer["success"] for answer in answers)


def test_only_who_failed_is_told_so():
    async def run(unit, owners):
        return result(["b"])

    a, b, everybody = asyncio.run(together(GradingQueue(run), ("02", "a"), ("02", "b"), ("02",)))
    assert a["success"] and a["log"] == "sekda: utuh, 5"
    assert not b["success"] and "b" in b["error"]
    assert not everybody["success"]


def test_a_run_that_cannot_start_leaves_nobody_waiting():
    async def run(unit, owners):
        raise FileNotFoundError("python")

    answers = asyncio.run(together(GradingQueue(run), ("02", "a"), ("02", "b")))
    assert [answer["success"] for answer in answers] == [False, False]
    assert "python" in answers[0]["error"]


@pytest.mark.slow
def test_the_real_command_says_why_nothing_was_graded(small_layout, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(small_layout.root))
    told = asyncio.run(autograde("77-tidak-ada", ["sekda"]))
    assert "77-tidak-ada" in told["error"]

"""One submission inside the judge's process: restore, run, mark, write the notebook's text."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from coursekit.core.cells import HIDDEN
from coursekit.grading.assignment.findings import Finding
from coursekit.grading.assignment.marked_notebooks import assemble
from coursekit.grading.assignment.marks import limit_outputs
from coursekit.grading.assignment.recognise import choose, trouble_of
from coursekit.grading.assignment.restore import Cell, Restored, UnreadableError, parse, restore
from coursekit.grading.assignment.result import Result
from coursekit.grading.assignment.spec import AssignmentSpec
from coursekit.grading.assignment.written import fill
from coursekit.grading.judge.bridge import Bridge, StudentGoneError
from coursekit.grading.judge.judge import Judge
from coursekit.grading.judge.precompute import Precomputed
from coursekit.grading.judge.shell import Ran
from coursekit.grading.sandbox.usage import MEMORY
from labkit.answers import FOLDER as ANSWERS

__all__ = ["CODES", "mark_submission", "not_run", "open_notebooks"]

# Why the trainee's interpreter is gone -> what is told of it.
CODES = {"timeout": "time-out", MEMORY: "memory", "exit": "program-ended"}
NOT_RUN = "Sel ini tidak dijalankan karena program sudah berhenti sebelumnya."


def open_notebooks(
    job: dict[str, Any], spec: AssignmentSpec
) -> tuple[dict[str, Restored | None], list[Finding]]:
    """Restore every notebook of the assignment; None where it is missing or unreadable.

    Answers written into forms stand in the cells that a person marks.

    Which file is taken for which notebook, `grading.assignment.recognise` says. The damage is all
    that can be told before a cell runs.
    """
    raw = {name: base64.b64decode(coded) for name, coded in job["notebooks"].items()}
    early = [Finding(item["code"], item["where"], item["other"]) for item in job["damage"]]
    missing = any(notebook.name not in raw for notebook in spec.notebooks)
    named = {name for name in job["files"] if name.startswith(f"{ANSWERS}/")}
    coded = job["files"] if missing else {}
    files = {name: base64.b64decode(one) for name, one in coded.items() if name not in named}
    forms = {f"{ANSWERS}/{name}.json" for name in spec.forms} & named
    answers = {name: base64.b64decode(job["files"][name]) for name in forms}
    chosen = choose(raw, files, spec.notebooks, frozenset(job.get("own", ())))
    large = {item.where for item in early if item.code == "notebook-large"}
    damage = [item for item in chosen.damage if item.where not in large]
    opened: dict[str, Restored | None] = {}
    for notebook in spec.notebooks:
        name, where = notebook.name, f"{notebook.name}.ipynb"
        opened[name] = None
        if name not in chosen.notebooks:
            continue
        try:
            plain, old = parse(chosen.notebooks[name])
            restored = restore(plain, notebook)
        except UnreadableError:
            damage.append(Finding(trouble_of(chosen.notebooks[name]), where, where))
            continue
        if old:
            damage.append(Finding("old-format", where))
        opened[name] = restored
        damage += restored.damage
        fill(restored.cells, spec, answers, job["owner"])
    damage += early
    missing_answers = [name for name in spec.answers if name not in job["files"]]
    damage += [Finding("answer-missing", name) for name in missing_answers]
    return opened, damage


def mark_submission(
    job: dict[str, Any],
    sock: Any,
    shell: Any,
    precomputed: Precomputed,
    why: Callable[[], str] = str,
) -> Result:
    """Mark one submission.

    Parameters
    ----------
    job : dict
        ``notebooks`` (name -> bytes in base64), ``reference`` (whether to record).
    sock : socket
        The line to the trainee's interpreter.
    precomputed : Precomputed
        The assignment.
    why : callable
        As that of `Bridge`.

    """
    spec = precomputed.spec
    opened, damage = open_notebooks(job, spec)
    recording = bool(job.get("reference"))
    bridge = Bridge(sock, set(spec.mutating), recording, precomputed.modules, why)
    kinds: dict[str, Any] = {}
    free: dict[str, Any] = {}
    started = time.monotonic()
    for place, notebook in enumerate(spec.notebooks):
        restored = opened[notebook.name]
        if restored is None:
            continue
        if place:
            _begin_anew(bridge, shell, spec.limits.cell)  # as nbgrader: a notebook, a kernel
        known = None if recording else spec.kinds.get(notebook.name, {})
        ready = precomputed.cells.get(notebook.name, {})
        judge = Judge(bridge, shell, known, spec.limits.cell, ready)
        damage += _run(restored.cells, judge)
        kinds[notebook.name] = judge.seen
        free[notebook.name] = judge.watch.free if judge.watch is not None else []
    seconds = round(time.monotonic() - started, 3)
    result = assemble(spec, opened, damage)
    result = replace(result, seconds=seconds, forgeable=tuple(spec.forgeable))
    if recording:
        mutating = tuple(sorted(bridge.mutating))
        result = replace(result, kinds=kinds, mutating=mutating, free=free)
    return result


def _begin_anew(bridge: Bridge, shell: Any, limit: float) -> None:
    shell.reset(new_session=True)
    bridge.end = time.monotonic() + limit
    with contextlib.suppress(StudentGoneError):
        bridge.talk({"op": "reset"})


def _run(cells: list[Cell], judge: Judge) -> list[Finding]:
    damage: list[Finding] = []
    shown: dict[str, list[dict[str, Any]]] = {}
    count = 0
    for place, cell in enumerate(cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        count += 1
        cell.count, spec = count, cell.spec
        was_dead = judge.bridge.dead
        if spec is not None and spec.is_test and not spec.in_answer:
            _keep_test(cell, _tested(judge, spec.grade_id, cell.source, count))
            if judge.bridge.dead == MEMORY and not was_dead:
                damage.append(Finding("memory", spec.grade_id))
            continue
        try:
            if spec is not None and spec.locked and not spec.is_test:
                cell.outputs, updates = judge.locked(spec.grade_id, cell.source, count)
            else:
                cell.outputs, updates = judge.answer(cell.source, count)
        except StudentGoneError:
            cell.outputs, updates = [not_run(judge.bridge.dead, bool(was_dead), judge.limit)], []
        where = spec.grade_id if spec is not None else f"ke-{place + 1}"
        if judge.bridge.dead and not was_dead:
            damage.append(Finding(CODES[judge.bridge.dead], where))
        elif judge.late and not was_dead:
            damage.append(Finding("time-out", where))
        judge.late = False
        _apply_updates(shown, cell, updates)
    for cell in cells:
        for output in cell.outputs:
            output.pop("transient", None)
        cell.outputs = limit_outputs(cell.outputs)
    return damage


def _tested(judge: Judge, grade_id: str, source: str, count: int) -> Ran:
    try:
        return judge.test(grade_id, source, count)
    except Exception as error:  # a hostile reply costs this test, not the whole submission
        text = f"jawaban tidak dapat diperiksa ({type(error).__name__})"
        output = {"output_type": "error", "ename": "TidakTerbaca", "evalue": text}
        return Ran([output | {"traceback": [f"TidakTerbaca: {text}"]}], [], error)


def not_run(dead: str | None, was_dead: bool, limit: float) -> dict[str, Any]:
    """Return the output of a cell that did not run, or at which the program ended."""
    text = NOT_RUN if was_dead else "Program berhenti di sel ini."
    if dead == "timeout" and not was_dead:
        text = f"Sel dihentikan setelah {limit:g} detik."
    if dead == MEMORY and not was_dead:
        text = "Program memakai terlalu banyak memori di sel ini dan dihentikan."
    output = {"output_type": "error", "ename": "ProgramBerhenti", "evalue": text}
    return output | {"traceback": [f"ProgramBerhenti: {text}"]}


def _keep_test(cell: Cell, ran: Any) -> None:
    cell.outputs = ran.outputs
    if ran.error is not None:
        # Feedback must know whether it was the hidden part that failed.
        failed = {"failed": _failed_part(cell.source, ran.error)}
        cell.metadata["coursekit"] = cell.metadata.get("coursekit", {}) | failed


def _failed_part(source: str, error: BaseException) -> str:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "<module>" and "ipykernel" in str(
            trace.tb_frame.f_code.co_filename
        ):
            line = trace.tb_lineno
            break
        trace = trace.tb_next
    first = HIDDEN.starts_at(source)
    if first is None:
        return "visible"
    return "visible" if line is not None and line < first else "hidden"


def _apply_updates(
    shown: dict[str, Any], cell: Cell, updates: list[tuple[str, dict[str, Any]]]
) -> None:
    for display_id, anew in updates:
        for output in shown.get(display_id, []):
            output.update(anew)
    for output in cell.outputs:
        if "transient" in output:
            shown.setdefault(output["transient"]["display_id"], []).append(output)

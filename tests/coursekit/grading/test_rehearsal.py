"""Locked cells run once for all: those that ask nothing of a submission, and no other."""

import dataclasses

from coursekit.grading.assignment.marks import checksum
from coursekit.grading.assignment.spec import CellSpec

NAMED = 'assert "data" in {"data": number}'  # a string that bears the name of the lab's own data
ADDED = {
    "show": "from labkit.tables import neat_table\nneat_table(data)",
    "late": "doubled = data.assign(v=data.v * 2)",
    "owner": "from labkit.case import current_owner\nme = current_owner()",
    "theirs": "twice = number * 2",
    "drawn": "noise = np.random.normal()",
}


def test_only_what_asks_nothing_of_a_submission_is_run_for_all(workers, lab):
    spec = lab.make_spec(cell=lab.PATIENT, submission=60.0)
    cells = [CellSpec("named_test", "code", NAMED, None, locked=True, grade=True, points=1.0)]
    cells += [CellSpec(name, "code", text, None, locked=True) for name, text in ADDED.items()]
    cells = [dataclasses.replace(one, checksum=checksum(one.source, one)) for one in cells]
    (notebook,) = spec.notebooks
    longer = dataclasses.replace(notebook, cells=(*notebook.cells, *cells))
    recorded = lab.record(workers, dataclasses.replace(spec, notebooks=(longer,)))
    assert recorded.free == {lab.LAB: ["setup", "show", "late"]}

"""What is handed in, read from a folder and marked by the real pipeline."""

import json

import pytest

from coursekit.grading.assignment.findings import status_of
from coursekit.grading.assignment.intake import NOTEBOOK_LIMIT, read_submission

pytestmark = pytest.mark.e2e


def with_old_output(notebook, megabytes):
    picture = {"output_type": "display_data", "metadata": {}}
    picture["data"] = {"image/png": "A" * (megabytes << 20)}
    for one in notebook["cells"]:
        if one["cell_type"] == "code":
            one["outputs"] = [picture]
            break
    return notebook


def large_source(notebook):
    notebook["cells"][1]["source"] += "\n# " + "x" * (NOTEBOOK_LIMIT + 1)
    return notebook


def text(notebook, **more):
    return json.dumps(notebook, ensure_ascii=False, **more)


# name: (files, codes, whether every mark is earned)
FOLDERS = {
    "35 MB of old output": (
        lambda nb: {"lab.ipynb": text(with_old_output(nb, 35)).encode()},
        [],
        True,
    ),
    "the same under another name": (
        lambda nb: {"lab.txt": text(with_old_output(nb, 35)).encode()},
        ["file-name"],
        True,
    ),
    "large without output": (
        lambda nb: {"lab.ipynb": text(large_source(nb)).encode()},
        ["notebook-large"],
        False,
    ),
    "UTF-16": (lambda nb: {"lab.ipynb": text(nb).encode("utf-16")}, [], True),
    "a byte order mark": (lambda nb: {"lab.ipynb": text(nb).encode("utf-8-sig")}, [], True),
    "in a folder": (lambda nb: {"kerja/lab.ipynb": text(nb).encode()}, ["file-name"], True),
    "UTF-16 as .txt": (lambda nb: {"x.txt": text(nb).encode("utf-16")}, ["file-name"], True),
    "merge marks": (
        lambda nb: {
            "lab.ipynb": text(nb, indent=1)
            .replace("\n", "\n<<<<<<< HEAD\n=======\n>>>>>>> b\n", 1)
            .encode()
        },
        ["notebook-merged"],
        False,
    ),
    "a web page": (lambda nb: {"lab.ipynb": b"<!doctype html>"}, ["notebook-html"], False),
    "two that differ": (
        lambda nb: {"a.ipynb": text(nb).encode(), "b.ipynb": text(nb, indent=1).encode()},
        ["notebook-doubled", "notebook-other", "notebook-other"],
        False,
    ),
    "only a report": (lambda nb: {"laporan.pdf": b"%PDF"}, ["notebook-swapped"], False),
}


@pytest.fixture(scope="module")
def results(workers, spec, lab, tmp_path_factory):
    jobs = []
    for name, (files, _, _) in FOLDERS.items():
        folder = tmp_path_factory.mktemp("kiriman")
        for path, raw in files(lab.notebook_of()).items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(raw)
        jobs.append((name, read_submission("sekda", folder).job(spec.as_dict())))
    return dict(workers.run(jobs))


@pytest.mark.parametrize("name", FOLDERS)
def test_it_earns_what_it_is_worth_and_is_told(results, lab, name):
    _, codes, earned = FOLDERS[name]
    scores = results[name].sheets[lab.LAB].scores
    assert {key: scores[key] for key in lab.TESTS} == (lab.FULL if earned else lab.ZERO)
    assert sorted(one.code for one in results[name].damage) == codes
    assert (status_of(codes) == "unreadable") is not earned
    shown = results[name].sheets[lab.LAB].text
    assert ("Catatan penilaian" in shown) is bool(codes)
    assert len(shown) < 1 << 20  # no old output comes back in feedback


def test_both_names_are_told_in_the_feedback(results, lab):
    shown = results["in a folder"].sheets[lab.LAB].text
    assert "`kerja/lab.ipynb` seharusnya bernama `lab.ipynb`" in shown
    shown = results["only a report"].sheets[lab.LAB].text
    assert "yang ditemukan: `laporan.pdf`" in shown

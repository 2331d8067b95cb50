"""A trainee's notebook goes back into the released shape, and no answer is lost."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from coursekit.web.course_page.healing import heal, texts


def cell(name, source, *, solution=None, kind="code", **more):
    locked = {"grade_id": name, "solution": solution, "locked": solution is False}
    marks = {} if solution is None else {"nbgrader": locked}
    out = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"id": name, "cell_type": kind, "source": source, "metadata": marks, **out, **more}


RELEASED = {
    "cells": [
        cell("intro", "# Lab", kind="markdown"),
        cell("setup", "siap = True", solution=False),
        cell("answer", "x = None", solution=True),
        cell("text", "Tulis di sini.", solution=True, kind="markdown"),
        cell("answer_test", "cek(x)", solution=False),
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def mine(**changed):
    notebook = copy.deepcopy(RELEASED)
    for one in notebook["cells"]:
        one["source"] = changed.get(one["id"], one["source"])
    return notebook


def test_an_untouched_lab_stays_as_it_is():
    assert heal(mine(), RELEASED) == type(heal(mine(), RELEASED))(RELEASED, 0)


def test_answers_and_what_was_shown_stay():
    notebook = mine(answer="x = 3", text="Warga.")
    notebook["cells"][1]["outputs"] = [{"output_type": "stream"}]
    notebook["cells"][2]["source"] = ["x = ", "3"]  # as a file may hold it
    healed = heal(notebook, RELEASED)
    assert healed.mended == 0
    assert [one["source"] for one in healed.notebook["cells"]][2:4] == ["x = 3", "Warga."]
    assert healed.notebook["cells"][1]["outputs"] == [{"output_type": "stream"}]


def test_what_was_typed_over_a_check_is_put_back_and_its_output_goes():
    notebook = mine(answer_test="print('benar')")
    notebook["cells"][4]["outputs"] = [{"output_type": "stream", "text": "benar"}]
    healed = heal(notebook, RELEASED)
    assert healed.mended == 1
    assert healed.notebook["cells"][4] == RELEASED["cells"][4]


def test_blank_cells_go_and_written_ones_stay_where_they_were():
    notebook = mine()
    extra = [cell(f"b{n}", " \n") for n in range(24)]
    notebook["cells"][1:1] = [*extra, cell("mine", "catatan saya", kind="markdown")]
    healed = heal(notebook, RELEASED)
    names = [one["id"] for one in healed.notebook["cells"]]
    assert names == ["intro", "mine", "setup", "answer", "text", "answer_test"]
    assert healed.mended == 24


def test_cells_without_marks_are_known_by_their_id_alone():
    notebook = mine()
    notebook["cells"].insert(0, cell("own", "tulisan saya", kind="markdown"))
    healed = heal(notebook, RELEASED)
    assert healed.notebook["cells"][0]["source"] == "tulisan saya" and healed.mended == 0
    assert [one["id"] for one in healed.notebook["cells"][1:]] == [
        one["id"] for one in RELEASED["cells"]
    ]


@given(st.permutations(range(5)), st.sets(st.integers(0, 4)), st.lists(st.integers(0, 4)))
def test_whatever_is_moved_lost_or_doubled_the_shape_is_the_released_one(order, lost, doubled):
    notebook = mine(answer="x = 3")
    cells = [notebook["cells"][at] for at in order if at not in lost]
    cells += [copy.deepcopy(notebook["cells"][at]) for at in doubled]
    healed = heal({**notebook, "cells": cells}, RELEASED)
    assert [one["id"] for one in healed.notebook["cells"]] == [
        one["id"] for one in RELEASED["cells"]
    ]
    kept = 2 not in lost or 2 in doubled
    assert healed.notebook["cells"][2]["source"] == ("x = 3" if kept else "x = None")
    assert heal(healed.notebook, RELEASED).mended == 0


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    )
)
def test_cells_that_are_none_are_left_out(odd):
    healed = heal({"cells": [odd, *mine()["cells"]]}, RELEASED)
    assert len(healed.notebook["cells"]) == 5 and healed.mended == 1


def test_only_released_code_that_is_no_answer_may_run_by_itself():
    assert texts(RELEASED) == {"setup": "siap = True", "answer_test": "cek(x)"}


def test_a_cell_to_play_with_keeps_what_was_tried_and_does_not_run_by_itself():
    released = {**RELEASED, "cells": [*RELEASED["cells"], cell("code_path", "kenaikan = 0.1")]}
    tried = copy.deepcopy(released)
    tried["cells"][-1]["source"] = "kenaikan = 0.2"
    healed = heal(tried, released)
    assert healed.mended == 0 and healed.notebook["cells"][-1]["source"] == "kenaikan = 0.2"
    assert "code_path" not in texts(released)

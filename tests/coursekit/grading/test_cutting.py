"""Old output is cut away byte by byte: what remains is what was there, whatever the JSON."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.core import old_output
from coursekit.core.old_output import cut_output, without_output

MB = 1 << 20
texts = st.sampled_from(['a"b', "\\", "{[", "]}", "outputs", "cells", "é", "\\u0041", "widgets"])
plain = st.one_of(st.none(), st.booleans(), st.integers(), texts)
values = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=12,
)


def cut(raw, limit=20 * MB, most=500 * MB):
    return without_output(io.BytesIO(raw), limit, most)


def emptied(value):
    return type(value)() if isinstance(value, list | dict) else value


@given(
    outputs=values,
    source=values,
    metadata=values,
    widgets=values,
    old=st.booleans(),
    indent=st.sampled_from([None, 1]),
    step=st.sampled_from([1, 2, 3, 7, 64, 1000]),
)
def test_only_old_output_goes(outputs, source, metadata, widgets, old, indent, step):
    def notebook(outputs, widgets):
        cell = {"source": source, "outputs": outputs, "metadata": {"outputs": metadata}}
        cells = [cell, cell]
        more = {"worksheets": [{"cells": cells}]} if old else {"cells": cells}
        return {"metadata": {"x": metadata, "widgets": widgets}, **more, "nbformat": 4}

    raw = json.dumps(notebook(outputs, widgets), indent=indent).encode()
    whole = b"".join(cut_output(_Drops(raw, step)))
    assert json.loads(whole) == notebook(emptied(outputs), emptied(widgets))


class _Drops(io.BytesIO):
    """A file that gives a few bytes at a time."""

    def __init__(self, raw, step):
        super().__init__(raw)
        self.step = step

    def read(self, size=-1):
        return super().read(min(self.step, size))


@given(st.binary(max_size=300), st.sampled_from([1, 5, 300]))
def test_what_is_no_json_passes_or_shrinks_and_never_raises(raw, step):
    found = json.detect_encoding(raw[:4])
    whole = b"".join(cut_output(_Drops(raw, step)))
    if found.startswith("utf-8") and b"outputs" not in raw and b"widgets" not in raw:
        assert whole == raw


def test_a_notebook_without_old_output_keeps_every_byte():
    raw = json.dumps({"cells": [{"outputs": [], "source": "x"}], "metadata": {}}, indent=3).encode()
    assert cut(raw) == raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_read(encoding):
    notebook = {"cells": [{"outputs": [{"text": "lama"}], "source": "π = 'é'"}], "nbformat": 4}
    got = cut(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    assert json.loads(got)["cells"] == [{"outputs": [], "source": "π = 'é'"}]


KB = 1 << 10
HOSTILE = {
    "one long text": b'{"cells":[{"outputs":["' + b"A" * (500 * KB) + b'"]}]}',
    "escapes": b'{"cells":[{"outputs":["' + b"\\n" * (250 * KB) + b'"]}]}',
    "brackets": b'{"cells":[{"outputs":[' + b"[]," * (100 * KB) + b"1]}]}",
    "never closed": b'{"cells":[{"outputs":' + b"[" * (300 * KB),
    "a key that never ends": b'{"cells":[{"' + b"k" * (500 * KB),
    "nested beside": b'{"x":' + b"[" * (300 * KB),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_does_not_grow_with_what_is_cut_or_refused(monkeypatch, name):
    monkeypatch.setattr(old_output, "_PIECE", 8 * KB)  # small, for counting memory takes long
    source = io.BytesIO(HOSTILE[name])
    tracemalloc.start()
    try:
        without_output(source, 32 * KB, 500 * MB)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 150 * KB


def test_after_too_many_steps_nothing_more_is_cut(monkeypatch):
    monkeypatch.setattr(old_output, "_MOST_STEPS", 50)
    raw = json.dumps({"x": [[]] * 100, "cells": [{"outputs": [1, 2]}]}).encode()
    assert cut(raw) == raw


def test_what_is_left_is_measured_and_so_is_what_is_read():
    raw = b'{"cells":[{"source":"' + b"x" * 1000 + b'","outputs":["' + b"y" * 5000 + b'"]}]}'
    assert len(cut(raw)) < 1100
    assert cut(raw, limit=1000) is None
    assert cut(raw, most=5000) is None

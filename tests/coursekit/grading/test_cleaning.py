"""What the trainee's interpreter says it showed, before it is written anywhere."""

import json

import numpy as np
import pytest

from coursekit.grading.judge.cleaning import clean_outputs, clean_shown, clean_updates


def shown(data, metadata=None):
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


@pytest.mark.parametrize("mime", ["application/javascript", "text/JavaScript", "text/ecmascript"])
def test_scripts_are_left_out_at_once_and_as_updates(mime):
    data = {"text/plain": "a", mime: "alert(1)"}
    (kept,) = clean_outputs([shown(data)], 1)
    assert kept["data"] == {"text/plain": "a"}
    assert clean_updates([["id", data, {}]]) == [("id", {"data": kept["data"], "metadata": {}})]


def test_an_image_keeps_its_size_and_nothing_a_page_would_write_without_quotes():
    data = {"image/png": "QQ=="}
    metadata = {"image/png": {"width": 5, "height": "5 onerror=x()", "alt": [1]}, "other": {"a": 1}}
    assert clean_shown(data, metadata) == {"data": data, "metadata": {"image/png": {"width": 5}}}


def test_only_json_may_be_other_than_text():
    data = {"text/plain": 5, "image/png": None, "application/json": {"a": [1.5, float("nan")]}}
    assert clean_shown(data, {})["data"] == {"application/json": {"a": [1.5, None]}}


@pytest.mark.parametrize("value", [np.int64(3), {1, 2}, object(), b"x"])
def test_an_output_that_is_no_json_is_left_out_alone(value):
    good = {"output_type": "stream", "name": "stdout", "text": "a"}
    kept = clean_outputs([shown({"application/json": value}), good], 1)
    assert kept == [good]
    json.dumps(kept, allow_nan=False)


@pytest.mark.parametrize("updates", [None, 5, [5], [["a", 5, 5]], [["a", {}, None]], [[1, 2]]])
def test_updates_that_are_none_change_nothing(updates):
    assert clean_updates(updates) == []

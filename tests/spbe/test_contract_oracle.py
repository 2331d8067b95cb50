"""The rules of a table's contract, held against pandera's on tables by lot."""

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe._contracts import DatasetError, conform

FIELDS = [
    {"name": "code", "type": "string", "constraints": {"required": True, "pattern": "G\\d|x"}},
    {"name": "kind", "type": "string", "constraints": {"enum": ["kota", "x"], "unique": True}},
    {"name": "word", "type": "string", "constraints": {"minLength": 2, "maxLength": 3}},
    {"name": "people", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
    {"name": "area", "type": "number", "constraints": {"required": True, "minimum": 0.5}},
]
SCHEMA = {"fields": FIELDS, "primaryKey": ["code", "people"]}
CHECKS = {
    "enum": pa.Check.isin,
    "minimum": pa.Check.ge,
    "maximum": pa.Check.le,
    "pattern": lambda bound: pa.Check.str_matches(f"^(?:{bound})$"),
    "minLength": lambda bound: pa.Check.str_length(min_value=bound),
    "maxLength": lambda bound: pa.Check.str_length(max_value=bound),
}
TYPES = {"integer": "Int64", "number": "float64"}

words = st.sampled_from(["", "G1", "G2", "x", "kota", "kotak", "Gx"])
rows = st.tuples(
    words,
    words,
    words,
    st.sampled_from(["", "0", "1", "5", "6"]),
    st.sampled_from(["", "0.4", "0.5", "7"]),
)


def places_that_pandera_finds(cells):
    """Row and column of each cell that breaks a rule; a key used twice has no column."""
    table, columns = pd.DataFrame(index=cells.index), {}
    for field in FIELDS:
        name, rules = field["name"], dict(field["constraints"])
        values = cells[name].where(cells[name] != "")
        kind = TYPES.get(field["type"])
        table[name] = pd.to_numeric(values).astype(kind) if kind else values
        must, once = rules.pop("required", False), rules.pop("unique", False)
        checks = [CHECKS[rule](bound) for rule, bound in rules.items()]
        columns[name] = pa.Column(checks=checks, nullable=not must, unique=once)
    try:
        pa.DataFrameSchema(columns, unique=SCHEMA["primaryKey"]).validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return {
            (int(row["index"]), "" if "multiple" in row["check"] else row["column"])
            for row in errors.failure_cases.to_dict("records")
        }
    return set()


def places_told(cells):
    try:
        conform(cells, SCHEMA, "x.csv", foreign=None)
    except DatasetError as error:
        heads = (fault.partition(":")[0] for fault in error.faults)
        parts = (head.removeprefix("baris ").partition(", kolom ") for head in heads)
        return {(int(row) - 2, column.strip("'")) for row, _, column in parts}
    return set()


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
@given(st.lists(rows, min_size=1, max_size=5))
def test_the_same_cells_break_a_contract_as_pandera_finds(drawn):
    cells = pd.DataFrame(drawn, columns=[field["name"] for field in FIELDS], dtype="str")
    assert places_told(cells) == places_that_pandera_finds(cells)

"""What several tests of the subject stand on."""

import pytest

from spbe import datasets


@pytest.fixture(scope="session")
def instrument():
    return datasets.load_instrument("spbe-2020")

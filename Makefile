# One line a verb; all logic lives in coursekit or pytest.
.DEFAULT_GOAL := help
.PHONY: help setup serve test quick test-lowest generate lint book lock soak

SETUP := python3 course/deploy/setup.py

help: ## show the verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

setup: ## install what the course needs into .venv
	@$(SETUP)

serve: setup ## start the training on http://localhost:8000
	@exec .venv/bin/coursekit serve

test: ## pass all tests (installs the browser they need)
	@$(SETUP) --browser && .venv/bin/pytest

quick: setup ## the tests that need no browser and no hub
	@.venv/bin/pytest -n auto --dist worksteal -m "not e2e"

# Old packages warn about newer neighbours; what counts here is that they work.
test-lowest: setup ## the same with the oldest versions that pyproject.toml allows
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && python=$$folder/env/bin/python && \
	.venv/bin/uv pip compile --quiet --resolution lowest-direct --all-extras --no-header \
	  --python .venv/bin/python --output-file $$folder/pins.txt pyproject.toml > /dev/null && \
	.venv/bin/uv venv --quiet --seed --python .venv/bin/python $$folder/env && \
	.venv/bin/uv pip install --quiet --python $$python --requirement $$folder/pins.txt && \
	.venv/bin/uv pip install --quiet --python $$python --no-deps --editable . && \
	$$python -m pytest -p no:cacheprovider -n auto --dist worksteal -m "not e2e" \
	  -W ignore::DeprecationWarning -W 'ignore:The `version` property' \
	  tests/spbe tests/datasets tests/labkit tests/coursekit

generate: setup ## make solutions/, labs/ and tables from their sources
	@.venv/bin/coursekit generate

lint: setup ## look for faults in labs and code
	@.venv/bin/coursekit lint && .venv/bin/ruff check . && .venv/bin/ruff format --check .

book: setup ## build the book into book/_build/html
	@.venv/bin/coursekit book

soak: setup ## try the laws on many examples; grade a thousand submissions, print rates and memory
	@.venv/bin/pytest -n auto --dist worksteal -m "not e2e" --hypothesis-profile=soak
	@.venv/bin/python benchmarks/grading.py

lock: setup ## resolve the pins anew from pyproject.toml
	@.venv/bin/coursekit lock

# One line a verb; all logic lives in coursekit or pytest.
.DEFAULT_GOAL := help
.PHONY: help setup serve test quick generate lint book lock soak

SETUP := python3 course/deploy/setup.py

help: ## show the verbs
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-9s %s\n", $$1, $$2}'

setup: ## install what the course needs into .venv
	@$(SETUP)

serve: setup ## start the training on http://127.0.0.1:8000
	@exec .venv/bin/coursekit serve

test: ## pass all tests (installs the browser they need)
	@$(SETUP) --browser && .venv/bin/pytest

quick: setup ## the tests that need no browser and no hub
	@.venv/bin/pytest -n auto -m "not e2e"

generate: setup ## make solutions/, labs/ and tables from their sources
	@.venv/bin/coursekit generate

lint: setup ## look for faults in labs and code
	@.venv/bin/coursekit lint && .venv/bin/ruff check . && .venv/bin/ruff format --check .

book: setup ## build the book into book/_build/html
	@.venv/bin/coursekit book

soak: setup ## grade a thousand submissions and print rates and memory
	@.venv/bin/python benchmarks/grading.py

lock: setup ## resolve the pins anew from pyproject.toml
	@.venv/bin/coursekit lock

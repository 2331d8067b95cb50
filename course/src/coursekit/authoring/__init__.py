"""From an author's text to labs and solutions: generate, lint, lock."""

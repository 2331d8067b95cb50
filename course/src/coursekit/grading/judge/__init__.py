"""Two interpreters: one runs the answers, the other the tests and never an answer."""

"""nbgrader's formgrader as a web service of its own, with our own grading behind its buttons."""

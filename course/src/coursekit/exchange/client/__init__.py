"""nbgrader's exchange classes over HTTP, for trainees and staff."""

"""nbgrader's configuration, and what staff do with it: the only place that configures nbgrader."""

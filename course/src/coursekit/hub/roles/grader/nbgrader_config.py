"""nbgrader in formgrader's sandbox: folders, gradebook, and orders for the rest."""

from coursekit.hub.nbgrader import update_grader

update_grader(get_config())

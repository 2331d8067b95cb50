"""nbgrader in formgrader's sandbox: folders, gradebook, and orders for the rest."""

from coursekit.nbgrader_ops.server_config import update_grader
from coursekit.web.formgrader.listing import List

update_grader(get_config(), List)

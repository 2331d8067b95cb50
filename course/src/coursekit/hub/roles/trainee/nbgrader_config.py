"""nbgrader for trainees: the person is the hub's user, not the system's."""

from coursekit.nbgrader_ops.server_config import update_identity

update_identity(get_config())

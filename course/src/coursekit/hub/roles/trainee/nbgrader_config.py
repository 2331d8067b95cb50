"""nbgrader for trainees: the person is the hub's user, not the system's."""

from coursekit.hub.nbgrader import update_identity

update_identity(get_config())

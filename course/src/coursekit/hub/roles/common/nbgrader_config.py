"""nbgrader for everybody at the hub: which course, which exchange."""

from coursekit.nbgrader_ops.server_config import update_member

update_member(get_config())

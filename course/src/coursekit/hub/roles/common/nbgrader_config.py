"""nbgrader for everybody at the hub: which course, which exchange."""

from coursekit.hub.nbgrader import update_member

update_member(get_config())

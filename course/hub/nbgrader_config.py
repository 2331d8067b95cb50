"""Configuration of nbgrader for staff; all logic is tested code in coursekit."""

from coursekit.core.layout import find_layout
from coursekit.nbgrader_ops.operations import update_staff

c = get_config()

update_staff(c, find_layout())

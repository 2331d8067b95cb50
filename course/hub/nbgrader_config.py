"""Configuration of nbgrader for staff; all logic is tested code in coursekit."""

from coursekit.coursework import update_staff
from coursekit.house import find_house

c = get_config()

update_staff(c, find_house())

"""What an operator sets for nbgrader holds, but for what the course fixes."""

from coursekit.nbgrader_ops.operations import staff_config

OWN = """
c = get_config()
c.LateSubmissionPlugin.penalty_method = "zero"
c.CourseDirectory.root = "/anywhere"
"""


def test_the_operators_own_settings_are_read_and_the_courses_win(small_layout):
    (small_layout.hub / "nbgrader_config.py").write_text(OWN)
    config = staff_config(small_layout)
    assert config.LateSubmissionPlugin.penalty_method == "zero"
    assert config.CourseDirectory.root == str(small_layout.var)


def test_without_settings_of_ones_own_the_courses_stand(small_layout):
    assert staff_config(small_layout).CourseDirectory.root == str(small_layout.var)

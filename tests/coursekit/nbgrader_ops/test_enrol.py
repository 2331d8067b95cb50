"""The gradebook knows people by their real names, as formgrader and the export show them."""

from nbgrader.api import Gradebook

from coursekit.nbgrader_ops.operations import enrol, staff_config


def test_a_name_reads_well_in_formgrader(graded_layout):
    enrol(
        graded_layout, {"siti.aminah": ("Siti Aminah, S.Kom.", "Diskominfo"), "budi": ("Budi", "")}
    )
    config = staff_config(graded_layout)
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        # formgrader writes "last name, first name"
        shown = {one.id: f"{one.last_name}, {one.first_name}" for one in book.students}
    assert shown == {"siti.aminah": "Siti Aminah, S.Kom., Diskominfo", "budi": "Budi, budi"}


def test_a_moved_person_is_known_again(graded_layout):
    enrol(graded_layout, {"budi": ("Budi", "Bappeda")})
    enrol(graded_layout, {"budi": ("Budi Santoso", "Dinas Kesehatan")})
    config = staff_config(graded_layout)
    with Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id) as book:
        (budi,) = book.students
        assert (budi.last_name, budi.first_name) == ("Budi Santoso", "Dinas Kesehatan")

"""Errors that name the file and the place, and say what to do."""

__all__ = ["CourseError", "UsageError"]


class CourseError(Exception):
    """Something in the course is wrong; the message is one line: place, fault, remedy."""

    exit_code = 1


class UsageError(CourseError):
    """The command cannot start: a wrong argument, an unreadable or missing file."""

    exit_code = 2

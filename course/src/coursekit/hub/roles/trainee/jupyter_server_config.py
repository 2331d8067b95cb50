"""A trainee's server: course page, forms that show themselves."""

from coursekit.web.course_page.configure import update_desk

update_desk(get_config())

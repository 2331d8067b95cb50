"""A trainee's server: course page, forms that show themselves."""

from coursekit.rooms.configure import update_desk

update_desk(get_config())

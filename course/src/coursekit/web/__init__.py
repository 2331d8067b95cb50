"""What people see: course page, formgrader, the hub's own pages."""

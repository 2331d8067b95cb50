"""What parts need of the machine: processes, control groups, rights of files, room, node."""

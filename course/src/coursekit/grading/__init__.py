"""Grade submissions: restore, execute in a sandbox with two interpreters, record once."""

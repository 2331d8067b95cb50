"""One module a command, each holding a click command named `command`; heavy imports inside."""

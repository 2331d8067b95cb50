"""The exchange as a service: routes, records, files."""

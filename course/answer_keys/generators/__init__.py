"""Makers of the published tables. They and their seeds live with the keys: a re-run seed would be a key."""

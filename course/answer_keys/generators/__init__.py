"""Makers of the published tables; a re-run seed would be a key, so they live with the keys."""

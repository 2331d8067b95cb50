"""A run from submissions on disk to marks in the gradebook."""

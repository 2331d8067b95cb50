"""The SPBE engine: instruments, scoring, planning, uncertainty. Knows nothing of courses."""

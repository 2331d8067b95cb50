"""Walls around a forked child, and the only language spoken through them."""

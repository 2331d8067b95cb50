"""The machine that serves the training: start, freshness, logs, backup."""

"""The processes of a run: fork server, assignment process, judges, workers, cluster."""

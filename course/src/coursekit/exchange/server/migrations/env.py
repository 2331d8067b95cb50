"""Alembic's entry: runs on the connection that `records.migrate` hands over."""

from alembic import context

from coursekit.exchange.server.records import META

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=META,
    render_as_batch=True,  # SQLite changes a table by copying it
    version_table="exchange_version",
)
with context.begin_transaction():
    context.run_migrations()

"""The hub's own pages about accounts: handlers and templates."""

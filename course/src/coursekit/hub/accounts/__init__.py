"""Accounts of the hub: table, authenticator, password rules, roster."""

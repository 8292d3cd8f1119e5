"""Accounts, roles, and the table from role to permissions."""

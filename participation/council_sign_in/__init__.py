"""Signing in with a council's own accounts, by OpenID Connect, as with Entra ID."""

"""Invitations: roles that are offered to people by e-mail, and the page of who does what."""

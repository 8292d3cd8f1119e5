"""Moderation: what readers report, what moderators hide or leave, and appeals."""

"""Rounds and their phases, and publishing one."""

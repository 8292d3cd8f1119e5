"""Backups: the whole database in one file that says what it is, and its way back.

There are no keys in a backup, and neither what was deleted nor what was published since it was
made: these stay where a restore does not reach. Source: docs/operating.md, "Backup and restore".
"""

"""The public API's common ground: it reads, pages by cursor, takes what needs no account, and
explains itself.
"""

"""Voting codes: batches of one-time codes for a poll, printed on letters, redeemed without an
account.
"""

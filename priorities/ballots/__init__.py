"""Ballots: who is entitled, casting, the ballot box, and the turnout."""

"""Voter registers: lists of people who may vote, as councils keep them in spreadsheets."""

"""Paper ballots: batches of papers, typed by two people, accounted for, and put in the box; and
helping somebody to vote.
"""

"""Did services get better: indicators, findings, commitments, what was done, and the summaries
everyone reads.
"""

"""In which languages a council speaks: whether it writes everything in both, and who has read its
Welsh.
"""

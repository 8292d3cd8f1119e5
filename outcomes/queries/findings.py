"""Findings as pages read them: one, a round's *You said, we did*, and how many people said it."""

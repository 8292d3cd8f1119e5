"""The pages of ballot papers, and of helping somebody to vote."""

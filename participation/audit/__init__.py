"""The pages of the audit: for officers and the guardian, and everybody's own."""

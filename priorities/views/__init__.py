"""The pages of rounds, proposals and polls."""

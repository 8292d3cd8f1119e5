"""The shapes of what comes in about rounds, proposals and polls."""

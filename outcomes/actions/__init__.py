"""Every change to outcomes's part of the world, and nothing else changes it."""

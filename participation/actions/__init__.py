"""Every change to participation's part of the world, and nothing else changes it."""

"""Every change to priorities's part of the world, and nothing else changes it."""

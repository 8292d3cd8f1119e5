"""The doors of outcomes: one function a page."""

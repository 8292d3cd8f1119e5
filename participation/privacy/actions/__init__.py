"""Deleting accounts and what has been kept long enough, and answering complaints."""

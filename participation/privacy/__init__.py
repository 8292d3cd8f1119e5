"""Privacy: what is held about people and how long, getting and deleting one's own, complaints."""

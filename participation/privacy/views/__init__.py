"""The pages of privacy: one's own data, notices that everybody can read, and complaints."""

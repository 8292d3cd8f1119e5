"""Reading files of figures."""

"""What there is to set up in a council, and how far it is."""

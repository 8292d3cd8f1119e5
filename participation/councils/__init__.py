"""The council, and which one answers at a host."""

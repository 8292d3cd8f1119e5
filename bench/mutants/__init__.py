"""Breaking our own code on purpose, to see whether the tests notice."""

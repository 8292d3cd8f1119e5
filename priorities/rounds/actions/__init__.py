"""Every change to rounds."""

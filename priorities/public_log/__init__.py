"""The public log: what happened to every poll of the platform, signed, in one order for ever."""

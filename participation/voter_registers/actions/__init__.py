"""Every change to registers: begun, sent, checked, taken and deleted."""

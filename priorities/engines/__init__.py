"""Pure Python engines of the priorities floor: sealing, counting and publishing ballots."""

"""Setting up a poll: a draft's list of steps, one step a page, its preview and its rehearsal."""

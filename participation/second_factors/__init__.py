"""The second step of signing in: which factors there are, who must have one, and a lost one."""

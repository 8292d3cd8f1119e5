"""A demonstration: a council that says it is one, with invented people to look round as."""

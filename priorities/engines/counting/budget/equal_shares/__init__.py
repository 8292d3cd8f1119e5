"""The Method of Equal Shares: everyone has the same share of the budget, and supporters buy options
together.
"""

from priorities.engines.counting.budget.equal_shares.counting import count_equal_shares
from priorities.engines.counting.budget.equal_shares.steps import Bought, Missed, Raised, Shared

__all__ = ["Bought", "Missed", "Raised", "Shared", "count_equal_shares"]

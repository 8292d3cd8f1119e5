"""The accounts that are published: what a round's summary and a council's dashboard hold, and no more than that.

Every number of people in here has been protected. Votes are exact, as anybody may recount them, or None from 1 to 7.
"""

from outcomes.queries.accounts.measures import IndicatorAccount, MarkerAccount, MoverAccount
from outcomes.queries.accounts.promises import CommitmentAccount, FindingAccount, UpdateAccount, VerdictAccount
from outcomes.queries.accounts.results import (
    ChoiceAccount,
    ComparisonAccount,
    GroupAccount,
    OptionAccount,
    PollAccount,
    QuestionAccount,
    RuleAccount,
)
from outcomes.queries.accounts.wholes import (
    AskAccount,
    DashboardAccount,
    OwedAccount,
    RoundAccount,
    RoundName,
    WantAccount,
)

__all__ = [
    "AskAccount",
    "ChoiceAccount",
    "CommitmentAccount",
    "ComparisonAccount",
    "DashboardAccount",
    "FindingAccount",
    "GroupAccount",
    "IndicatorAccount",
    "MarkerAccount",
    "MoverAccount",
    "OptionAccount",
    "OwedAccount",
    "PollAccount",
    "QuestionAccount",
    "RoundAccount",
    "RoundName",
    "RuleAccount",
    "UpdateAccount",
    "VerdictAccount",
    "WantAccount",
]

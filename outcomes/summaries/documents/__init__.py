"""The accounts that are published: what a round's summary and a council's dashboard hold, and no
more than that.

Every number of people in here has been protected. Votes are exact, as anybody may recount them, or
None from 1 to 7.
"""

from outcomes.summaries.documents.dashboard import (
    AskAccount,
    DashboardAccount,
    OwedAccount,
    RoundName,
    WantAccount,
)
from outcomes.summaries.documents.findings import (
    CommitmentAccount,
    FindingAccount,
    UpdateAccount,
    VerdictAccount,
)
from outcomes.summaries.documents.indicators import IndicatorAccount, MarkerAccount, MoverAccount
from outcomes.summaries.documents.results import (
    ChoiceAccount,
    ComparisonAccount,
    GroupAccount,
    OptionAccount,
    PollAccount,
    QuestionAccount,
    RuleAccount,
)
from outcomes.summaries.documents.round import RoundAccount

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

"""The facts about rounds, proposals, polls, ballots and results."""

from priorities.models.ballots import SealedBallot, Turnout
from priorities.models.polls import Option, Poll, Question
from priorities.models.proposals import LONGEST, Proposal
from priorities.models.results import Result, ResultLine, ResultLogEntry
from priorities.models.rounds import Act, Phase, Round

__all__ = [
    "LONGEST",
    "Act",
    "Option",
    "Phase",
    "Poll",
    "Proposal",
    "Question",
    "Result",
    "ResultLine",
    "ResultLogEntry",
    "Round",
    "SealedBallot",
    "Turnout",
]

"""The facts about rounds, proposals, polls, ballots and results."""

from priorities.ballots.models import SealedBallot, Turnout
from priorities.challenges.models import Challenge
from priorities.moderation.models import ModerationDecision, Report
from priorities.moderation_reasons.models import CouncilReason
from priorities.paper_ballots.models import HelpedVote, PaperBallot, PaperBatch, PaperEntry
from priorities.polls.models import ElectorAtClosing, LeftOff, Option, Poll, Question
from priorities.proposals.models import LONGEST, Proposal, ProposalVersion
from priorities.public_log.models import LogEntry
from priorities.results.models import (
    AnalysedResult,
    CountPart,
    CountPiece,
    ExcludedBallot,
    JointDecision,
    Result,
    ResultLine,
)
from priorities.rounds.models import ACTS, Act, Phase, PhaseAct, Round
from priorities.voting_codes.models import (
    CodeBatch,
    ExpiredCode,
    PostedLetter,
    Posting,
    Redemption,
    VotingCode,
)

__all__ = [
    "ACTS",
    "LONGEST",
    "Act",
    "AnalysedResult",
    "Challenge",
    "CodeBatch",
    "CouncilReason",
    "CountPart",
    "CountPiece",
    "ElectorAtClosing",
    "ExcludedBallot",
    "ExpiredCode",
    "HelpedVote",
    "JointDecision",
    "LeftOff",
    "LogEntry",
    "ModerationDecision",
    "Option",
    "PaperBallot",
    "PaperBatch",
    "PaperEntry",
    "Phase",
    "PhaseAct",
    "Poll",
    "PostedLetter",
    "Posting",
    "Proposal",
    "ProposalVersion",
    "Question",
    "Redemption",
    "Report",
    "Result",
    "ResultLine",
    "Round",
    "SealedBallot",
    "Turnout",
    "VotingCode",
]

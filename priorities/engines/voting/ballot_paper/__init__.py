"""Ballot papers: the frozen questions of a poll, and whether a voter's choices fit them."""

from priorities.engines.voting.ballot_paper.choices import check_choices
from priorities.engines.voting.ballot_paper.paper import BallotPaper, PaperFaulty
from priorities.engines.voting.ballot_types import Choice, ChoiceRefused, QuestionRules

__all__ = [
    "BallotPaper",
    "Choice",
    "ChoiceRefused",
    "PaperFaulty",
    "QuestionRules",
    "check_choices",
]

"""Ballot papers: the frozen questions of a poll, and whether a voter's choices fit them."""

from priorities.engines.voting.ballot_paper.choices import Choice, ChoiceRefused, check_choices
from priorities.engines.voting.ballot_paper.rules import (
    BallotPaper,
    PaperFaulty,
    QuestionRules,
    QuestionType,
)

__all__ = [
    "BallotPaper",
    "Choice",
    "ChoiceRefused",
    "PaperFaulty",
    "QuestionRules",
    "QuestionType",
    "check_choices",
]

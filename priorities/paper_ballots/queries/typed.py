"""What was typed from a paper, unsealed for whoever has the poll's key."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from participation.models import User
from priorities.engines.sealing.paper import Typed, place_of, unseal_typed
from priorities.engines.voting.asked_questions import Answer
from priorities.engines.voting.definition import Definition
from priorities.paper_ballots.models import PaperBallot, PaperEntry


@dataclass(frozen=True)
class TypedPaper:
    """What one person typed: the answers in the words of the ballot paper, or why it is spoiled."""

    answers: list[Answer]
    spoiled: str


def typed_in(key: bytes, paper: PaperBallot, entry: PaperEntry) -> Typed:
    """What an entry holds. Raises SealBroken."""
    place = place_of(paper.batch.poll_id, paper.which, entry.turn)
    return unseal_typed(key, place, bytes(entry.nonce), bytes(entry.ciphertext))


def problem_with_typing(paper: PaperBallot, user: User) -> str:
    """Why somebody cannot type this paper now, in words for them; "" if they can. One query."""
    is_nobodys = paper.batch.is_identified and paper.state == PaperBallot.State.PRINTED
    if paper.handed_by_id == user.pk:
        problem = _("You handed this paper out, so somebody else types it.")
    elif paper.batch.is_reconciled:
        problem = _("The papers of this batch are accounted for. Nothing can be added.")
    elif paper.is_settled:
        problem = _("This paper is done: it was typed twice, or is spoiled.")
    elif paper.differs:
        problem = _("This paper was typed twice, and waits for a decision.")
    elif is_nobodys:
        problem = _("This paper was handed to nobody, so it is nobody's vote. Put it aside.")
    elif paper.entries.filter(typed_by=user).exists():
        problem = _("You have typed this paper. Another person types it again.")
    else:
        problem = ""
    return problem


def typed_by_turn(key: bytes, paper: PaperBallot) -> dict[str, Typed]:
    """What was typed from a paper, after "1" and "2": who typed first and who second."""
    return {str(each.turn): typed_in(key, paper, each) for each in paper.entries.order_by("turn")}


def in_words(typed: Typed, definition: Definition) -> TypedPaper:
    """What somebody typed, in the words of the ballot paper."""
    spoiled = typed.get("spoiled", "")
    why = PaperBallot.Spoiled(spoiled).label if spoiled else ""
    return TypedPaper(definition.answers(typed.get("q", {})), str(why))

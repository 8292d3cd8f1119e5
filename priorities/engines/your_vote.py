"""What one vote did, in plain words: what became of what was chosen on it.

It is told from the definition's question, the published result and the choice alone, to whoever
holds the vote's code and to nobody else.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.budget.equal_shares.payments import Payments
from priorities.engines.counting.explain.money import Money
from priorities.engines.voting.asked_questions import AskedQuestion
from priorities.engines.voting.ballot_types import Choice, Unit

BLANK = sentence("This ballot was blank. It counts in the turnout.")
DID_NOT_COUNT = sentence(
    "This ballot is published with the others, but it did not decide: its voter had not shown all "
    "that this vote asks for."
)


@dataclass(frozen=True)
class _Vote:
    """A vote, and what its question's result says: see `what_your_vote_did`."""

    question: AskedQuestion
    result: Mapping[str, Any]
    choice: Choice
    payments: Payments | None

    @property
    def chosen(self) -> list[str]:
        """The options marked, in the order of the choice where that is one."""
        return list(self.choice)

    @property
    def order(self) -> list[str]:
        """Every option, best first."""
        return list(self.result["order"])

    @property
    def won(self) -> list[str]:
        """What was chosen on this ballot and came out as chosen, in the order of the result."""
        return [option for option in self.result["winners"] if option in self.choice]

    @property
    def lost(self) -> list[str]:
        """What was chosen on this ballot and did not come out as chosen."""
        return [option for option in self.chosen if option not in self.result["winners"]]

    def name(self, option: str) -> Sentence:
        """An option's title on the ballot paper, between marks, as it may be a sentence itself."""
        title = next(each.title for each in self.question.options if each.id == option)
        return sentence("“%(title)s”", title=title)

    def names(self, options: Collection[str]) -> tuple[Sentence, ...]:
        """The titles of options, which are read as "A, B and C"."""
        return tuple(map(self.name, options))

    def came(self, option: str) -> dict[str, object]:
        """An option's title, its place, and out of how many, for a sentence."""
        place = _place(self.order.index(option))
        return {"name": self.name(option), "place": place, "total": len(self.order)}


def what_your_vote_did(
    question: AskedQuestion,
    result: Mapping[str, Any],
    choice: Choice,
    *,
    has_decided: bool = True,
    payments: Payments | None = None,
) -> list[Sentence]:
    """Return what became of what was chosen in a question, in one sentence a line.

    `result` is the question's as the manifest has it. Where it tells no scores, because too few
    voted, only what was chosen is said. `has_decided` is whether the ballot was of a group that
    counts. `payments` say who paid for what, where shares of the money did.
    """
    if not choice:
        return [BLANK]
    if not has_decided:
        return [DID_NOT_COUNT]
    vote = _Vote(question, result, choice, payments)
    if "score" not in result or "winners" in result:
        return _with_winners(vote)
    return _by_score(vote)


# --- Where the scores alone decide ----------------------------------------------------------------


def _by_score(vote: _Vote) -> list[Sentence]:
    tell = _points if vote.question.counted.unit is Unit.POINTS else _came_in
    in_order = [option for option in vote.order if option in vote.choice]
    return [*_in_the_first(vote), *(tell(vote, option) for option in in_order)]


def _in_the_first(vote: _Vote) -> list[Sentence]:
    """How many of those chosen came in as many first places; nothing where one was chosen, or
    all.
    """
    number = len(vote.choice)
    if not 1 < number < len(vote.order):
        return []
    first = sum(option in vote.choice for option in vote.order[:number])
    if not first:
        return [sentence("None of your %(number)s came in the first %(number)s.", number=number)]
    if first == number:
        return [sentence("All of your %(number)s came in the first %(number)s.", number=number)]
    return [
        counted(
            "%(number)s of your %(chosen)s came in the first %(chosen)s.",
            "%(number)s of your %(chosen)s came in the first %(chosen)s.",
            first,
            chosen=number,
        )
    ]


def _came_in(vote: _Vote, option: str) -> Sentence:
    return counted(
        "%(name)s came %(place)s of %(total)s. Yours was its one vote.",
        "%(name)s came %(place)s of %(total)s. Yours was one of its %(number)s votes.",
        int(vote.result["score"][option]),
        **vote.came(option),
    )


def _points(vote: _Vote, option: str) -> Sentence:
    return counted(
        "%(name)s came %(place)s of %(total)s. You gave it its one point.",
        "%(name)s came %(place)s of %(total)s. You gave it %(given)s of its %(number)s points.",
        int(vote.result["score"][option]),
        given=cast("Mapping[str, int]", vote.choice)[option],
        **vote.came(option),
    )


# --- Where a rule says what is chosen -------------------------------------------------------------


def _with_winners(vote: _Vote) -> list[Sentence]:
    is_told = "score" in vote.result
    if vote.question.ballot_type.has_budget and "cost" in vote.result:
        return _paid(vote, vote.payments) if vote.payments and is_told else _spent(vote)
    if is_told and vote.question.counted.unit is not Unit.VOTES:
        places = enumerate(vote.choice)
        return [_how_many_won(vote), *(_ranked(vote, place, option) for place, option in places)]
    return _chosen(vote)


def _how_many_won(vote: _Vote) -> Sentence:
    return counted(
        "%(number)s of the %(marked)s that you put in order was chosen.",
        "%(number)s of the %(marked)s that you put in order were chosen.",
        len(vote.won),
        marked=len(vote.choice),
    )


def _chosen(vote: _Vote) -> list[Sentence]:
    won = counted(
        "Of what you marked, %(names)s was chosen.",
        "Of what you marked, %(names)s were chosen.",
        len(vote.won),
        names=vote.names(vote.won),
    )
    lost = counted(
        "%(names)s was not chosen.",
        "%(names)s were not chosen.",
        len(vote.lost),
        names=vote.names(vote.lost),
    )
    return [*([won] if vote.won else []), *([lost] if vote.lost else [])]


def _spent(vote: _Vote) -> list[Sentence]:
    won = counted(
        "Of what you marked, %(names)s was funded.",
        "Of what you marked, %(names)s were funded.",
        len(vote.won),
        names=vote.names(vote.won),
    )
    lost = counted(
        "%(names)s was not funded.",
        "%(names)s were not funded.",
        len(vote.lost),
        names=vote.names(vote.lost),
    )
    return [*([won] if vote.won else []), *([lost] if vote.lost else [])]


def _paid(vote: _Vote, payments: Payments) -> list[Sentence]:
    """What was funded, and where the voter's share of the money went; the stated sums add up to the
    stated share.
    """
    money, spent = Money(vote.question.rules.unit), payments.spent_by(vote.choice)
    *sums, left = money.parts([*(payment for _, payment in spent.paid), spent.left])
    share = sentence(
        "Your share of the money was %(share)s; %(left)s of it was not spent.",
        share=money.words(spent.share),
        left=left,
    )
    paid = [
        sentence("%(paid)s of it went to %(name)s.", paid=amount, name=vote.name(option))
        for (option, _), amount in zip(spent.paid, sums, strict=True)
    ]
    paid_for = {option for option, _ in spent.paid}
    free = [option for option in vote.won if option not in paid_for]
    without = counted(
        "%(names)s was funded without money from your share.",
        "%(names)s were funded without money from your share.",
        len(free),
        names=vote.names(free),
    )
    return [*_spent(vote), share, *paid, *([without] if free else [])]


def _ranked(vote: _Vote, place: int, option: str) -> Sentence:
    return sentence(
        "%(name)s, which you put %(yours)s, came %(place)s of %(total)s.",
        yours=_place(place),
        **vote.came(option),
    )


# --- Places ---------------------------------------------------------------------------------------

_ENDINGS: Mapping[int, Callable[[int], Sentence]] = {
    1: lambda number: sentence("%(number)sst", number=number),
    2: lambda number: sentence("%(number)snd", number=number),
    3: lambda number: sentence("%(number)srd", number=number),
}


def _place(before: int) -> Sentence:
    """A place in words, after so many others."""
    number = before + 1
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    if last in _ENDINGS:
        return _ENDINGS[last](number)
    return sentence("%(number)sth", number=number)

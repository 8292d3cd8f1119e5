"""Naive counts of ranked ballots: obviously right and slow, on dictionaries and fractions.

A ballot is a mapping from option to rank; an election is a list of ballots, one a voter. Each count
shares nothing with the engines.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise, permutations

Ballot = dict[str, int]
UNRANKED = 10**9


def clear(
    ballot: Ballot, *, end_at_equals: bool = True, longest_gap: int | None = None
) -> list[str]:
    """Walk down the ranks one by one, as a teller would."""
    clear_so_far: list[str] = []
    left_out = 0
    for rank in range(1, max(ballot.values(), default=0) + 1):
        here = [option for option, given in ballot.items() if given == rank]
        if not here:
            left_out += 1
            continue
        if longest_gap is not None and left_out > longest_gap:
            break
        left_out = 0
        if len(here) > 1 and end_at_equals:
            break
        if len(here) == 1:
            clear_so_far += here
    return clear_so_far


class Picked(str):
    """An option, with the others that stood equal, by lot, and what decided."""

    __slots__ = ("broken_by", "tied")
    tied: tuple[str, ...]
    broken_by: str


def pick(
    among: Sequence[str], history: list[dict[str, Fraction]], lot: Sequence[str], *, most: bool
) -> Picked:
    """Pick the most or the fewest votes, by the latest stage at which the equals differed, then by
    lot.
    """
    now = history[-1]
    wanted = (max if most else min)(now[option] for option in among)
    equal = [option for option in among if now[option] == wanted]
    tied, decided = equal, ""
    for number in range(len(history) - 1, 0, -1):
        then = history[number - 1]
        wanted = (max if most else min)(then[option] for option in equal)
        left = [option for option in equal if then[option] == wanted]
        decided = decided if left == equal else f"stage-{number}"
        equal = left
    picked = Picked((min if most else max)(equal, key=lot.index))
    picked.tied = tuple(sorted((option for option in tied if option != picked), key=lot.index))
    picked.broken_by = "published-order" if len(equal) > 1 else decided
    return picked


class Stv:
    """Scottish rules 45 to 52, one paper at a time; `elected`, and in `history` the votes after
    each stage.
    """

    def __init__(
        self, options: Sequence[str], ballots: list[Ballot], seats: int, lot: Sequence[str]
    ) -> None:
        self.papers = [
            paper for paper in (clear(ballot, longest_gap=0) for ballot in ballots) if paper
        ]
        self.quota = len(self.papers) // (seats + 1) + 1
        self.seats, self.lot = seats, lot
        self.value = [Fraction(1) for _ in self.papers]
        self.place = [0] * len(self.papers)
        self.pile: dict[str, list[int]] = {option: [] for option in options}
        self.credit = dict.fromkeys(options, Fraction(0))
        self.continuing = list(options)
        self.elected: list[str] = []
        self.surpluses: list[str] = []
        self.history: list[dict[str, Fraction]] = []
        self.moves: list[tuple[str, str, tuple[str, ...], str]] = []
        self.held: dict[str, Fraction] = {}
        self.end_stage(range(len(self.papers)))
        while len(self.elected) < seats and self.continuing:
            if self.surpluses:
                self.move_surplus(pick(self.surpluses, self.history, lot, most=True))
            else:
                self.exclude(pick(self.continuing, self.history, lot, most=False))

    def move_surplus(self, option: Picked) -> None:
        self.moves.append(("surplus", option, option.tied, option.broken_by))
        self.surpluses.remove(option)
        for paper in self.pile[option]:
            exact = self.value[paper] * (self.credit[option] - self.quota) / self.credit[option]
            self.value[paper] = Fraction(exact * 100_000 // 1, 100_000)
        self.credit[option] = Fraction(self.quota)
        self.end_stage(self.pile.pop(option))

    def exclude(self, option: Picked) -> None:
        self.moves.append(("exclusion", option, option.tied, option.broken_by))
        self.continuing.remove(option)
        self.held[option] = self.credit[option]
        self.credit[option] = Fraction(0)
        self.end_stage(self.pile.pop(option))

    def end_stage(self, moving: Iterable[int]) -> None:
        for paper in moving:
            self.give(paper)
        self.history.append(dict(self.credit))
        reached = [option for option in self.continuing if self.credit[option] >= self.quota]
        while reached or (
            self.continuing and len(self.continuing) <= self.seats - len(self.elected)
        ):
            best = pick(reached or self.continuing, self.history, self.lot, most=True)
            if self.credit[best] > self.quota:
                self.surpluses.append(best)
            self.elected.append(best)
            self.held[best] = self.credit[best]
            self.continuing.remove(best)
            reached = [option for option in reached if option != best]

    def give(self, paper: int) -> None:
        names = self.papers[paper]
        while self.place[paper] < len(names) and names[self.place[paper]] not in self.continuing:
            self.place[paper] += 1
        if self.place[paper] < len(names):
            self.pile[names[self.place[paper]]].append(paper)
            self.credit[names[self.place[paper]]] += self.value[paper]


def irv(
    options: Sequence[str],
    ballots: list[Ballot],
    lot: Sequence[str],
    *,
    end_at_equals: bool = True,
    longest_gap: int | None = None,
    of_valid: bool = False,
    together: bool = False,
    unnamed: str | None = None,
) -> tuple[list[str], list[dict[str, Fraction]]]:
    """Count every ballot afresh each round; return the order of all options, and the votes in each
    round.
    """
    papers = [
        clear(ballot, end_at_equals=end_at_equals, longest_gap=longest_gap) for ballot in ballots
    ]
    continuing = list(options)
    history: list[dict[str, Fraction]] = []
    out: list[str] = []
    while True:
        votes = dict.fromkeys(options, Fraction(0))
        for paper in papers:
            for option in [option for option in paper if option in continuing][:1]:
                votes[option] += 1
        history.append(votes)
        leader = max(continuing, key=lambda option: votes[option])
        of = sum(map(bool, papers)) if of_valid else sum(votes.values())
        if votes[leader] * 2 > of or len(continuing) == 1:
            first = in_order(continuing, history, lot, most=True)
            return first + out[::-1], history
        leaving = [pick(continuing, history, lot, most=False)]
        if unnamed is not None and unnamed in continuing and votes[unnamed]:
            leaving = [unnamed]
        elif together:
            leaving = max(leaving, hopeless(continuing, votes), key=len)
        out += in_order(leaving, history, lot, most=True)[::-1]
        continuing = [option for option in continuing if option not in leaving]


def in_order(
    among: Sequence[str], history: list[dict[str, Fraction]], lot: Sequence[str], *, most: bool
) -> list[str]:
    """Pick one after another."""
    rest, order = list(among), []
    while rest:
        order.append(pick(rest, history, lot, most=most))
        rest.remove(order[-1])
    return order


def hopeless(continuing: list[str], votes: dict[str, Fraction]) -> list[str]:
    """Try every number of votes as a line under which all leave who together could not reach it."""
    best: list[str] = []
    for line in {votes[option] for option in continuing}:
        below = [option for option in continuing if votes[option] < line]
        if sum(votes[option] for option in below) < line and len(below) > len(best):
            best = below
    return best


def prefers(ballots: list[Ballot], one: str, other: str) -> int:
    """Ask every voter."""
    return sum(ballot.get(one, UNRANKED) < ballot.get(other, UNRANKED) for ballot in ballots)


def borda(options: Sequence[str], ballots: list[Ballot]) -> dict[str, Fraction]:
    """Give each option one for each below it and half for each equal, on every ballot that is not
    blank.
    """
    scores = dict.fromkeys(options, Fraction(0))
    for ballot in filter(None, ballots):
        for one, other in permutations(options, 2):
            ranks = ballot.get(one, UNRANKED), ballot.get(other, UNRANKED)
            scores[one] += Fraction(1) if ranks[0] < ranks[1] else Fraction(ranks[0] == ranks[1], 2)
    return scores


def positions(
    options: Sequence[str], ballots: list[Ballot], points: Sequence[int]
) -> dict[str, int]:
    """Look up every mark."""
    worth = dict(enumerate(points, start=1))
    return {
        option: sum(worth.get(ballot[option], 0) for ballot in ballots if option in ballot)
        for option in options
    }


def copeland(options: Sequence[str], ballots: list[Ballot]) -> dict[str, Fraction]:
    """Hold every contest."""
    scores = dict.fromkeys(options, Fraction(0))
    for one, other in permutations(options, 2):
        ahead = prefers(ballots, one, other) - prefers(ballots, other, one)
        scores[one] += Fraction(1) if ahead > 0 else Fraction(ahead == 0, 2)
    return scores


def link(ballots: list[Ballot], one: str, other: str, *, margins: bool) -> int:
    """Measure how strongly one beats the other, 0 if it does not."""
    votes, against = prefers(ballots, one, other), prefers(ballots, other, one)
    return 0 if votes <= against else votes - against * margins


def minimax(options: Sequence[str], ballots: list[Ballot], *, margins: bool) -> dict[str, int]:
    """Find the worst contest of each option."""
    if margins:
        return {
            option: max(
                (
                    prefers(ballots, other, option) - prefers(ballots, option, other)
                    for other in options
                    if other != option
                ),
                default=0,
            )
            for option in options
        }
    return {
        option: max(link(ballots, other, option, margins=False) for other in options)
        for option in options
    }


def schulze(options: Sequence[str], ballots: list[Ballot], *, margins: bool) -> list[set[str]]:
    """Walk every chain of options; return the places, the best first."""
    links = {pair: link(ballots, *pair, margins=margins) for pair in permutations(options, 2)}
    strongest = dict.fromkeys(links, 0)
    for length in range(2, len(options) + 1):
        for chain in permutations(options, length):
            weakest = min(links[pair] for pair in pairwise(chain))
            ends = chain[0], chain[-1]
            strongest[ends] = max(strongest[ends], weakest)
    rest, places = set(options), []
    while rest:
        beaten = {
            other
            for one, other in permutations(rest, 2)
            if strongest[one, other] > strongest[other, one]
        }
        places.append(rest - beaten)
        rest &= beaten
    return places

"""Single transferable vote: several seats, filled in proportion to what voters prefer."""

from dataclasses import dataclass, field
from fractions import Fraction

from priorities.engines.counting.ballots import Ballots, BallotsFaulty
from priorities.engines.counting.count import Count
from priorities.engines.counting.ranked.preferences import EqualRanks, PreferenceRules
from priorities.engines.counting.ranked.transfers import Picked, Stage, Transfers
from priorities.engines.counting.ties import TieOrder

UNITS = 100_000
MOST_VOTERS = 900_000_000
SCOTTISH = PreferenceRules(equal_ranks=EqualRanks.END, longest_gap=0)
_NOBODY_PICKED = Picked(-1)


def count_stv(ballots: Ballots, *, seats: int, ties: TieOrder) -> Count:
    """Return the count by the Scottish rules: weighted inclusive Gregory transfers, five decimals,
    cut.

    Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to
    52. The quota is the valid votes divided by one more than the seats, cut, plus 1. The largest
    surplus moves first, each paper at its value times the surplus divided by the option's votes;
    without a surplus the option with the fewest votes is excluded. Equals are decided by the latest
    stage at which they differed, then by `ties`. A ballot ends where two options share a rank or a
    rank is left out, and is not valid if that is so at the first; an unranked option never receives
    it. A score is the votes held when elected, excluded or at the end. Raises BallotsFaulty unless
    these are ranked ballots of at most 900 million voters, ValueError without a seat.
    """
    if seats < 1:
        raise ValueError("A count needs at least one seat to fill.")
    if ballots.turnout > MOST_VOTERS:
        raise BallotsFaulty("There are more than 900 million voters, too many to count exactly.")
    counting = _Counting(ballots, Transfers(ballots, SCOTTISH, ties=ties, units=UNITS), seats)
    counting.run()
    return counting.result(ties)


@dataclass
class _Counting:
    """One count under way."""

    ballots: Ballots
    papers: Transfers
    seats: int
    lost: int = 0
    elected: list[int] = field(default_factory=list)
    surpluses: set[int] = field(default_factory=set)
    excluded: list[int] = field(default_factory=list)
    decided: dict[int, int] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)

    @property
    def quota(self) -> int:
        return self.papers.valid // (self.seats + 1) + 1

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    def run(self) -> None:
        self._end_stage()
        while self.vacancies and self.papers.continuing:
            if self.surpluses:
                self._move_surplus(self.papers.highest(self.surpluses))
            else:
                self._exclude(self.papers.lowest(self.papers.continuing))

    def _move_surplus(self, picked: Picked) -> None:
        """Rule 48: each paper moves at its value times the surplus over the option's votes, cut to
        five decimals.
        """
        papers, option = self.papers, picked.option
        total, held = papers.totals[option], papers.held(option)
        surplus = total - self.quota * UNITS
        self.surpluses.discard(option)
        papers.values[held] = papers.values[held] * surplus // total
        papers.totals[option] = self.quota * UNITS
        before = papers.non_transferable
        transferred = papers.deal(held)
        self.lost += surplus - transferred - (papers.non_transferable - before)
        self._end_stage(picked, transferred, surplus_of=self.ballots.ids[option])

    def _exclude(self, picked: Picked) -> None:
        """Rule 50: every paper moves at the value at which it was received."""
        self.decided[picked.option] = self.papers.totals[picked.option]
        self.excluded.append(picked.option)
        transferred = self.papers.exclude([picked.option])
        self._end_stage(picked, transferred, excluded=(self.ballots.ids[picked.option],))

    def _end_stage(
        self,
        picked: Picked = _NOBODY_PICKED,
        transferred: int = 0,
        *,
        surplus_of: str = "",
        excluded: tuple[str, ...] = (),
    ) -> None:
        papers, ids = self.papers, self.ballots.ids
        new = self._elect()
        papers.history.append(papers.totals)
        self.stages.append(
            Stage(
                number=len(papers.history),
                totals=dict(zip(ids, papers.totals, strict=True)),
                quota=self.quota,
                transferred=transferred,
                non_transferable=papers.non_transferable,
                lost=self.lost,
                surplus_of=surplus_of,
                excluded=excluded,
                tied=tuple(ids[option] for option in picked.tied),
                broken_by=picked.broken_by,
                elected=tuple(ids[option] for option in new),
                units=UNITS,
            )
        )

    def _elect(self) -> list[int]:
        """Elect who reached the quota (rule 47), then all that continue if they just fill the seats
        (rule 52).
        """
        papers, quota = self.papers, self.quota * UNITS
        new = papers.best_first(
            option for option in papers.continuing if papers.totals[option] >= quota
        )
        self._seat(new)
        self.surpluses.update(option for option in new if papers.totals[option] > quota)
        if len(papers.continuing) <= self.vacancies:
            last = papers.best_first(papers.continuing)
            self._seat(last)
            new += last
        return new

    def _seat(self, options: list[int]) -> None:
        self.elected += options
        self.papers.continuing.difference_update(options)
        self.decided.update((option, self.papers.totals[option]) for option in options)

    def result(self, ties: TieOrder) -> Count:
        papers, ids = self.papers, self.ballots.ids
        runners_up = papers.best_first(papers.continuing)
        order = self.elected + runners_up + self.excluded[::-1]
        held = self.decided | {option: papers.totals[option] for option in runners_up}
        return Count(
            rule="stv",
            winners=tuple(ids[option] for option in self.elected),
            order=tuple(ids[option] for option in order),
            scores={ids[option]: Fraction(held[option], UNITS) for option in order},
            turnout=self.ballots.turnout,
            blanks=self.ballots.blanks,
            spoiled=self.ballots.spoiled,
            settings={"seats": self.seats, "ties": ties.name, **SCOTTISH.as_settings()},
            steps=tuple(self.stages),
        )

"""Instant runoff: one seat; the option with the fewest votes leaves until one has a majority."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from priorities.engines.counting.ballots import Ballots, BallotsFaulty
from priorities.engines.counting.count import Count, Setting
from priorities.engines.counting.ranked.preferences import PreferenceRules
from priorities.engines.counting.ranked.transfers import Picked, Stage, Transfers
from priorities.engines.counting.ties import TieOrder

_NOBODY_PICKED = Picked(-1)


class Majority(StrEnum):
    """Of which votes more than half elect.

    Those that still count for someone, or all that counted at the first stage.
    """

    CONTINUING = "continuing"
    VALID = "valid"


@dataclass(frozen=True)
class RunoffRules:
    """A place's variant of instant runoff, as published before opening.

    `reading` says how an unclear ballot is read. `together` excludes at once all the lowest options
    whose votes taken together could not reach the next one. `unnamed` is the option that gathers
    names which were not on the ballot paper (write-ins): where it has votes it is excluded first.
    """

    reading: PreferenceRules = field(default_factory=PreferenceRules)
    majority: Majority = Majority.CONTINUING
    together: bool = False
    unnamed: str | None = None

    def as_settings(self) -> dict[str, Setting]:
        """Return the rules as they are written into the count."""
        own: dict[str, Setting] = {
            "majority": self.majority,
            "together": self.together,
            "unnamed": self.unnamed,
        }
        return {**self.reading.as_settings(), **own}


def count_irv(ballots: Ballots, *, ties: TieOrder, rules: RunoffRules | None = None) -> Count:
    """Return the instant-runoff count, the alternative vote (Robert's Rules of Order, "preferential
    voting").

    Equals for exclusion are decided by the latest stage at which they differed, then by `ties`, as
    in SSI 2007/42, rule 51. An unranked option never receives a ballot. A score is the votes held
    when elected, excluded or at the end. Raises BallotsFaulty unless these are ranked ballots that
    know the option `unnamed`.
    """
    rules = rules or RunoffRules()
    if rules.unnamed is not None and rules.unnamed not in ballots.index:
        raise BallotsFaulty(f"There is no option {rules.unnamed} to gather other names.")
    counting = _Runoff(ballots, Transfers(ballots, rules.reading, ties=ties), rules)
    counting.run()
    return counting.result(ties)


@dataclass
class _Runoff:
    """One count under way."""

    ballots: Ballots
    papers: Transfers
    rules: RunoffRules
    excluded: list[int] = field(default_factory=list)
    decided: dict[int, int] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    winner: int = -1

    @property
    def quota(self) -> int:
        papers = self.papers
        votes = papers.valid if self.rules.majority is Majority.VALID else sum(papers.totals)
        return votes // 2 + 1

    def run(self) -> None:
        self._end_stage()
        while self.winner < 0:
            leaving, picked = self._leaving()
            in_order = self.papers.best_first(leaving)[::-1]
            self.decided.update((option, self.papers.totals[option]) for option in in_order)
            self.excluded += in_order
            self._end_stage(picked, in_order, self.papers.exclude(in_order))

    def _leaving(self) -> tuple[Sequence[int], Picked]:
        papers, unnamed = self.papers, self.rules.unnamed
        if unnamed is not None and papers.totals[self.ballots.index[unnamed]]:
            return [self.ballots.index[unnamed]], _NOBODY_PICKED
        hopeless = self._hopeless() if self.rules.together else []
        if hopeless:
            return hopeless, _NOBODY_PICKED
        picked = papers.lowest(papers.continuing)
        return [picked.option], picked

    def _hopeless(self) -> list[int]:
        """Return the most of the lowest options whose votes together are fewer than those of the
        next.
        """
        papers = self.papers
        rising = sorted(papers.continuing, key=lambda option: (papers.totals[option], option))
        together, most = 0, 0
        for number, option in enumerate(rising):
            if together < papers.totals[option]:
                most = number
            together += papers.totals[option]
        return rising[:most]

    def _end_stage(
        self, picked: Picked = _NOBODY_PICKED, excluded: Sequence[int] = (), transferred: int = 0
    ) -> None:
        papers, ids = self.papers, self.ballots.ids
        papers.history.append(papers.totals)
        leader = papers.highest(papers.continuing).option
        if papers.totals[leader] >= self.quota or len(papers.continuing) == 1:
            self.winner = leader
        self.stages.append(
            Stage(
                number=len(papers.history),
                totals=dict(zip(ids, papers.totals, strict=True)),
                quota=self.quota,
                transferred=transferred,
                non_transferable=papers.non_transferable,
                excluded=tuple(ids[option] for option in excluded),
                tied=tuple(ids[option] for option in picked.tied),
                broken_by=picked.broken_by,
                elected=(ids[leader],) if self.winner >= 0 else (),
            )
        )

    def result(self, ties: TieOrder) -> Count:
        papers, ids = self.papers, self.ballots.ids
        order = papers.best_first(papers.continuing) + self.excluded[::-1]
        held = self.decided | {option: papers.totals[option] for option in papers.continuing}
        return Count(
            rule="irv",
            winners=(ids[self.winner],),
            order=tuple(ids[option] for option in order),
            scores={ids[option]: held[option] for option in order},
            turnout=self.ballots.turnout,
            blanks=self.ballots.blanks,
            spoiled=self.ballots.spoiled,
            settings={"seats": 1, "ties": ties.name, **self.rules.as_settings()},
            steps=tuple(self.stages),
        )

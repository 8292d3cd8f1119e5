"""Headlines in plain words that say what the data says and no more.

"Better" and "worse" follow from the indicator's direction, and only where a change is more than
chance. A share that grew is "more of the homes", for there may be fewer homes.
"""

from dataclasses import dataclass

from outcomes.engines.intervals import Comparison
from outcomes.engines.spc.judgements import Assurance, Direction, Judgement, judge
from outcomes.engines.spc.process_limits import FEWEST_FOR_LIMITS
from outcomes.engines.spc.special_causes import Rule, Signal
from outcomes.engines.spc.xmr import LastSegment

PERCENT = "%"


@dataclass(frozen=True)
class Measure:
    """What a headline is about: "Falls", or where words allow, `things` "people" and `state` "had a
    fall".
    """

    name: str
    unit: str
    direction: Direction
    things: str = ""
    state: str = ""

    @property
    def who(self) -> str:
        """What is counted and how it stands: "homes are rated good", of a share "of
        the homes ...".
        """
        share = "of the " if self.unit == PERCENT else ""
        return f"{share}{self.things} {self.state}"


def chart_headline(measure: Measure, last: LastSegment) -> str:
    """Return what the last segment of a chart says."""
    if last.variation is Judgement.NOT_JUDGED:
        return (
            f"{measure.name}: too early to say, with {last.figures} of the {FEWEST_FOR_LIMITS} "
            "figures it takes"
        )
    signal = last.signal
    if signal is None:
        return _no_clear_change(measure)
    early = ", an early sign" if last.limits_are_trial else ""
    return (
        f"{_more(measure, signal.heading)} {_how(signal)}{_verdict(measure, signal.heading)}{early}"
    )


def comparison_headline(
    measure: Measure, comparison: Comparison, *, than: str = "a year ago"
) -> str:
    """Return what the difference between a figure and another, such as a year ago's, says."""
    if comparison is Comparison.UNCLEAR:
        return f"{_no_clear_change(measure)} compared with {than}"
    heading = 1 if comparison is Comparison.HIGHER else -1
    return f"{_more(measure, heading)} than {than}{_verdict(measure, heading)}"


def target_line(measure: Measure, last: LastSegment) -> str:
    """Return what the chart says about its target, or nothing where there is none to speak of."""
    if last.target is None:
        return ""
    gap = "" if measure.unit == PERCENT else " "
    target = f"The target of {_plain(last.target)}{gap}{measure.unit}"
    return {
        Assurance.PASSES: f"{target} is likely to be met again",
        Assurance.FAILS: f"{target} is not likely to be met unless something changes",
        Assurance.INCONSISTENT: f"{target} may be met or missed by chance",
        Assurance.NONE: "",
    }[last.assurance]


def _more(measure: Measure, heading: int) -> str:
    if measure.things:
        return f"{'More' if heading > 0 else 'Fewer'} {measure.who}"
    return f"{measure.name}: {'higher' if heading > 0 else 'lower'}"


def _how(signal: Signal) -> str:
    return {
        Rule.OUTSIDE: "than usual",
        Rule.TREND: "than the time before, six times in a row",
        Rule.TWO_IN_THREE: "than usual three times in a row, twice by a lot",
        Rule.SHIFT: "than usual seven times in a row",
    }[signal.rule]


def _verdict(measure: Measure, heading: int) -> str:
    """Return whether that is better or worse, which a sentence about people or homes says by
    itself.
    """
    if measure.things:
        return ""
    judgement = judge(heading, measure.direction)
    return {Judgement.IMPROVEMENT: ", which is better", Judgement.CONCERN: ", which is worse"}.get(
        judgement, ""
    )


def _no_clear_change(measure: Measure) -> str:
    return (
        f"No clear change in how many {measure.who}"
        if measure.things
        else f"{measure.name}: no clear change"
    )


def _plain(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")

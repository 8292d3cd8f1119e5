"""Headlines in plain words that say what the data says and no more.

"Better" and "worse" follow from the indicator's direction, and only where a change is more than
chance.
"""

from dataclasses import dataclass

from coopservices.sentences import Sentence, Wording, sentence
from outcomes.engines.intervals import Comparison
from outcomes.engines.spc.judgements import Assurance, Direction, Judgement, judge
from outcomes.engines.spc.process_limits import FEWEST_FOR_LIMITS
from outcomes.engines.spc.special_causes import Rule
from outcomes.engines.spc.xmr import LastSegment

PERCENT = "%"
_CHANGES = {
    (Rule.OUTSIDE, 1): sentence("higher than usual"),
    (Rule.OUTSIDE, -1): sentence("lower than usual"),
    (Rule.TREND, 1): sentence("higher than the time before, six times in a row"),
    (Rule.TREND, -1): sentence("lower than the time before, six times in a row"),
    (Rule.TWO_IN_THREE, 1): sentence("higher than usual three times in a row, twice by a lot"),
    (Rule.TWO_IN_THREE, -1): sentence("lower than usual three times in a row, twice by a lot"),
    (Rule.SHIFT, 1): sentence("higher than usual seven times in a row"),
    (Rule.SHIFT, -1): sentence("lower than usual seven times in a row"),
}
_SINCE_A_YEAR_AGO = {
    Comparison.HIGHER: sentence("higher than a year ago"),
    Comparison.LOWER: sentence("lower than a year ago"),
    Comparison.UNCLEAR: sentence("no clear change compared with a year ago"),
}


@dataclass(frozen=True)
class Measure:
    """What a headline is about, and which way is better."""

    name: Wording | str
    unit: str
    direction: Direction


def chart_headline(measure: Measure, last: LastSegment) -> Sentence:
    """Return what the last segment of a chart says."""
    if last.variation is Judgement.NOT_JUDGED:
        return sentence(
            "%(name)s: too early to say, with %(figures)s of the %(needed)s figures it takes",
            name=measure.name,
            figures=last.figures,
            needed=FEWEST_FOR_LIMITS,
        )
    signal = last.signal
    if signal is None:
        return sentence("%(name)s: no clear change", name=measure.name)
    told = _told(measure, _CHANGES[signal.rule, signal.heading], signal.heading)
    return sentence("%(told)s, an early sign", told=told) if last.limits_are_trial else told


def comparison_headline(measure: Measure, comparison: Comparison) -> Sentence:
    """Return what the difference between a figure and that of a year ago says."""
    return _told(measure, _SINCE_A_YEAR_AGO[comparison], comparison.heading)


def target_line(measure: Measure, last: LastSegment) -> Sentence | None:
    """Return what the chart says about its target; None where there is none to speak of."""
    if last.target is None:
        return None
    gap = "" if measure.unit == PERCENT else " "
    target = f"{_plain(last.target)}{gap}{measure.unit}"
    return {
        Assurance.PASSES: sentence(
            "The target of %(target)s is likely to be met again", target=target
        ),
        Assurance.FAILS: sentence(
            "The target of %(target)s is not likely to be met unless something changes",
            target=target,
        ),
        Assurance.INCONSISTENT: sentence(
            "The target of %(target)s may be met or missed by chance", target=target
        ),
        Assurance.NONE: None,
    }[last.assurance]


def _told(measure: Measure, change: Sentence, heading: int) -> Sentence:
    """Return the change with whether it is better or worse."""
    told = sentence("%(name)s: %(change)s", name=measure.name, change=change)
    judgement = judge(heading, measure.direction)
    if judgement is Judgement.IMPROVEMENT:
        return sentence("%(told)s, which is better", told=told)
    if judgement is Judgement.CONCERN:
        return sentence("%(told)s, which is worse", told=told)
    return told


def _plain(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")

"""What a change or a target means, once somebody has said which way is better."""

from enum import StrEnum

from outcomes.engines.spc.process_limits import Limits


class Direction(StrEnum):
    """Which way is better for an indicator."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Judgement(StrEnum):
    """What a point says; what the last point says is the chart's variation icon."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "neutral high"
    LOW = "neutral low"
    COMMON = "common cause"
    NOT_JUDGED = "not judged"


class Assurance(StrEnum):
    """Whether the process, left as it is, meets its target."""

    PASSES = "consistently passes"
    FAILS = "consistently fails"
    INCONSISTENT = "inconsistent"
    NONE = "none"


def judge(heading: int, direction: Direction) -> Judgement:
    """Return what a change upwards (+1), downwards (-1) or none (0) means where more, less or
    neither is better.
    """
    if heading == 0:
        return Judgement.COMMON
    if direction is Direction.NEUTRAL:
        return Judgement.HIGH if heading > 0 else Judgement.LOW
    better = 1 if direction is Direction.UP else -1
    return Judgement.IMPROVEMENT if heading == better else Judgement.CONCERN


def assure(target: float | None, limits: Limits | None, direction: Direction) -> Assurance:
    """Return on which side of the limits the target lies; a target on a limit is inconsistent."""
    if target is None or limits is None or direction is Direction.NEUTRAL:
        return Assurance.NONE
    if not limits.exclude(target):
        return Assurance.INCONSISTENT
    beaten = target < limits.lower if direction is Direction.UP else target > limits.upper
    return Assurance.PASSES if beaten else Assurance.FAILS

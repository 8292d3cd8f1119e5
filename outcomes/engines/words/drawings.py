"""Why a series is drawn as a line, for whoever looks at it."""

from outcomes.engines.spc.process_limits import FEWEST_FOR_LIMITS
from outcomes.engines.spc.series import Fault, fault_in_words
from outcomes.engines.spc.suitability import Against, Drawing

_FAULTS = {Against.EMPTY: Fault.EMPTY, Against.HOLE: Fault.HOLE, Against.DOUBLED: Fault.DOUBLED}


def why_a_line(drawing: Drawing) -> str:
    """Return what is against drawing the series as a process; "" where nothing is."""
    if drawing.against is None:
        return ""
    if drawing.against in _FAULTS:
        return fault_in_words(_FAULTS[drawing.against], drawing.on)
    return {
        Against.STOCK: (
            "These figures say how things stood on a day, so each is much like the one before."
        ),
        Against.SURVEY: (
            "These figures come from a sample of people, so each is shown with how far it can "
            "be trusted."
        ),
        Against.FEW: (
            f"There are {drawing.figures} figures. It takes {FEWEST_FOR_LIMITS} to tell a change "
            "from chance."
        ),
        Against.YEARLY: (
            "These figures come once a year, which is too seldom to tell a change from chance."
        ),
        Against.ALIKE: (
            "Each figure is much like the one before, so the usual rules would see changes "
            "that mean nothing."
        ),
    }[drawing.against]

"""Why a series is drawn as a line, for whoever looks at it."""

from coopservices.sentences import Sentence, sentence
from outcomes.engines.spc.process_limits import FEWEST_FOR_LIMITS
from outcomes.engines.spc.series import Fault, fault_in_words
from outcomes.engines.spc.suitability import Against, Drawing

_FAULTS = {Against.EMPTY: Fault.EMPTY, Against.HOLE: Fault.HOLE, Against.DOUBLED: Fault.DOUBLED}


def why_a_line(drawing: Drawing) -> Sentence | None:
    """Return what is against drawing the series as a process; None where nothing is."""
    if drawing.against is None:
        return None
    if drawing.against in _FAULTS:
        return fault_in_words(_FAULTS[drawing.against], drawing.on)
    return {
        Against.STOCK: sentence(
            "These figures say how things stood on a day, so each is much like the one before."
        ),
        Against.SURVEY: sentence(
            "These figures come from a sample of people, so each is shown with how far it can be"
            " trusted."
        ),
        Against.FEW: sentence(
            "There are %(figures)s figures. It takes %(needed)s to tell a change from chance.",
            figures=drawing.figures,
            needed=FEWEST_FOR_LIMITS,
        ),
        Against.YEARLY: sentence(
            "These figures come once a year, which is too seldom to tell a change from chance."
        ),
        Against.ALIKE: sentence(
            "Each figure is much like the one before, so the usual rules would see changes that"
            " mean nothing."
        ),
    }[drawing.against]

"""What somebody would still have to show before they may vote."""

from participation.models import Level
from priorities.engines.voting.definition import Definition


def what_is_missing(definition: Definition, *, level: int, area_code: str | None) -> str:
    """What somebody would still have to show before they may vote, in words for them; "" if
    nothing.
    """
    if level < Level.EMAIL:
        return (
            "Confirm your e-mail address first: sign in again and enter the code that we send you."
        )
    if definition.areas and area_code is None:
        return (
            f"This vote is for people in {_listed(definition)}. Tell us your postcode in your "
            "details."
        )
    if definition.areas and area_code not in definition.areas:
        return f"This vote is for people in {_listed(definition)}. Your postcode is somewhere else."
    if level < definition.lowest_level:
        return _SHOW[Level(definition.lowest_level)]
    return ""


_SHOW = {
    Level.POSTCODE: "Tell us your postcode in your details. Then you can vote.",
    Level.CODE: "This vote needs a code from the council. Ask the council for one.",
    Level.REGISTER: (
        "This vote is for people on the council's list. Ask the council to be matched to it."
    ),
    Level.IDENTITY: "This vote needs proof of who you are. Ask the council how to show it.",
}


def _listed(definition: Definition) -> str:
    *names, last = sorted(definition.areas.values())
    return f"{', '.join(names)} and {last}" if names else last

"""Entitlement: whether what somebody has shown is what a poll asks for, and what is missing."""

from coopservices.sentences import Sentence, sentence
from participation.engines.proofs import PROOFS, Proof, Proofs, is_enough
from priorities.engines.voting.definition import Definition


def is_entitled(definition: Definition, proofs: Proofs, area_code: str | None) -> bool:
    """Whether these proofs are enough, and the area is one of the poll's; any is, if it has none.

    Source: docs/ballots.md, "Eligibility".
    """
    is_there = not definition.areas or area_code in definition.areas
    return is_there and is_enough(proofs, definition.proofs_asked)


def what_is_missing(
    definition: Definition, proofs: Proofs, area_code: str | None
) -> Sentence | str:
    """Return what somebody would still have to show, in words for them; "" if they are entitled.

    Of several sets any of which is enough, it is that with the least missing.
    """
    lacking = [asked - proofs for asked in definition.proofs_asked]
    missing = _in_order(min(lacking, key=lambda codes: (len(codes), sorted(codes))))
    if missing and not missing[0].is_of_place:
        return missing[0].missing
    if definition.areas and area_code is None:
        return sentence(
            "This vote is for people in %(areas)s. Tell us your postcode in your details.",
            areas=definition.area_names,
        )
    if definition.areas and area_code not in definition.areas:
        return sentence(
            "This vote is for people in %(areas)s. Your postcode is somewhere else.",
            areas=definition.area_names,
        )
    return missing[0].missing if missing else ""


def _in_order(codes: Proofs) -> list[Proof]:
    return [proof for code, proof in PROOFS.items() if code in codes]

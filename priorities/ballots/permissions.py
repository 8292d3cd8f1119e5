"""Who may cast a ballot."""

from typing import Protocol

from participation.engines.proofs import Proofs
from priorities.engines.voting.entitlement import is_entitled
from priorities.polls.queries.polls import OpenedPoll


class Shown(Protocol):
    """An elector, or what an account has shown to become one."""

    @property
    def council_id(self) -> int:
        """The key of the council where it was shown."""

    @property
    def proofs(self) -> Proofs:
        """What was shown."""

    @property
    def area_code(self) -> str | None:
        """The ward."""

    @property
    def constituency(self) -> str:
        """The constituency."""


def may_cast_ballot(shown: Shown | None, opened: OpenedPoll) -> bool:
    """Whoever has shown this council what the poll asks for. Whether voting is open, the
    database's clock decides when the ballot is put in the box.
    """
    if shown is None or shown.council_id != opened.council_id:
        return False
    return is_entitled(opened.definition, shown.proofs, shown.area_code, shown.constituency)

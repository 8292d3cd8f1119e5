"""How far a council is with setting up."""

from dataclasses import dataclass
from datetime import date

from outcomes.indicators.models import Indicator, Release
from participation.models import Area, Council, Membership, Organisation, Postcode, Role, Service
from priorities.models import Round


@dataclass(frozen=True)
class SetUp:
    """How many there are of what a council needs before it can ask people anything."""

    sectors: int
    wards: int
    postcodes: int
    services: int
    organisations: int
    measures: int
    releases: int
    staff: int
    rounds: int

    @property
    def has_begun(self) -> bool:
        """Somebody can be asked: people can say where they live, and a round is published."""
        return bool(self.wards and self.postcodes and self.rounds)


def set_up_of(council: Council, *, today: date) -> SetUp:
    """Nine counts, a query each."""
    return SetUp(
        sectors=council.sectors.count(),
        wards=Area.objects.filter(council=council).wards().valid_on(today).count(),
        postcodes=Postcode.objects.filter(council=council).count(),
        services=Service.objects.on_register().filter(council=council).count(),
        organisations=Organisation.objects.filter(council=council).count(),
        measures=Indicator.objects.filter(council=council).count(),
        releases=Release.objects.filter(council=council).count(),
        staff=Membership.objects.filter(council=council).exclude(role=Role.RESIDENT).count(),
        rounds=Round.objects.filter(council=council).exclude(published_at=None).count(),
    )

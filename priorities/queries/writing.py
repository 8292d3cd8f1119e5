"""What an author can name: the wards of today, and the services that a round is about."""

from datetime import date

from django.db.models import Q, QuerySet

from participation.models import Area, Service
from priorities.models import Proposal


def wards_to_name(proposal: Proposal, today: date) -> "QuerySet[Area]":
    """The wards of the council as they are today, by name, without their shapes."""
    return Area.objects.filter(council=proposal.round.council).wards().valid_on(today).defer("boundary")


def services_to_name(proposal: Proposal) -> "QuerySet[Service]":
    """The services the round is about, all of its sector's where it names none; and the one named already."""
    about = Q(rounds=proposal.round_id) if proposal.round.services.exists() else Q(sector=proposal.round.sector_id)
    return Service.objects.filter(about | Q(pk=proposal.service_id)).distinct()

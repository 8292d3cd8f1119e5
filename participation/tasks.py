"""Celery's door to people: sending invitations. Each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from participation.invitations import actions
from participation.models import Invitation


@shared_task
def send_invitation(invitation_id: str) -> None:
    """Send the e-mail of an invitation, if it still waits."""
    actions.send_invitation(key=int(invitation_id), at=timezone.now())


@shared_task
def send_invitations_left_behind() -> None:
    """Send what could not be sent, each in a job of its own, as mail that was away is back."""
    waiting = Invitation.objects.unsent().valid(timezone.now())
    for invitation_id in waiting.values_list("pk", flat=True):
        send_invitation.delay(str(invitation_id))


@shared_task
def forget_invitations() -> None:
    """Forget the invitations that ran out long ago."""
    actions.forget_invitations(at=timezone.now())

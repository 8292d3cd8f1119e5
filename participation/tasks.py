"""Celery's door to registers: checking the file that was sent for one, and forgetting files. Each
is safe to run twice.
"""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from participation.voter_registers.actions import checking, keeping
from participation.voter_registers.queries import versions_to_check


@shared_task
def check_register(version_id: str) -> None:
    """Check the lines of a file that was sent for a register."""
    checking.check_register(version=UUID(version_id), today=timezone.localdate())


@shared_task
def tend_registers() -> None:
    """Forget files that nobody went on with, and check what a dead worker left behind, each in a
    job of its own.
    """
    now = timezone.now()
    keeping.forget_files(at=now)
    for version_id in versions_to_check(now):
        check_register.delay(str(version_id))

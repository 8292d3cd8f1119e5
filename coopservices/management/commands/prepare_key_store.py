"""Makes the folders of the key store, once, when a platform is set up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coopservices import keystore


class Command(BaseCommand):
    """As in: prepare_key_store, before the first council is founded."""

    help = "Make the folders of KEY_STORE_DIRS into a key store. Run it once, at set-up."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """Make them, or say which state they are in that needs a person."""
        try:
            keystore.prepare()
        except (keystore.CopyOutOfReach, OSError) as problem:
            raise CommandError(str(problem)) from problem
        folders = " and ".join(str(folder) for folder in settings.KEY_STORE_DIRS)
        self.stdout.write(f"Keys are kept in {folders}.")

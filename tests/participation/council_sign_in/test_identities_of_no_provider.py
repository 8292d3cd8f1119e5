"""An upgrade forgets the identities of a provider that a council had stopped before: with another
provider the same number is somebody else.
"""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from participation.models import CouncilSignIn
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

MIGRATION = ("participation", "0020_identities_of_no_provider")


def upgrade():
    """Do what the migration does, with the rows as they are."""
    loader = MigrationLoader(connection, replace_migrations=False)
    before = loader.project_state(MIGRATION, at_end=False)
    with connection.schema_editor() as editor:
        loader.get_migration(*MIGRATION).apply(before, editor)


def test_an_upgrade_forgets_whoever_came_from_a_provider_that_was_stopped():
    in_force, stopped = make.a_council(), make.a_council()
    CouncilSignIn.objects.create(
        council=in_force, name="Northbrook", issuer="https://id.example", client_id="c"
    )
    stays = [f"council-{in_force.pk}", "another-kind"]
    goes = [f"council-{stopped.pk}", f"council-{in_force.pk}0"]
    for provider in stays + goes:
        SocialAccount.objects.create(user=make.a_person(), provider=provider, uid="sub-1")
    for _again in range(2):
        upgrade()
        left = SocialAccount.objects.values_list("provider", flat=True)
        assert sorted(left) == sorted(stays)

"""Identities of a provider that is not set up any more: with the next, a number is somebody else."""

from django.db import migrations


def forget(apps, _schema_editor):
    """Connect no account with a provider that its council has stopped."""
    sign_ins = apps.get_model("participation", "CouncilSignIn").objects
    in_force = [f"council-{pk}" for pk in sign_ins.values_list("council_id", flat=True)]
    identities = apps.get_model("socialaccount", "SocialAccount").objects
    identities.filter(provider__startswith="council-").exclude(provider__in=in_force).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0019_feeds_of_services"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

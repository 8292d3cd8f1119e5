"""An elector carries the set of proofs that was shown, and the keyed hash covers area and
constituency.

What was hashed before cannot be hashed anew here: migrations have no keys, and whoever could do it
without them could forge electors.
"""

from django.db import migrations, models


def refuse_electors_of_before(apps, schema_editor):
    if apps.get_model("participation", "Elector").objects.exists():
        raise RuntimeError(
            "This database has electors of an earlier version, whose hashes do not cover what they "
            "must cover now. Nothing was changed. Begin with a new database (on your own machine: "
            "make clean), or keep the earlier version until its polls are certified."
        )


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        migrations.RunPython(refuse_electors_of_before, migrations.RunPython.noop),
        migrations.RemoveField(model_name="elector", name="level"),
        migrations.AddField(
            model_name="elector",
            name="constituency",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Electors counted separately; empty in one pool.",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="elector",
            name="proofs",
            field=models.CharField(
                default="", help_text="What was shown, as in email+postcode.", max_length=100
            ),
            preserve_default=False,
        ),
    ]

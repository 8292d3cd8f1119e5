"""A poll names the sets of proofs that it asks for, instead of the lowest level of a ladder."""

from django.db import migrations, models


SETS = {0: "", 1: "email", 2: "email+postcode", 3: "code", 4: "register", 5: "identity"}


def refuse_definitions_of_before(apps, schema_editor):
    polls = apps.get_model("priorities", "Poll").objects.filter(imported_from="")
    if polls.exclude(state="draft").exists():
        raise RuntimeError(
            "This database has polls that an earlier version opened, and what was frozen then "
            "cannot be changed. Nothing was changed. Begin with a new database (on your own "
            "machine: make clean), or keep the earlier version for these polls."
        )


def name_sets(apps, schema_editor):
    polls = apps.get_model("priorities", "Poll")
    for level, proofs in SETS.items():
        polls.objects.filter(lowest_level=level).update(proofs_asked=proofs)


def name_levels(apps, schema_editor):
    polls = apps.get_model("priorities", "Poll")
    for level, proofs in SETS.items():
        polls.objects.filter(proofs_asked=proofs).update(lowest_level=level)


class Migration(migrations.Migration):
    dependencies = [("priorities", "0002_acts_as_rows"), ("participation", "0002_proofs")]

    operations = [
        migrations.RunPython(refuse_definitions_of_before, migrations.RunPython.noop),
        migrations.AddField(
            model_name="poll",
            name="proofs_asked",
            field=models.CharField(
                default="email",
                help_text="What a voter must show: sets of proofs, any of which is enough, as in "
                "code|email+postcode.",
                max_length=200,
            ),
        ),
        migrations.RunPython(name_sets, name_levels),
        migrations.RemoveField(model_name="poll", name="lowest_level"),
    ]

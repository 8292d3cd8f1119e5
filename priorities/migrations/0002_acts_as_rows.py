"""What a phase opens becomes rows of acts, one for each, instead of a column for each."""

import django.db.models.deletion
from django.db import migrations, models


COLUMNS = {"propose": "opens_proposing", "vote": "opens_voting"}


def keep_what_phases_open(apps, schema_editor):
    phases, acts = apps.get_model("priorities", "Phase"), apps.get_model("priorities", "PhaseAct")
    for act, column in COLUMNS.items():
        opening = phases.objects.filter(**{column: True}).values_list("pk", flat=True)
        acts.objects.bulk_create(acts(phase_id=phase, act=act) for phase in opening)


def keep_columns(apps, schema_editor):
    phases = apps.get_model("priorities", "Phase")
    for act, column in COLUMNS.items():
        phases.objects.filter(acts__act=act).update(**{column: True})


class Migration(migrations.Migration):
    dependencies = [("priorities", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PhaseAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="priorities.phase",
                    ),
                ),
            ],
            options={
                "ordering": ["act"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("phase", "act"), name="one_opening_per_phase_and_act"
                    )
                ],
            },
        ),
        migrations.RunPython(keep_what_phases_open, keep_columns),
        migrations.RemoveField(model_name="phase", name="opens_proposing"),
        migrations.RemoveField(model_name="phase", name="opens_voting"),
    ]

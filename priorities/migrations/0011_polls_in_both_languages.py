"""What officers write of a poll, in English and in Welsh."""

from django.db import migrations, models

WORDS = [
    ("poll", "title", models.CharField(max_length=120, blank=True)),
    ("question", "text", models.CharField(max_length=200, blank=True)),
    ("option", "title", models.CharField(max_length=300, blank=True)),
    ("option", "description", models.TextField(blank=True)),
    ("leftoff", "reason", models.TextField(max_length=500, blank=True)),
]
GATE = "what_is_left_off_a_ballot_has_a_reason"


class Migration(migrations.Migration):
    dependencies = [("priorities", "0010_excluded_ballots")]

    operations = [
        migrations.RemoveConstraint("leftoff", GATE),
        *(migrations.RenameField(model, name, f"{name}_en") for model, name, _ in WORDS),
        *(
            migrations.AddField(model, f"{name}_cy", field)
            for model, name, field in WORDS
        ),
        migrations.AddConstraint(
            "leftoff",
            models.CheckConstraint(condition=~models.Q(reason_en=""), name=GATE),
        ),
    ]

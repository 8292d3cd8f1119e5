from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The reason of an answer, in Welsh beside English."""

    dependencies = [("outcomes", "0005_put_off_answers")]

    operations = [
        migrations.RemoveConstraint("finding", "an_answer_carries_a_reason"),
        migrations.RenameField("finding", "reason", "reason_en"),
        migrations.AddField(
            "finding",
            "reason_cy",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "finding",
            models.CheckConstraint(
                condition=Q(answer="not_yet") | (~Q(reason_en="") & ~Q(answered_at=None)),
                name="an_answer_carries_a_reason",
            ),
        ),
    ]

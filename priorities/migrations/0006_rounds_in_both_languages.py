from django.db import migrations, models


class Migration(migrations.Migration):
    """What an officer writes of a round, in Welsh beside English."""

    dependencies = [("priorities", "0005_ballot_types")]

    operations = [
        migrations.RenameField("round", "title", "title_en"),
        migrations.RenameField("round", "question", "question_en"),
        migrations.RenameField("round", "summary", "summary_en"),
        migrations.RenameField("round", "what_can_change", "what_can_change_en"),
        migrations.RenameField("round", "who_decides", "who_decides_en"),
        migrations.AddField("round", "title_cy", models.CharField(blank=True, default="", max_length=120), preserve_default=False),
        migrations.AddField("round", "question_cy", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("round", "summary_cy", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("round", "what_can_change_cy", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("round", "who_decides_cy", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
    ]

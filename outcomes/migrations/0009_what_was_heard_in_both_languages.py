from django.db import migrations, models


class Migration(migrations.Migration):
    """What was heard, in Welsh beside English."""

    dependencies = [("outcomes", "0008_notifications")]

    operations = [
        migrations.RenameField("finding", "we_heard", "we_heard_en"),
        migrations.AddField(
            "finding",
            "we_heard_cy",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
    ]

"""Limits on guessing, kept in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coopservices", "0003_audit_checks")]

    operations = [
        migrations.CreateModel(
            name="KeptLimit",
            fields=[
                (
                    "key_hash",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("held", models.JSONField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
    ]

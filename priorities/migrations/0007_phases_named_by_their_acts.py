from django.db import migrations, models


class Migration(migrations.Migration):
    """A phase without a name of its own is called by the act that it opens."""

    dependencies = [
        ("priorities", "0006_rounds_in_both_languages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="phase",
            name="name",
            field=models.CharField(
                blank=True,
                help_text="Empty: it is called by the act that it opens.",
                max_length=60,
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A phase without a name of its own is called by the act that it opens."""

    dependencies = [
        ("priorities", "0007_left_off_and_days_of_proposals"),
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

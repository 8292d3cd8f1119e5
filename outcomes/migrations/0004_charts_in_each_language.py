from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("outcomes", "0003_charts_without_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="chart",
            name="one_chart_per_key",
        ),
        migrations.AddField(
            model_name="chart",
            name="language",
            field=models.CharField(default="en-gb", max_length=10),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="chart",
            constraint=models.UniqueConstraint(
                fields=("summary", "key", "language"), name="one_chart_per_key_and_language"
            ),
        ),
    ]

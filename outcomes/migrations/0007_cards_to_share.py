"""A card to share is kept as a picture of points beside its drawing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0006_answers_in_both_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='chart',
            name='png',
            field=models.BinaryField(help_text='Of a card to share, which has no SVG.', null=True),
        ),
    ]

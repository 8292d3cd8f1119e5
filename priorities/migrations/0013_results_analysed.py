"""What a counted poll's ballots tell beyond its manifest is kept for every poll, and where they came from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0012_setting_up_polls'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnalysedResult',
            fields=[
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='analysed', serialize=False, to='priorities.result')),
                ('analysis', models.JSONField(help_text='In codes, numbers and sentences to say.')),
            ],
        ),
        migrations.AddField(
            model_name='result',
            name='breakdowns',
            field=models.JSONField(default=list, help_text='How many ballots came from where, small numbers merged.'),
        ),
        migrations.DeleteModel(
            name='ComparedResult',
        ),
    ]

"""Margins are kept with the count, and the rules side by side with the import: both never change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0003_proofs_asked'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComparedResult',
            fields=[
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='compared', serialize=False, to='priorities.result')),
                ('comparison', models.JSONField(help_text='The rules side by side, in codes and numbers.')),
            ],
        ),
        migrations.AddField(
            model_name='result',
            name='margins',
            field=models.JSONField(help_text='How near the second came in each question, as it was counted.', null=True),
        ),
    ]

"""Cards to share of results are kept with the summary that they are made with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0006_answers_in_both_languages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('poll', models.CharField(help_text='Its id.', max_length=36)),
                ('language', models.CharField(max_length=10)),
                ('png', models.BinaryField()),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='outcomes.summary')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('summary', 'poll', 'language'), name='one_card_per_poll_and_language')],
            },
        ),
    ]

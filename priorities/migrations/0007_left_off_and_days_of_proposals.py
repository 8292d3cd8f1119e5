"""Why a ballot leaves a proposal off; and of a proposal's publication the day alone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import TruncDate


def keep_the_day(apps, schema_editor):
    proposals = apps.get_model("priorities", "Proposal").objects.exclude(published_at=None)
    proposals.update(published_on=TruncDate("published_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0006_rounds_in_both_languages'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeftOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=500)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='left_off', to='priorities.poll')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='left_off', to='priorities.proposal')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('poll', 'proposal'), name='one_reason_per_proposal_left_off'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='what_is_left_off_a_ballot_has_a_reason')],
            },
        ),
        migrations.AddField(
            model_name='proposal',
            name='published_on',
            field=models.DateField(help_text='The day only: the time could tell who in a small team wrote it.', null=True),
        ),
        migrations.RunPython(keep_the_day, elidable=True),
        migrations.RemoveConstraint(model_name='proposal', name='a_published_proposal_says_what_and_why'),
        migrations.RemoveIndex(model_name='proposal', name='proposals_newest_first'),
        migrations.RemoveField(model_name='proposal', name='published_at'),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['round', '-published_on', '-id'], name='proposals_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', None), models.Q(models.Q(('title', ''), _negated=True), models.Q(('problem', ''), _negated=True), models.Q(('idea', ''), _negated=True)), _connector='OR'), name='a_published_proposal_says_what_and_why'),
        ),
    ]

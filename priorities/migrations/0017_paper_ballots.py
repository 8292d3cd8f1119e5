"""Paper ballots: which of them a poll counts, their batches, papers and entries; and helped votes."""

import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0016_constituencies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='poll',
            name='paper_rule',
            field=models.CharField(choices=[('none', 'No paper ballots'), ('papers', 'Paper ballots of people who show at a desk who they are'), ('papers-and-slips', 'These, and slips from events without a name')], default='none', help_text='Which ballots on paper count.', max_length=20),
        ),
        migrations.AlterField(
            model_name='excludedballot',
            name='stop',
            field=models.CharField(choices=[('key', "The poll's key is missing, or a copy of it is."), ('signing-key', 'The key with which the council signs is missing.'), ('definition', 'What was fixed when voting opened has been altered since.'), ('seal', 'A sealed ballot cannot be opened.'), ('choice', 'A ballot holds a choice that its ballot paper does not allow.'), ('no-elector', 'A ballot belongs to nobody who may vote.'), ('forged-elector', 'A ballot belongs to somebody we did not register.'), ('receipt', 'Two ballots share a code.'), ('papers', 'Not all paper ballots are typed in and accounted for.'), ('certifying', 'The key could not be destroyed.')], max_length=20),
        ),
        migrations.AlterField(
            model_name='poll',
            name='stop',
            field=models.CharField(blank=True, choices=[('key', "The poll's key is missing, or a copy of it is."), ('signing-key', 'The key with which the council signs is missing.'), ('definition', 'What was fixed when voting opened has been altered since.'), ('seal', 'A sealed ballot cannot be opened.'), ('choice', 'A ballot holds a choice that its ballot paper does not allow.'), ('no-elector', 'A ballot belongs to nobody who may vote.'), ('forged-elector', 'A ballot belongs to somebody we did not register.'), ('receipt', 'Two ballots share a code.'), ('papers', 'Not all paper ballots are typed in and accounted for.'), ('certifying', 'The key could not be destroyed.')], max_length=20),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='author_role',
            field=models.CharField(choices=[('resident', 'Resident'), ('service_user', 'Person who uses services'), ('carer', 'Unpaid carer'), ('staff', 'Front-line staff'), ('provider', 'Provider or community organisation'), ('commissioner', 'Commissioner'), ('councillor', 'Councillor'), ('moderator', 'Moderator'), ('officer', 'Council officer'), ('guardian', 'Data guardian'), ('desk', 'Library or desk staff')], max_length=12),
        ),
        migrations.CreateModel(
            name='HelpedVote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('is_over', models.BooleanField(default=False)),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helped_votes', to='priorities.poll')),
            ],
        ),
        migrations.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('identified', 'For people who show at a desk who they are'), ('slip', 'Slips for an event, without a name')], max_length=10)),
                ('place', models.CharField(help_text='A library or an event; public.', max_length=120)),
                ('size', models.PositiveSmallIntegerField(help_text='How many papers were issued.')),
                ('issued_at', models.DateTimeField()),
                ('counted', models.PositiveSmallIntegerField(null=True)),
                ('spoiled', models.PositiveSmallIntegerField(null=True)),
                ('unused', models.PositiveSmallIntegerField(help_text='Brought back unused.', null=True)),
                ('explanation', models.TextField(blank=True, help_text='Why it does not balance; public.', max_length=500)),
                ('reconciled_at', models.DateTimeField(null=True)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_batches', to='priorities.poll')),
                ('reconciled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PaperBallot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('printed', 'Not handed out'), ('handed', 'Handed out'), ('typed', 'Typed once'), ('differs', 'Typed twice, not alike'), ('counted', 'To be counted'), ('spoiled', 'Spoiled')], default='printed', max_length=10)),
                ('spoiled_because', models.CharField(blank=True, choices=[('unclear', 'What is meant cannot be told'), ('too-much', 'More is marked than is allowed'), ('named', 'It says whose it is'), ('damaged', 'It is torn or cannot be read'), ('replaced', 'It was handed back or lost, and another was given')], max_length=10)),
                ('holder', models.BinaryField(max_length=32, null=True)),
                ('holder_nonce', models.BinaryField(max_length=12, null=True)),
                ('holder_sealed', models.BinaryField(null=True)),
                ('handed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='priorities.paperbatch')),
            ],
            options={
                'ordering': ['batch', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField()),
                ('nonce', models.BinaryField(max_length=12)),
                ('ciphertext', models.BinaryField()),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='priorities.paperballot')),
                ('typed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['turn'],
            },
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.UniqueConstraint(fields=('poll', 'number'), name='one_batch_per_number'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', 9999)), name='a_batch_has_papers'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted', None), ('reconciled_at', None), ('spoiled', None), ('unused', None)), models.Q(models.Q(('reconciled_at', None), _negated=True), models.Q(('counted', None), _negated=True), models.Q(('spoiled', None), _negated=True), models.Q(('unused', None), _negated=True), models.Q(('size', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('counted'), '+', models.F('spoiled')), '+', models.F('unused'))), models.Q(('explanation', ''), _negated=True), _connector='OR')), _connector='OR'), name='a_reconciled_batch_balances_or_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='paperballot',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='one_paper_per_number'),
        ),
        migrations.AddConstraint(
            model_name='paperballot',
            constraint=models.UniqueConstraint(fields=('holder',), name='one_paper_per_elector_per_poll'),
        ),
        migrations.AddConstraint(
            model_name='paperballot',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'spoiled'), ('spoiled_because', ''), _connector='XOR'), name='a_spoiled_paper_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.UniqueConstraint(fields=('paper', 'turn'), name='one_entry_per_paper_and_turn'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.UniqueConstraint(condition=models.Q(('turn__lt', 3)), fields=('paper', 'typed_by'), name='two_people_type_a_paper'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.CheckConstraint(condition=models.Q(('turn__gte', 1), ('turn__lte', 3)), name='a_paper_is_typed_three_times_at_most'),
        ),
    ]

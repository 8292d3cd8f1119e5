"""A signed log of openings, closings and counts, and what a poll keeps so that no row can be changed
behind it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def refuse_polls_of_before(apps, schema_editor):
    polls = apps.get_model("priorities", "Poll").objects.filter(imported_from="")
    if polls.exclude(state__in=["draft", "certified"]).exists():
        raise RuntimeError(
            "This database has polls that an earlier version opened and that are not certified yet. "
            "Nothing was changed. Certify them with the earlier version first, and then upgrade."
        )


def keep_the_log(apps, schema_editor):
    entries = apps.get_model("priorities", "LogEntry").objects
    for old in apps.get_model("priorities", "ResultLogEntry").objects.select_related("result"):
        entries.create(
            n=old.n,
            kind="counted",
            poll=old.result_id,
            text=old.result.manifest,
            signature=old.result.signature,
            public_key=old.result.public_key,
            leaf_hash=old.leaf_hash,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0008_phases_named_by_their_acts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(refuse_polls_of_before, migrations.RunPython.noop),
        migrations.CreateModel(
            name='ElectorAtClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('elector', models.UUIDField()),
                ('proofs', models.CharField(max_length=100)),
                ('method', models.CharField(max_length=10)),
                ('entry', models.BinaryField(max_length=32)),
                ('area_code', models.CharField(max_length=20)),
                ('constituency', models.CharField(max_length=20)),
                ('mac', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='JointDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pause', 'Put off making the result final'), ('resume', 'Let the result become final')], max_length=10)),
                ('reason', models.TextField()),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['proposed_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('n', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('opened', 'Opened'), ('closed', 'Closed'), ('counted', 'Counted')], max_length=10)),
                ('poll', models.UUIDField()),
                ('text', models.TextField(help_text='Canonical JSON; of a count, the manifest.')),
                ('signature', models.BinaryField(max_length=64)),
                ('public_key', models.BinaryField(max_length=32)),
                ('leaf_hash', models.BinaryField(max_length=32)),
            ],
            options={
                'ordering': ['n'],
            },
        ),
        migrations.AddField(
            model_name='poll',
            name='definition_mac',
            field=models.BinaryField(help_text="A hash of the definition under the poll's key.", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='poll',
            name='paused_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='poll',
            name='paused_because',
            field=models.TextField(blank=True, help_text='Why two people put off the certifying; everybody can read it.'),
        ),
        migrations.AddField(
            model_name='poll',
            name='stop',
            field=models.CharField(blank=True, choices=[('key', "The poll's key is missing, or a copy of it is."), ('signing-key', 'The key with which the council signs is missing.'), ('definition', 'What was fixed when voting opened has been altered since.'), ('seal', 'A sealed ballot cannot be opened.'), ('choice', 'A ballot holds a choice that its ballot paper does not allow.'), ('no-elector', 'A ballot belongs to nobody who may vote.'), ('forged-elector', 'A ballot belongs to somebody we did not register.'), ('receipt', 'Two ballots share a code.'), ('certifying', 'The key could not be destroyed.')], max_length=20),
        ),
        migrations.AddField(
            model_name='poll',
            name='stopped_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_at', None), ('paused_because', '')), models.Q(models.Q(('paused_because', ''), _negated=True), models.Q(('paused_at', None), _negated=True)), _connector='OR'), name='a_pause_has_a_time_and_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stop', ''), ('stopped_at', None)), models.Q(models.Q(('stop', ''), _negated=True), models.Q(('stopped_at', None), _negated=True)), _connector='OR'), name='a_poll_that_stopped_has_a_time_and_a_code'),
        ),
        migrations.AddField(
            model_name='electoratclosing',
            name='poll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='electors_at_closing', to='priorities.poll'),
        ),
        migrations.AddField(
            model_name='jointdecision',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='jointdecision',
            name='poll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_decisions', to='priorities.poll'),
        ),
        migrations.AddField(
            model_name='jointdecision',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.UniqueConstraint(fields=('poll', 'kind'), name='one_entry_of_a_kind_per_poll'),
        ),
        migrations.RunPython(keep_the_log, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='ResultLogEntry',
        ),
        migrations.AddConstraint(
            model_name='electoratclosing',
            constraint=models.UniqueConstraint(fields=('poll', 'elector'), name='one_elector_at_closing_per_poll'),
        ),
        migrations.AddConstraint(
            model_name='jointdecision',
            constraint=models.CheckConstraint(condition=models.Q(('proposed_by', None), ('confirmed_by', None), models.Q(('proposed_by', models.F('confirmed_by')), _negated=True), _connector='OR'), name='a_joint_decision_is_confirmed_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='jointdecision',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_joint_decision_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='jointdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None)), fields=('poll', 'kind'), name='one_joint_decision_of_a_kind_waits_per_poll'),
        ),
    ]

"""A signed log of openings, closings and counts, and what a poll keeps so that no row can be changed
behind it.
"""

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
        ('priorities', '0005_ballot_types'),
    ]

    operations = [
        migrations.RunPython(refuse_polls_of_before, migrations.RunPython.noop),
        migrations.AddField(
            model_name='poll',
            name='definition_mac',
            field=models.BinaryField(help_text="A hash of the definition under the poll's key.", max_length=32, null=True),
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
                'constraints': [models.UniqueConstraint(fields=('poll', 'kind'), name='one_entry_of_a_kind_per_poll')],
            },
        ),
        migrations.RunPython(keep_the_log, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='ResultLogEntry',
        ),
    ]

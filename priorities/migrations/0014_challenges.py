"""A provisional result can be challenged, and waits for the answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0013_results_analysed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='poll',
            name='challenged_at',
            field=models.DateTimeField(help_text='Since when a challenge to its result is open.', null=True),
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BinaryField(max_length=32, null=True)),
                ('reason', models.TextField(max_length=2000)),
                ('made_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(help_text='When an officer had looked whether the reason names anybody.', null=True)),
                ('is_reason_public', models.BooleanField(default=False)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='priorities.poll')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_challenge_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), models.Q(('answered_at', None), _negated=True)), _connector='OR'), name='an_answered_challenge_has_an_answer'), models.CheckConstraint(condition=models.Q(('answered_at', None), ('withdrawn_at', None), _connector='OR'), name='a_challenge_is_answered_or_withdrawn'), models.CheckConstraint(condition=models.Q(('is_reason_public', False), models.Q(('checked_at', None), _negated=True), _connector='OR'), name='a_public_reason_was_checked'), models.UniqueConstraint(condition=models.Q(('answered_at', None), ('withdrawn_at', None)), fields=('poll', 'made_by'), name='one_open_challenge_per_account_and_poll'), models.UniqueConstraint(condition=models.Q(('answered_at', None), ('withdrawn_at', None)), fields=('poll', 'mark'), name='one_open_challenge_per_code_and_poll')],
            },
        ),
    ]

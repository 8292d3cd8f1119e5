"""Numbers at which people hear by text, and letters by channel."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("outcomes", "0011_news_of_longer_votes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mobile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(help_text="As E.164 writes it: +447…", max_length=16)),
                ("wants", models.CharField(choices=[("reminders", "A reminder before voting ends, if I asked for one"), ("news", "That, and each time something happens to what I follow")], max_length=9)),
                ("asked_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0, help_text="Codes that were typed.")),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="one_unsent_letter_per_subscriber_and_kind",
        ),
        migrations.AddField(
            model_name="letter",
            name="channel",
            field=models.CharField(choices=[("email", "E-mail"), ("text", "Text message")], db_default="email", default="email", max_length=5),
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(choices=[("confirm", "Asks to confirm"), ("news", "Tells what happened"), ("reminder", "Reminds"), ("number", "Has the code that confirms a number")], max_length=8),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(condition=models.Q(("given_up_at", None), ("sent_at", None)), fields=("subscriber", "kind", "channel"), name="one_unsent_letter_per_subscriber_kind_and_channel"),
        ),
        migrations.AddField(
            model_name="mobile",
            name="subscriber",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="mobile", to="outcomes.subscriber"),
        ),
    ]

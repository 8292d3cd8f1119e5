"""Measures that officers define by forms: their texts in both languages, and files of figures."""

from uuid import uuid4

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0009_what_was_heard_in_both_languages"),
        ("participation", "0012_council_sign_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("indicator", "name", "name_en"),
        migrations.RenameField("indicator", "unit", "unit_en"),
        migrations.AlterModelOptions("indicator", {"ordering": ["position", "name_en"]}),
        migrations.AddField(
            "indicator", "name_cy", models.CharField(blank=True, default="", max_length=160),
            preserve_default=False,
        ),
        migrations.AddField(
            "indicator", "unit_cy", models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            "indicator",
            "counted_en",
            models.TextField(
                blank=True, default="", help_text="What is counted, and what is not."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "indicator", "counted_cy", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "indicator",
            "source",
            models.CharField(
                blank=True, default="", help_text="Who publishes its figures.", max_length=300
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "indicator",
            "licence",
            models.CharField(
                blank=True, default="", help_text="That they are under.", max_length=120
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "indicator",
            "fewest_shown",
            models.PositiveSmallIntegerField(
                default=8, help_text="The smallest count of people that is shown."
            ),
        ),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(
                condition=Q(fewest_shown__gte=8), name="a_measure_hides_the_smallest_counts"
            ),
        ),
        migrations.RemoveConstraint("marker", "a_marker_has_a_reason"),
        migrations.RenameField("marker", "reason", "reason_en"),
        migrations.AddField(
            "marker", "reason_cy", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "marker",
            models.CheckConstraint(condition=~Q(reason_en=""), name="a_marker_has_a_reason"),
        ),
        migrations.CreateModel(
            name="FiguresFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=300)),
                ("licence", models.CharField(max_length=120)),
                ("attribution", models.TextField(blank=True)),
                ("file_name", models.CharField(max_length=100)),
                ("sha256", models.CharField(help_text="Of the file, in hex.", max_length=64)),
                (
                    "content",
                    models.BinaryField(
                        help_text="The file as it came, while it waits; then empty."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "Read: waits for you to take it"),
                            ("faulty", "Refused: something in it is wrong"),
                            ("taken", "Taken"),
                        ],
                        max_length=6,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, help_text="That were read.")),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("faulty", models.PositiveIntegerField(default=0)),
                ("found", models.JSONField(default=dict)),
                (
                    "fingerprint",
                    models.CharField(
                        blank=True, help_text="Of all it would change.", max_length=64
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures_files",
                        to="participation.council",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="file",
                        to="outcomes.release",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-sent_at", "pk"]},
        ),
    ]

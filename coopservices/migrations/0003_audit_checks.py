"""When the chain of the audit was checked and what was found; and an index for the acts of a
council, as the audit's own table is made in SQL.
"""

from django.db import migrations, models
from django.db.models import Q

INDEX = "CREATE INDEX audit_of_an_act ON coopservices_auditentry (council_id, act, n)"
WHY = [(why, why) for why in ("gap", "order", "hash", "head")]


class Migration(migrations.Migration):
    dependencies = [("coopservices", "0002_audit")]

    operations = [
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "checked_at",
                    models.DateTimeField(help_text="Empty while it waits to be done.", null=True),
                ),
                ("entries", models.PositiveBigIntegerField(default=0)),
                ("head", models.CharField(blank=True, max_length=64)),
                ("fault_n", models.PositiveBigIntegerField(null=True)),
                (
                    "fault_why",
                    models.CharField(
                        blank=True, choices=WHY, help_text="See docs/audit.md.", max_length=8
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(fault_n=None, fault_why="")
                        | (~Q(fault_n=None) & ~Q(fault_why="")),
                        name="a_fault_of_the_audit_says_where_and_why",
                    )
                ],
            },
        ),
        migrations.RunSQL(INDEX, "DROP INDEX audit_of_an_act"),
    ]

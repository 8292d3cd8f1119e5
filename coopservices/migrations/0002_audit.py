"""The audit's table, which Django neither empties nor remakes, and the triggers that keep it.

An entry is added after the last one only, and never changed, deleted or emptied away. Whoever
changes this table one day drops the triggers first and makes them again.
"""

from django.db import migrations, models

TABLE = "coopservices_auditentry"
GENESIS = "0" * 64

_REFUSED = "The audit is append-only: its entries are not changed, deleted or emptied."
_MISPLACED = "An audit entry is added after the last one only."

POSTGRESQL = [
    f"""
    CREATE FUNCTION coopservices_audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION coopservices_audit_refuses()
    """,
    f"""
    CREATE FUNCTION coopservices_audit_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE head record;
    BEGIN
        SELECT n, entry_hash INTO head FROM {TABLE} ORDER BY n DESC LIMIT 1;
        IF NEW.n <> COALESCE(head.n, 0) + 1
            OR NEW.previous_hash <> COALESCE(head.entry_hash, '{GENESIS}')
        THEN
            RAISE EXCEPTION '{_MISPLACED}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE TRIGGER audit_is_a_chain BEFORE INSERT ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION coopservices_audit_follows()
    """,
]
# INSERT OR REPLACE fires no trigger of DELETE in SQLite: there the trigger of INSERT refuses it.
SQLITE = [
    f"""
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER audit_is_a_chain BEFORE INSERT ON {TABLE}
    WHEN NEW.n <> COALESCE((SELECT max(n) FROM {TABLE}), 0) + 1
        OR NEW.previous_hash <> COALESCE(
            (SELECT entry_hash FROM {TABLE} ORDER BY n DESC LIMIT 1), '{GENESIS}'
        )
    BEGIN SELECT RAISE(ABORT, '{_MISPLACED}'); END
    """,
]
STATEMENTS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}


def keep_it(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [("coopservices", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("n", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("act", models.CharField(max_length=60)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(blank=True, max_length=160)),
                ("council_id", models.BigIntegerField(null=True)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(blank=True, max_length=40)),
                ("details", models.TextField(blank=True)),
                ("previous_hash", models.CharField(max_length=64)),
                ("entry_hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("previous_hash",), name="one_audit_entry_follows_another"
                    )
                ],
                "indexes": [
                    models.Index(fields=["council_id", "n"], name="audit_of_a_council"),
                    models.Index(fields=["actor_id", "n"], name="audit_of_an_actor"),
                    models.Index(
                        fields=["subject_type", "subject_id", "n"], name="audit_of_a_subject"
                    ),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="auditentry",
            options={"managed": False, "verbose_name_plural": "audit entries"},
        ),
        migrations.RunPython(keep_it, elidable=False),
    ]

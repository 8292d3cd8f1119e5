"""An upgrade stops nobody: while it is under way the old release works on tables that the new one
has already changed, so a migration adds, and what it makes needless goes a release later.
"""

import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="councils upgrade PostgreSQL"),
]

OURS = ("coopservices", "participation", "priorities", "outcomes")
RELEASE = settings.BASE_DIR / "deploy" / "last_release.toml"
# A wider column is the same to the old release; a narrower one fails where its rows do not fit. And
# our tables are small, so an index may lock one for the second that it takes.
UNASKED = {"ALTER_COLUMN", "CREATE_INDEX", "ADD_UNIQUE"}


def problems(migration, state):
    """What of a migration the old release cannot work with, by the codes of the linter."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
        statements = [each for each in editor.collected_sql if not each.startswith("--")]
    errors, _ignored, _warnings = analyse_sql_statements(PostgresqlAnalyser, statements, [])
    return sorted({each.code for each in errors} - UNASKED)


def test_no_migration_since_the_last_release_breaks_the_old_one():
    loader = MigrationLoader(connection, replace_migrations=False)
    last = tomllib.loads(RELEASE.read_text())
    known = set().union(*(loader.graph.forwards_plan((app, last[app])) for app in OURS))
    new = [
        key
        for app in OURS
        for leaf in loader.graph.leaf_nodes(app)
        for key in loader.graph.forwards_plan(leaf)
        if key not in known and key[0] in OURS
    ]
    found = {}
    for key in dict.fromkeys(new):
        state = loader.project_state(key, at_end=False)
        if wrong := problems(loader.get_migration(*key), state):
            found[".".join(key)] = wrong
    assert not found, (
        "The release that is running while this is installed cannot work with it. Give a new "
        "column db_default or null=True; take a column or a table away one release after the last "
        "code that used it (docs/operating.md, 'Upgrades')."
    )


def test_the_last_release_names_migrations_that_are_there():
    loader = MigrationLoader(connection, replace_migrations=False)
    last = tomllib.loads(RELEASE.read_text())
    assert set(last) == set(OURS)
    for app in OURS:
        assert (app, last[app]) in loader.graph.nodes


def _made(*steps):
    """A migration after all that there are."""
    made = Migration("of_tomorrow", "priorities")
    made.operations = list(steps)
    return made


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ([operations.RemoveField("poll", "paused_because")], ["DROP_COLUMN"]),
        ([operations.RenameField("poll", "paused_because", "why")], ["RENAME_COLUMN"]),
        ([operations.DeleteModel("LeftOff")], ["DROP_TABLE"]),
        ([operations.RenameModel("LeftOff", "NotOffered")], ["RENAME_TABLE"]),
        (
            [operations.AddField("poll", "wish", models.TextField(default=""))],
            ["NOT_NULL"],  # Django's default is not the database's: the old release gives none
        ),
        ([operations.AddField("poll", "wish", models.TextField(db_default=""))], []),
        ([operations.AddField("poll", "wish", models.TextField(null=True))], []),
        (
            [
                operations.CreateModel(
                    "Wish",
                    [("id", models.BigAutoField(primary_key=True)), ("n", models.TextField())],
                )
            ],
            [],
        ),
    ],
)
def test_what_breaks_the_old_release_is_noticed(steps, codes):
    assert problems(_made(*steps), ProjectState.from_apps(apps)) == codes

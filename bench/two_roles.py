"""A database as it is shipped: one role owns the tables, and another, of the platform, may write
rows and no more.
"""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.running import HOUSE, Platform, Server, a_postgresql

# What the platform's role is refused: each would undo what a table promises.
REFUSED = (
    "UPDATE coopservices_auditentry SET act = 'nothing'",
    "DELETE FROM coopservices_auditentry",
    "TRUNCATE coopservices_auditentry",
    "ALTER TABLE coopservices_auditentry DISABLE TRIGGER ALL",
    "DROP TABLE priorities_sealedballot",
    "TRUNCATE priorities_sealedballot",
    "ALTER TABLE priorities_sealedballot ADD COLUMN voter int",
    "CREATE TABLE public.votes (who int, what text)",
    "CREATE FUNCTION public.tell() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY priorities_sealedballot TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "SET session_replication_role = replica",
    "SET ROLE coopservices_owner",
)


@contextmanager
def a_platform_of_two_roles(var: Path) -> Iterator[tuple[Platform, dict[str, str]]]:
    """A platform that signs in as the role that owns nothing, over a PostgreSQL of its own that
    deploy/postgres/role.sh has prepared; and what a command is told that runs as the owner.
    """
    with a_postgresql() as server:
        _prepare(server)
        ours, owners = (_address(server, role) for role in ("coopservices", "coopservices_owner"))
        platform = Platform(
            var,
            DATABASE_URL=ours,
            PRODUCTION="1",
            SECRET_KEY=secrets.token_urlsafe(64),
            ALLOWED_HOSTS="127.0.0.1",
            EMAIL_URL=f"filemail:///{var / 'mail'}",
            STATIC_COLLECTED="0",
        )
        owner = {"DATABASE_URL": owners}
        try:
            platform.manage("migrate", "--verbosity", "0", seconds=600, **owner)
            platform.manage("grant_tables", "coopservices", **owner)
            platform.manage("prepare_key_store")
            yield platform, owner
        finally:
            platform.stop()


def what_is_allowed(platform: Platform) -> list[str]:
    """What of REFUSED the platform's role may do all the same."""
    lines = [
        "from django.db import connection, transaction, ProgrammingError, OperationalError",
        f"for each in {REFUSED!r}:",
        "    try:",
        "        with transaction.atomic(), connection.cursor() as cursor:",
        "            cursor.execute(each)",
        "    except (ProgrammingError, OperationalError) as problem:",
        "        assert 'permission' in str(problem) or 'must be' in str(problem), problem",
        "    else:",
        "        print(each)",
    ]
    return platform.python("\n".join(lines)).splitlines()


def _prepare(server: Server) -> None:
    where = urlsplit(server.address)
    told = {
        "PATH": os.environ["PATH"],
        "PGHOST": "127.0.0.1",
        "PGPORT": str(where.port),
        "POSTGRES_USER": "postgres",
        "POSTGRES_DB": "postgres",
        "OWNER_ROLE": "coopservices_owner",
        "OWNER_PASSWORD": "owner",
        "APP_ROLE": "coopservices",
        "APP_PASSWORD": "app",
    }
    subprocess.run([HOUSE / "deploy/postgres/role.sh"], env=told, check=True)


def _address(server: Server, role: str) -> str:
    return f"postgres://{role}:word@127.0.0.1:{urlsplit(server.address).port}/coopservices"

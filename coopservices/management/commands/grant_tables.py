"""Gives the database role of web and workers what they need of each table, and of the audit no more
than to read it and to add to it.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from coopservices.audit.models import AuditEntry

_AUDIT = AuditEntry._meta.db_table  # noqa: SLF001 (Django's public name for it)
_GRANTS = f"""
    GRANT USAGE ON SCHEMA public TO {{role}};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {{role}};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {{role}};
    REVOKE ALL ON {_AUDIT} FROM {{role}};
    GRANT SELECT, INSERT ON {_AUDIT} TO {{role}}
"""  # noqa: S608 (the name of our own table; the role's is quoted)


class Command(BaseCommand):
    """As in: grant_tables coopservices_app, as the tables' owner, after each migrate."""

    help = "Grant a PostgreSQL role every table's rows, but of the audit only reading and adding."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The role."""
        parser.add_argument("role")

    def handle(self, **options: Any) -> None:
        """Grant, all of it or nothing."""
        if connection.vendor != "postgresql":
            raise CommandError(_("Only PostgreSQL has roles."))
        role = connection.ops.quote_name(options["role"])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [options["role"]])
            known = cursor.fetchone()
            if known is None:
                raise CommandError(_("There is no role of this name."))
            if known[0]:
                raise CommandError(_("This role is a superuser: no grant binds it."))
            cursor.execute(_GRANTS.format(role=role))
        self.stdout.write(
            _("%(role)s may read the audit and add to it, and change every other table's rows.")
            % {"role": options["role"]}
        )

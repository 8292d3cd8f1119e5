"""The tables that there are, against which the registry of personal data is held."""

from django.apps import apps

from participation.engines.personal_data import gaps


def fields_of_tables() -> dict[str, frozenset[str]]:
    """The names of the columns and links of every table, by the table's name; those that join two
    tables too.
    """
    return {
        model._meta.label: frozenset(  # noqa: SLF001 (Django's public name for it)
            field.name
            for field in model._meta.get_fields()  # noqa: SLF001
            if field.concrete
        )
        for model in apps.get_models(include_auto_created=True)
    }


def gaps_in_registry() -> list[str]:
    """What is wrong with the registry of personal data, a line each; [] if nothing is."""
    return gaps(fields_of_tables())

"""Making a change to a council be seen."""

from django.core.cache import caches


def forget_councils() -> None:
    """Have this process ask for its councils afresh; the others remember them for a moment more."""
    caches["local"].delete("councils")

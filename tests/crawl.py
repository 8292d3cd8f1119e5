"""Reading every address of the platform as every role, for tests that look for what must not be
there.
"""

from collections.abc import Iterator

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.test_access import TABLE, World


def addresses_of(world: World) -> dict[str, str]:
    """Every address that the table of access names, filled in, by name."""
    return {name: reverse(name, kwargs=world.arguments(name)) for name in TABLE}


def whole(answer) -> str:
    """All that an answer says: its headers and its body, streamed or not, as text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)}\n{body.decode(errors='replace')}"


def read_all(
    addresses: dict[str, str], clients: dict[str, Client], *, query: str = ""
) -> Iterator[tuple[str, str, str]]:
    """The name of each address, who reads it, and what it answers to them."""
    for name, address in addresses.items():
        for person, client in clients.items():
            with transaction.atomic():
                told = whole(client.get(f"{address}{query}"))
                transaction.set_rollback(True)
            yield name, person, told

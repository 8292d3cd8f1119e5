"""Reading every address of the platform as every role, for tests that look for what must not be
there.
"""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.test_access import TABLE, World

# What is printed, or taken away as a file, once a form is sent: its address, and the form.
PRINTED = {
    "print_poster": {"place": "Riverside library"},
    "print_codes": {"kind": "letters", "language": "en", "first": 1, "last": 1},
    "download_codes": {},
    "print_papers": {"language": "en-gb"},
    "download_your_data": {},
}


def addresses_of(world: World) -> dict[str, str]:
    """Every address that the table of access names, filled in, by name."""
    return {name: reverse(name, kwargs=world.arguments(name)) for name in TABLE}


def whole(answer) -> str:
    """All that an answer says: its headers and its body, streamed or not, as text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)}\n{_text(body)}"


def _text(body: bytes) -> str:
    """What a file says: what is packed in it is unpacked, an office document's parts too."""
    if body.startswith(b"%PDF-"):
        return _text_of_pdf(body)
    if body.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(body)) as archive:
            parts = [(name, _text(archive.read(name))) for name in archive.namelist()]
        return "\n".join(f"{name}\n{text}" for name, text in parts)
    return body.decode(errors="replace")


def _text_of_pdf(body: bytes) -> str:
    """The words on its pages, and all that stands beside them: its title, where its links lead,
    what a picture shows. The words are told without their spaces too, as a long one is broken at
    the end of a line.
    """
    reader = PdfReader(BytesIO(body))
    pages = "\n".join(page.extract_text() for page in reader.pages)
    beside = (repr(reader.get_object(number)) for number in range(1, reader.trailer["/Size"]))
    return "\n".join([pages, "".join(pages.split()), *beside])


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


def read_printed(
    addresses: dict[str, str], clients: dict[str, Client]
) -> Iterator[tuple[str, str, str]]:
    """The name of each address where something is printed, who gets it, and what it says."""
    for name, form in PRINTED.items():
        for person, client in clients.items():
            with transaction.atomic():
                answer = client.post(addresses[name], form)
                told = whole(answer)
                transaction.set_rollback(True)
            if answer.status_code == 200:
                yield name, person, told

"""An officer's pages of codes: ordering, numbers, letters, labels, posters and files."""

import csv
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.models import Council, Role
from priorities.engines import letters as sheets
from priorities.engines.addresses import AddressesUnreadable, read_addresses
from priorities.engines.voting_codes import printed
from priorities.models import CodeBatch, Redemption
from priorities.voting_codes.actions.codes import forget_codes
from priorities.voting_codes.queries import batches_now, letters
from priorities.voting_codes.words import letter_words, printed_code
from tests import make
from tests.priorities.ballots.test_voting_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make.an_open_poll(proofs_asked=[{"code"}])


@pytest.fixture
def officer(poll, client):
    person = make.a_person(poll.round.council, Role.OFFICER)
    client.force_login(person)
    return person


def at(name, batch):
    return reverse(name, args=[batch.poll_id, batch.pk])


def asked(first=1, last=2, kind="letters", **more):
    return {"kind": kind, "language": "en", "first": first, "last": last, **more}


def codes_of(batch):
    return [code for each in letters(batch, 1, batch.letters) for _n, code in each.codes]


@pytest.fixture
def seen(monkeypatch):
    """What was handed to typst, as it is."""
    told = []
    compile_ = sheets.typst.compile

    def noting(*args, **facts):
        told.append(json.loads(facts["sys_inputs"]["told"]))
        return compile_(*args, **facts)

    monkeypatch.setattr(sheets.typst, "compile", noting)
    return told


def test_from_the_order_to_the_letters(poll, officer, client, audited, seen):
    form = {"name": "Riverside", "letters": "3", "codes_each": "2", "words": "Please vote."}
    ordered = client.post(reverse("order_codes", args=[poll.pk]), form)
    batch = CodeBatch.objects.get()
    assert ordered.headers["Location"] == at("code_batch", batch)
    assert "Codes made 0 of 6" in text(client.get(at("code_batch", batch)))
    assert "Print" not in text(client.get(at("code_batch", batch)))
    make.settle()
    assert "Codes made 6 of 6" in text(client.get(at("code_batch", batch)))
    answer = client.post(at("print_codes", batch), asked(last=3))
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "private, no-store"
    (told,) = seen
    assert [len(each["codes"][0]) for each in told["letters"]] == [2, 2, 2]
    assert told["letters"][0]["codes"][0][0]["code"] == printed(codes_of(batch)[0])
    assert told["pages"][0]["words"] == ["Please vote."]
    entry = audited().get(act="voting_codes_read")
    assert json.loads(entry.details) == {"kind": "letters", "first": 1, "last": 3}
    assert (entry.actor_id, entry.subject_id) == (officer.pk, str(batch.pk))


@pytest.mark.parametrize("kind", ["letters", "large", "labels"])
@pytest.mark.parametrize("language", ["en", "cy", "both"])
def test_every_kind_is_printed_in_every_language(poll, officer, client, kind, language):
    Council.objects.update(writing=Council.Writing.BOTH)
    batch = make.a_batch(poll, 2, codes_each=3)
    answer = client.post(at("print_codes", batch), asked(kind=kind) | {"language": language})
    assert answer.content.startswith(b"%PDF")


def test_a_letter_leads_to_the_code_behind_the_hash(poll):
    batch = make.a_batch(poll, 1)
    (code,) = codes_of(batch)
    welsh = printed_code(1, code, "https://n.example", "cy")
    assert welsh.address == f"https://n.example/cy/code/#{printed(code)}"
    words = letter_words(batch, "https://n.example", "en-gb")
    assert "n.example/code and type the code." in words.steps[0]
    assert words.is_test == ""
    batch.is_test = True
    assert letter_words(batch, "https://n.example", "en-gb").is_test.startswith("TEST")


def test_the_file_for_a_mailing_house_has_every_code_and_an_entry(poll, officer, client, audited):
    batch = make.a_batch(poll, 2, codes_each=2)
    answer = client.post(at("download_codes", batch))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row[:2] for row in rows[1:]] == [["1", "1"], ["1", "2"], ["2", "3"], ["2", "4"]]
    assert [row[2] for row in rows[1:]] == [printed(code) for code in codes_of(batch)]
    assert rows[1][3] == f"http://testserver/code/#{rows[1][2]}"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert audited().filter(act="voting_codes_read").count() == 1


@pytest.mark.parametrize("name", ["print_codes", "download_codes", "replace_code"])
def test_plain_codes_never_come_by_get(poll, officer, client, name):
    assert client.get(at(name, make.a_batch(poll))).status_code == 405


def test_a_letter_goes_to_its_address_and_to_no_other_when_printed_again(
    poll, officer, client, seen, audited
):
    batch = make.a_batch(poll, 2)
    file = b"Ann,1 High St\r\nBob,2 High St\r\n"
    swapped = b"Bob,2 High St\r\nAnn,1 High St\r\n"

    def send(content):
        return client.post(
            at("print_codes", batch), asked(addresses=SimpleUploadedFile("a.csv", content))
        )

    assert send(file).status_code == 200
    assert [each["to"] for each in seen[0]["letters"]] == [
        ["Ann", "1 High St"],
        ["Bob", "2 High St"],
    ]
    assert "two households would get the same code" in text(send(swapped))
    assert "1 addresses" in text(send(b"Ann,1 High St\r\n"))
    assert send(file).status_code == 200
    assert audited().filter(act="voting_codes_read").count() == 2
    batch.refresh_from_db()
    assert b"High" not in bytes(batch.addresses_hash)


def test_addresses_are_read_from_csv_and_xlsx_and_refused_with_their_row():
    assert read_addresses("Siân,1 Stryd Fawr,,CF10 1AA\n\n".encode()) == [
        ("Siân", "1 Stryd Fawr", "CF10 1AA")
    ]
    assert read_addresses("Siân,1 St".encode("cp1252")) == [("Siân", "1 St")]
    with pytest.raises(AddressesUnreadable, match="Row 2 does not fit"):
        read_addresses(b"Ann,1 High St\n" + b"a" * 61)
    for bad in (b"", b"\0\0", b"PK\x03\x04 no"):
        with pytest.raises(AddressesUnreadable):
            read_addresses(bad)
    assert read_addresses(_xlsx([["Ann", 12, "High St"]])) == [("Ann", "12", "High St")]


def _xlsx(rows):
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, int)
            else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/s.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="s.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return book.getvalue()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (asked(first=2, last=1), "This batch has the letters 1 to 3."),
        (asked(last=4), "This batch has the letters 1 to 3."),
        (asked(first=0), "1"),
    ],
)
@pytest.mark.usefixtures("officer")
def test_letters_that_are_not_there_are_refused_without_an_entry(
    poll, client, audited, form, words
):
    answer = client.post(at("print_codes", make.a_batch(poll)), form)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not audited().filter(act="voting_codes_read").exists()


def test_a_lost_letter_is_replaced_from_the_page(poll, officer, client):
    batch = make.a_batch(poll, 2, codes_each=2)
    before = codes_of(batch)
    form = {"serial": "3", "what": "replace"}
    done = client.post(at("replace_code", batch), form, follow=True)
    assert "Code number 3 is another one now. Print letter 2 again." in text(done)
    after = codes_of(batch)
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, False, True]
    client.post(at("replace_code", batch), {"serial": "1", "what": "void"})
    assert codes_of(batch) == after[1:]
    missing = client.post(at("replace_code", batch), {"serial": "5", "what": "void"})
    assert (missing.status_code, "no code with this number" in text(missing)) == (422, True)


@pytest.mark.parametrize(
    ("used", "open_", "after"), [(3, None, None), (9, None, None), (10, 10, 10), (19, 10, 19)]
)
def test_used_codes_are_told_in_whole_tens_while_voting_is_open(poll, used, open_, after):
    batch = make.a_batch(poll, 20)
    for code in batch.codes.all()[:used]:
        Redemption.objects.create(code=code, on=timezone.localdate())
    assert batches_now(poll)[0].used == open_
    make.close_early(poll, reason="For the test", at=timezone.now())
    forget_codes(poll=poll)
    assert batches_now(poll)[0].used == after


def test_after_the_end_nothing_is_printed(poll, officer, client):
    batch = make.a_batch(poll)
    make.close_early(poll, reason="For the test", at=timezone.now())
    make.settle()
    assert client.post(at("print_codes", batch), asked()).status_code == 403
    assert client.post(at("download_codes", batch)).status_code == 403
    assert "only these numbers are left" in text(client.get(at("code_batch", batch)))


def test_a_poster_has_no_code(poll, officer, client, seen, audited):
    answer = client.post(reverse("print_poster", args=[poll.pk]), {"place": "Riverside library"})
    assert answer.content.startswith(b"%PDF")
    (told,) = seen
    assert told["pages"][0]["address"] == f"http://testserver/polls/{poll.pk}/vote/"
    assert told["pages"][0]["place"] == "Riverside library"
    assert not audited().exists()


def test_the_page_of_batches_asks_as_much_for_many_as_for_few(
    poll, officer, client, django_assert_num_queries
):
    make.a_batch(poll)
    address = reverse("voting_codes", args=[poll.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(4):
        make.a_batch(poll)
    with django_assert_num_queries(len(few)):
        client.get(address)

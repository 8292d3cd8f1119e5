"""An officer's pages of registers, from the first to the register in force, without JavaScript."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.models import Role, VoterRegister
from participation.voter_registers.actions import sending
from participation.voter_registers.actions.keeping import RegisterRefused, take_register
from participation.voter_registers.models import LONGEST_REASON
from tests import make
from tests.priorities.ballots.test_voting_pages import text

pytestmark = pytest.mark.django_db

FILE = b"Family name;Post code;D.O.B.;Town\nQuillfeather;NB1 1AA;27/3/1980;Northbrook\n"


@pytest.fixture
def council():
    council = make.a_council()
    make.make_eligibility_key(council=council)
    return council


@pytest.fixture(autouse=True)
def officer(council, client):
    person = make.a_person(council, Role.OFFICER)
    client.force_login(person)
    return person


def begin(client, **facts):
    told = {"name": "Tenants", "kind": "birth", "is_another": "on", **facts}
    return client.post(reverse("begin_register"), told)


def send(client, register, content, name="tenants.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("send_register", args=[register.pk]), {"file": file})


def at(name, version):
    return reverse(name, args=[version.register_id, version.pk])


def sent(client, content):
    begin(client)
    register = VoterRegister.objects.get()
    send(client, register, content)
    return register.versions.get()


def confirm(client, version, **uses):
    told = {"surname": "0", "postcode": "1", "born_on": "2", "ward": "", **uses}
    return client.post(at("confirm_columns", version), told)


def test_from_nothing_to_a_register_in_force(client):
    assert "No registers yet" in text(client.get(reverse("voter_registers")))
    begun = begin(client)
    register = VoterRegister.objects.get()
    assert begun.headers["Location"] == reverse("send_register", args=[register.pk])
    sent_ = send(client, register, FILE)
    version = register.versions.get()
    assert sent_.headers["Location"] == at("confirm_columns", version)
    page = client.get(at("confirm_columns", version))
    assert "Xxxxxxxxxxxx" in text(page)
    assert "XX9 9XX" in text(page)
    assert "99/9/9999" in text(page)
    assert "Quillfeather" not in page.text
    chosen = re.findall(r'<option value="(\d)" selected\s*>\s*(.*?)\s*</option>', page.text)
    assert chosen == [("0", "Family name"), ("1", "Post code"), ("2", "D.O.B.")]
    assert client.get(at("register_version", version)).headers["Location"] == at(
        "confirm_columns", version
    )
    assert confirm(client, version).headers["Location"] == at("register_version", version)
    waiting = client.get(at("register_version", version))
    assert "Lines checked: 0 of about 1." in text(waiting)
    assert '<meta http-equiv="refresh"' in waiting.text
    make.settle()
    report = client.get(at("register_version", version))
    assert '<meta http-equiv="refresh"' not in report.text
    assert "No line is wrong" in text(report)
    assert "larger or smaller" not in text(report), "there was none before"
    assert "Without a ward that we know 1" in text(report)
    taken = client.post(at("take_register", version), follow=True)
    assert "This register is in force." in text(taken)
    assert "Tenants 1" in text(client.get(reverse("voter_registers")))


def test_what_is_wrong_is_told_by_the_line_and_as_a_file(client):
    lines = [f"Quillfeather;NB1 1AA;{n}/13/1980" for n in range(60)]
    version = sent(client, FILE + "\n".join(lines).encode())
    confirm(client, version)
    make.settle()
    page = client.get(at("register_version", version))
    assert "60 lines of 61 are wrong, so none was taken." in text(page)
    assert "3 The date of birth cannot be read." in text(page)
    assert "Page 1 of 2" in text(page)
    assert "Page 2 of 2" in text(client.get(at("register_version", version) + "?page=2"))
    assert "Quillfeather" not in page.text
    told = client.get(at("download_faults", version))
    rows = list(csv.reader(io.StringIO(b"".join(told.streaming_content).decode())))
    assert rows[0] == ["Line", "What is wrong"]
    assert rows[1][0] == "3"
    assert len(rows) == 61
    assert client.post(at("take_register", version)).status_code == 422


def test_a_size_that_differs_asks_for_a_reason(client, council, officer):
    register = make.a_register(council, by=officer)
    lines = [f"Person{n},NB1 1AA,1/1/1950" for n in range(3)]
    send(client, register, "\n".join(["Surname,Postcode,DOB", *lines]).encode())
    version = register.versions.under_way().get()
    confirm(client, version)
    make.settle()
    page = text(client.get(at("register_version", version)))
    assert "more than 2 in 100 larger or smaller" in page
    assert "New 3" in page
    assert "Gone 1" in page
    refused = client.post(at("take_register", version), {"reason": ""})
    assert refused.status_code == 422
    assert "Answer the question" in text(refused)
    longest = "A new street.".ljust(LONGEST_REASON, "!")
    assert client.post(at("take_register", version), {"reason": f"{longest}!"}).status_code == 422
    with pytest.raises(RegisterRefused, match="fewer words"):
        take_register(by=officer, version=version, reason=f"{longest}!", at=timezone.now())
    client.post(at("take_register", version), {"reason": longest})
    assert register.versions.in_force().get().size_reason == longest


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": ""}, "Answer the question"),
        ({"kind": ""}, "Answer the question"),
        ({"is_another": ""}, "This is not the electoral register"),
    ],
)
def test_a_register_is_not_begun_without_what_is_needed(client, facts, words):
    answer = begin(client, **facts)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not VoterRegister.objects.exists()


@pytest.mark.parametrize(
    ("uses", "words"),
    [
        ({"born_on": ""}, "Say which column holds the date of birth."),
        ({"ward": "0"}, "This column is chosen for something else too."),
        ({"surname": "77"}, "Select a valid choice"),
    ],
)
def test_columns_are_asked_for_again(client, uses, words):
    version = sent(client, FILE)
    answer = confirm(client, version, **uses)
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_file_in_windows_letters_is_said_to_be_one(client):
    version = sent(client, FILE.replace(b"Quill", "Qu\u00eell".encode("cp1252")))
    assert "This file is not written in UTF-8." in text(client.get(at("confirm_columns", version)))


def test_a_file_can_be_dropped_and_a_register_deleted(client):
    version = sent(client, FILE)
    register = version.register
    assert "The file was deleted." in text(client.post(at("discard_version", version), follow=True))
    assert not register.versions.exists()
    delete = reverse("delete_register", args=[register.pk])
    assert client.post(delete).status_code == 422
    assert "was deleted" in text(client.post(delete, {"sure": "on"}, follow=True))
    assert not VoterRegister.objects.exists()


def test_a_file_never_touches_a_disk(client, monkeypatch, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    kinds, keep = [], sending.send_register
    monkeypatch.setattr(
        TemporaryFileUploadHandler,
        "new_file",
        lambda *_args, **_facts: pytest.fail("it would be written to a disk"),
    )

    def noting(**facts):
        kinds.append(len(facts["content"]))
        return keep(**facts)

    monkeypatch.setattr("participation.voter_registers.views.sending.send_register", noting)
    begin(client)
    large = FILE + b"Jones;NB1 1AA;1/1/1950;\n" * 200_000
    assert send(client, VoterRegister.objects.get(), large).status_code == 302
    assert kinds == [len(large)]
    assert kinds[0] > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


def test_pages_ask_as_often_however_many_there_are(client, council, officer):
    from django.db import connection

    counts = []
    client.get(reverse("voter_registers"))  # what a process remembers
    for _round in range(2):
        make.a_register(council, by=officer)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("voter_registers"))
        counts.append(len(captured))
    register = VoterRegister.objects.first()
    for _round in range(2):
        make.a_newer(register, by=officer)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("voter_register", args=[register.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]

"""`make run`: whose port it is, and where the demonstration's letters lie."""

import os
import socket
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from tests import make

HOUSE = Path(__file__).resolve().parent.parent


def run(port, **environment):
    return subprocess.run(
        [HOUSE / "bin/run"],
        env={"PATH": os.environ["PATH"], "PORT": str(port), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("shared", [False, True], ids=["of its own", "as granian holds it"])
def test_a_port_that_is_taken_is_said_in_plain_words_before_anything_starts(shared, tmp_path):
    with socket.socket() as taken:
        if shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = run(taken.getsockname()[1], VAR_DIR=str(tmp_path / "var"))
    assert refused.returncode == 1
    assert "is taken" in refused.stderr
    assert "PORT=8001 make run" in refused.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["http", "-1", "70000"])
def test_a_port_that_is_none_is_refused(port, tmp_path):
    assert "PORT=8001 make run" in run(port, VAR_DIR=str(tmp_path / "var")).stderr


# --- Letters --------------------------------------------------------------------------------------

MAIL_IS_SENT_FROM = ["account_login", "account_reset_password"]


@pytest.fixture
def demonstration(db, settings):
    make.a_council(is_demonstration=True)
    settings.DEMO, settings.PRODUCTION = True, False
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(settings.BASE_DIR / "var" / "mail")
    settings.EMAIL_CONFIG = {"EMAIL_FILE_PATH": settings.EMAIL_FILE_PATH}
    return settings


@pytest.mark.parametrize("name", MAIL_IS_SENT_FROM)
def test_a_page_of_the_demonstration_says_where_its_letter_lies(client, demonstration, name):
    assert "in the folder var/mail." in client.get(reverse(name)).content.decode()


def test_the_page_that_asks_for_a_code_says_it_too(client, demonstration, tmp_path):
    demonstration.EMAIL_FILE_PATH = str(tmp_path)
    demonstration.EMAIL_CONFIG = {"EMAIL_FILE_PATH": str(tmp_path)}
    client.post(reverse("account_login"), {"email": "rosa@example.org"})
    page = client.get(reverse("account_confirm_login_code")).content.decode()
    assert f"in the folder {tmp_path}." in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", False),
        ("PRODUCTION", True),
        ("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_where_letters_are_sent_nothing_is_said_of_a_folder(client, demonstration, name, value):
    setattr(demonstration, name, value)
    for page in MAIL_IS_SENT_FROM:
        assert client.get(reverse(page)).context["letters_folder"] == ""

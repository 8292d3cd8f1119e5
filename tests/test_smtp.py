"""A mail server that says nothing is given up soon; one that looks at a letter for long is not."""

import socket
import threading
import time

import pytest
from django.core.mail import EmailMessage, get_connection

from tests.test_broker import a_port_that_never_answers

BACKEND = "coopservices.smtp.EmailBackend"


@pytest.fixture
def slow_server():
    """A server that greets at once, and looks at each letter for two seconds before it takes it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = []

        def converse():
            talk, _address = server.accept()
            with talk, talk.makefile("rwb") as lines:

                def say(words):
                    lines.write(words + b"\r\n")
                    lines.flush()

                say(b"220 slow")
                while line := lines.readline():
                    if line.upper().startswith(b"DATA"):
                        say(b"354 go on")
                        while lines.readline() != b".\r\n":
                            pass
                        time.sleep(2)
                        taken.append(line)
                    say(b"221 bye" if line.upper().startswith(b"QUIT") else b"250 ok")

        threading.Thread(target=converse, daemon=True).start()
        yield server.getsockname()[1], taken


def letter(port):
    post = get_connection(BACKEND, host="127.0.0.1", port=port)
    return EmailMessage("A code", "4F7K", "us@example.org", ["a@example.org"], connection=post)


def test_a_server_that_does_not_greet_keeps_nobody_waiting():
    began = time.perf_counter()
    with a_port_that_never_answers() as port, pytest.raises(OSError, match="timed out"):
        letter(port).send()
    assert time.perf_counter() - began < 1.8


def test_a_server_that_takes_its_time_over_a_letter_has_it(slow_server):
    port, taken = slow_server
    assert letter(port).send() == 1
    assert taken


def test_production_sends_through_it(settings):
    read = (settings.BASE_DIR / "coopservices" / "settings.py").read_text()
    assert f'EMAIL_BACKEND = "{BACKEND}"' in read

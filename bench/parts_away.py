"""The drill of parts that are away: people read, sign in and vote while Redis is refused, frozen or
slow, the mail server hangs, or the council's own sign-in is dead.
"""

import http.client
import json
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bench.casting import FORM
from bench.load import CSRF, Ask
from bench.mail_server import a_mail_server
from tests.running import a_platform, a_redis, free_port, send

PATIENCE = 2.0  # seconds within which each of them is answered
ROUNDS = 3
DELAY = 0.3  # seconds by which a slow Redis is late with each answer


def people_wait_for_nobody() -> tuple[bool, str]:
    """Each part away in turn: no page is later than two seconds, and every vote is taken."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        redis, process = stack.enter_context(a_redis(folder))
        mail = stack.enter_context(a_mail_server())
        silent = stack.enter_context(_silent())
        slow = stack.enter_context(_late(int(redis.rpartition(":")[2].split("/")[0])))
        post = {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"}
        platform = stack.enter_context(a_platform(folder / "platform", REDIS_URL=redis, **post))
        told = json.loads(platform.python("from bench.waiting import prepare; prepare()"))
        refused = f"redis://127.0.0.1:{free_port()}/0"
        away = {
            "nothing": {},
            "Redis refused": {"REDIS_URL": refused},
            "Redis frozen": {},
            "Redis slow": {"REDIS_URL": f"redis://127.0.0.1:{slow}/0"},
            "mail hangs": {"EMAIL_URL": f"smtp://127.0.0.1:{silent}"},
            "sign-in dead": {},
        }
        slowest: dict[str, float] = {}
        wrong: list[str] = []
        for n, (name, environment) in enumerate(away.items()):
            web = platform.start_web(port=(port := free_port()), **environment)
            if name == "sign-in dead":
                platform.python(f"from bench.waiting import lead_to; lead_to({free_port()})")
            if name == "Redis frozen":
                send(process, signal.SIGSTOP)
            seconds = _walk(port, told, has_mail=name != "mail hangs", wrong=wrong, name=name, n=n)
            send(process, signal.SIGCONT)
            slowest[name] = max(seconds.values())
            for what, took in seconds.items():
                if took > PATIENCE:
                    wrong.append(f"{name}: {what} took {took:.1f} s")
            platform.kill(web)
    figures = "   ".join(f"{name} {seconds:.2f} s" for name, seconds in slowest.items())
    return not wrong, f"slowest, with away: {figures}{'   WRONG: ' if wrong else ''}{wrong or ''}"


def _walk(
    port: int, told: dict[str, str], *, has_mail: bool, wrong: list[str], name: str, n: int
) -> dict[str, float]:
    """How long each page takes at most; what is not answered as it should be is added to the
    wrong.
    """
    seconds: dict[str, float] = {}
    vote, voter = f"/polls/{told['poll']}/vote/", told["voter"]
    send_code = {"email": f"newcomer-{n}@drill.example", "csrfmiddlewaretoken": CSRF}
    asks = {
        "reading": (Ask("/"), 200),
        "reading rounds": (Ask("/rounds/"), 200),
        "reading a vote": (Ask(vote), 200),
        "ways in": (Ask("/accounts/login/"), 200),
        "a code": (
            Ask("/accounts/login/", f"csrftoken={CSRF}", send_code),
            302 if has_mail else 422,
        ),
        "voting": (Ask(f"{vote}cast/", voter, FORM), 200),
    }
    for _ in range(ROUNDS):
        for what, (ask, expected) in asks.items():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            began = time.perf_counter()
            status, _body = ask.send(connection)
            seconds[what] = max(seconds.get(what, 0.0), time.perf_counter() - began)
            connection.close()
            if status != expected:
                wrong.append(f"{name}: {what} answered {status}")
    return seconds


@contextmanager
def _silent() -> Iterator[int]:
    """A port at which somebody takes each connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def take() -> None:
            with suppress(OSError):
                while True:
                    held.append(server.accept())

        threading.Thread(target=take, daemon=True).start()
        yield int(server.getsockname()[1])


@contextmanager
def _late(behind: int) -> Iterator[int]:
    """A port at which whatever is behind another answers, later."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pass_on(source: socket.socket, target: socket.socket, delay: float) -> None:
            with suppress(OSError):
                while data := source.recv(65536):
                    time.sleep(delay)
                    target.sendall(data)
            with suppress(OSError):
                target.shutdown(socket.SHUT_WR)

        def take() -> None:
            with suppress(OSError):
                while True:
                    here, _address = server.accept()
                    there = socket.create_connection(("127.0.0.1", behind))
                    for way in ((here, there, 0.0), (there, here, DELAY)):
                        threading.Thread(target=pass_on, args=way, daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        yield int(server.getsockname()[1])

"""Clients of this machine alone: each keeps one connection and sends its requests one after
another.
"""

import http.client
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

CSRF = "b" * 32  # a form's token and its cookie may be the same 32 letters


@dataclass(frozen=True)
class Ask:
    """One request: a GET, or a POST where there is a form. Cookies as name=value."""

    path: str
    cookies: str = ""
    form: dict[str, str] | None = None

    def send(self, connection: http.client.HTTPConnection) -> tuple[int, bytes]:
        headers = {"Cookie": self.cookies} if self.cookies else {}
        if self.form is None:
            connection.request("GET", self.path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", self.path, urlencode(self.form), headers)
        response = connection.getresponse()
        return response.status, response.read()


@dataclass
class Answers:
    """What came back: how often each status, how long each took in seconds, and how long all took
    together.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    together: float = 0.0


def send_all(port: int, clients: list[list[Ask]]) -> Answers:
    """Let every client begin at the same moment, and send its requests to 127.0.0.1."""
    answers, lock = Answers(), threading.Lock()
    start = threading.Barrier(len(clients) + 1)

    def work(asks: list[Ask]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        start.wait()
        for ask in asks:
            began = time.perf_counter()
            status, _ = ask.send(connection)
            with lock:
                answers.statuses[status] += 1
                answers.seconds.append(time.perf_counter() - began)
        connection.close()

    threads = [threading.Thread(target=work, args=(asks,)) for asks in clients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    answers.together = time.perf_counter() - began
    return answers

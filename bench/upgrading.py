"""The drill of upgrading: people vote through the shipped proxy while every web server, and the
worker, is replaced by another.
"""

import http.client
import json
import secrets
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bench.casting import FORM
from bench.load import Ask
from tests.running import a_platform, a_proxy, free_port, send

VOTERS = 40
SERVERS = 2  # before and after; each is replaced in turn
DRAINED = 30.0  # seconds within which a server that was asked to end has ended


class Voting:
    """People who vote again and again, each after the answer to the vote before: what came back,
    and the receipt secret of the last vote that was answered.
    """

    def __init__(self, port: int, poll: str, cookies: list[str]) -> None:
        self.port, self.path = port, f"/polls/{poll}/vote/cast/"
        self.answers: Counter[str] = Counter()
        self.last: dict[str, str] = {}
        self.lock, self.over = threading.Lock(), threading.Event()
        shares = [cookies[n::4] for n in range(4)]
        self.threads = [threading.Thread(target=self._vote, args=(each,)) for each in shares]

    def _vote(self, cookies: list[str]) -> None:
        while not self.over.is_set():
            for each in cookies:
                secret = secrets.token_hex(16)
                answer = self._answer(Ask(self.path, each, {**FORM, "receipt_secret": secret}))
                with self.lock:
                    self.answers[answer] += 1
                    if answer == "200":
                        self.last[each] = secret

    def _answer(self, ask: Ask) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            return str(ask.send(connection)[0])
        except (http.client.HTTPException, OSError) as problem:
            return type(problem).__name__
        finally:
            connection.close()


def replace_the_servers() -> tuple[bool, str]:
    """Two web servers and a worker, each replaced in turn: no vote is refused, and none is lost."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        platform = stack.enter_context(a_platform(folder / "platform"))
        asked = f"from bench.upgraded import prepare; prepare({VOTERS})"
        poll, cookies = json.loads(platform.python(asked, seconds=300))
        ports = tuple(free_port() for _ in range(2 * SERVERS))
        old = [platform.start_web(port=port) for port in ports[:SERVERS]]
        worker = platform.start_worker()
        platform.start_beat()
        port = stack.enter_context(a_proxy(folder, to=ports))
        voting = Voting(port, poll, cookies)
        for thread in voting.threads:
            thread.start()
        try:
            time.sleep(2)
            drained = []
            for each, new in zip(old, ports[SERVERS:], strict=True):
                platform.start_web(port=new)
                drained.append(_end(each))
                platform.processes.remove(each)
            drained.append(_end(worker))
            platform.processes.remove(worker)
            platform.start_worker()
            time.sleep(2)
        finally:
            voting.over.set()
            for thread in voting.threads:
                thread.join()
        held = json.loads(platform.python(f"from bench.upgraded import secrets; secrets({poll!r})"))
    cast = voting.answers.pop("200", 0)
    refused = voting.answers.total()
    lost = len(set(voting.last.values()) - set(held))
    return (
        cast > VOTERS and not refused and not lost and len(held) == VOTERS and all(drained),
        f"{cast:5} cast     {refused:5} refused   {lost:5} lost   "
        f"{'all ended by themselves' if all(drained) else 'SOME HAD TO BE KILLED'}"
        f"{'   ' + str(dict(voting.answers)) if refused else ''}",
    )


def _end(process: "subprocess.Popen[bytes]") -> bool:
    """Ask a process to end, as a container's engine does, and tell whether it did in time."""
    process.send_signal(signal.SIGTERM)  # to it alone: it ends its own workers
    try:
        process.wait(timeout=DRAINED)
    except subprocess.TimeoutExpired:
        send(process, signal.SIGKILL)
        process.wait()
        return False
    return True

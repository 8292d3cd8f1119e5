"""A mail server for drills: it takes every letter, and remembers for each address which letters it
took, as often as it took them.
"""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class MailServer(socketserver.ThreadingTCPServer):
    """Listens at a free port; `taken` counts (address, Message-ID)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def heard(self) -> set[str]:
        """The addresses that have a letter."""
        with self.lock:
            return {address for address, _id in self.taken}

    def told_twice(self) -> int:
        """How many addresses have two letters that are not copies of one."""
        with self.lock:
            letters = Counter(address for address, _id in self.taken)
        return sum(number > 1 for number in letters.values())

    def copies(self) -> int:
        """How many letters came once more, under the same Message-ID."""
        with self.lock:
            return self.taken.total() - len(self.taken)


class _Conversation(socketserver.StreamRequestHandler):
    """One conversation in the few words of SMTP that are needed (RFC 5321)."""

    server: MailServer

    def handle(self) -> None:
        """Until they hang up, as a worker does that is killed."""
        with suppress(ConnectionError):
            self._converse()

    def _converse(self) -> None:
        self._say("220 drill")
        recipients: list[str] = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            if word == b"DATA":
                self._say("354 go on")
                found = MESSAGE_ID.search(self._letter())
                with self.server.lock:
                    for each in recipients:
                        self.server.taken[each, found[1].decode() if found else ""] += 1
                recipients = []
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """A mail server that takes letters until it is left."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

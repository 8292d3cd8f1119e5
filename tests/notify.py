"""A server that stands for GOV.UK Notify: it keeps what it is handed, and answers as it is told."""

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "council-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"


class Notify(ThreadingHTTPServer):
    """`letters` are those that it has taken, as (reference, PDF, postage), known by their place
    from 1; `becomes` is what it says of each. `refuses` holds references that it refuses, and
    `says_nothing` lets it take a letter and hang up.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked, self.status, self.body = [], 201, {"id": "1"}
        self.letters, self.refuses, self.becomes = [], set(), {}
        self.says_nothing = False

    def take_letter(self, asked):
        """Take a letter, and return with what it answers; None where that gets lost."""
        if asked["reference"] in self.refuses:
            message = "Letter content is not a valid PDF"
            return 400, {"status_code": 400, "errors": [{"error": "E", "message": message}]}
        pdf = base64.b64decode(asked["content"])
        self.letters.append((asked["reference"], pdf, asked["postage"]))
        return None if self.says_nothing else (201, {"id": str(len(self.letters))})

    def look_up(self, path):
        """What it says of a letter, or of all that have a reference."""
        _path, _slash, key = path.path.rpartition("/")
        if not path.query:
            return 200, {"id": key, "status": self.becomes.get(key, "accepted")}
        (reference,) = parse_qs(path.query)["reference"]
        places = [n for n, letter in enumerate(self.letters, 1) if letter[0] == reference]
        return 200, {"notifications": [{"id": str(n)} for n in places]}


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers["Authorization"], asked))
        answer = self.server.status, self.server.body
        if self.path.endswith("/letter") and self.server.status == 201:
            answer = self.server.take_letter(asked)
        if answer:
            self._say(*answer)

    def do_GET(self):
        if self.server.status == 201:
            self._say(*self.server.look_up(urlsplit(self.path)))
        else:
            self._say(self.server.status, self.server.body)

    def _say(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *words):
        pass


@contextmanager
def a_notify(settings):
    """Notify at an address of its own, which the settings name."""
    with Notify() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.GOVUK_NOTIFY_API_KEY = KEY
        settings.GOVUK_NOTIFY_URL = f"http://127.0.0.1:{server.server_address[1]}"
        settings.EMAIL_TIMEOUT = 2
        yield server
        server.shutdown()
        thread.join()

"""A server that stands for GOV.UK Notify: it keeps what it is handed, and answers as it is told."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "council-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"


class Notify(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked, self.status, self.body = [], 201, {"id": "1"}


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers["Authorization"], asked))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.body).encode())

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

"""The proxy as it is shipped, before a web server that says what came to it."""

import http.client
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.running import NGINX, a_proxy

pytestmark = pytest.mark.skipif(not NGINX, reason="needs nginx: apt-get install nginx-light")


class Web(BaseHTTPRequestHandler):
    """Answers with the headers and the length of the body that it was sent."""

    asked = 0

    def do_POST(self):
        type(self).asked += 1
        too_much = int(self.headers.get("Content-Length") or 0) > 256 * 1024
        body = b"" if too_much else self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = json.dumps({"headers": dict(self.headers), "body": len(body)}).encode()
        self.send_response(413 if too_much else 200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    web = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    with a_proxy(tmp_path_factory.mktemp("proxy"), to=web.server_port) as port:
        yield port
    web.shutdown()
    thread.join()
    web.server_close()


def ask(port, body=b"", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST", "/", body, {"Host": "say.northbrook.example", **named})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    return answer.status, said


def test_what_strangers_write_of_themselves_goes_no_further(port):
    _, said = ask(
        port,
        X_Forwarded_For="6.6.6.6, 192.0.2.7",
        X_Forwarded_Proto="gopher",
        X_Forwarded_Host="elsewhere.example",
        X_Real_IP="6.6.6.6",
        Forwarded="for=6.6.6.6",
        X_Request_ID="6666-6666-6666",
    )
    came = said["headers"]
    assert came["X-Forwarded-For"] == "192.0.2.7"  # whom the council's own proxy saw
    assert came["X-Forwarded-Proto"] == "http"
    assert came["Host"] == "say.northbrook.example"
    assert len(came["X-Request-ID"]) == 32
    assert not {"X-Forwarded-Host", "X-Real-IP", "Forwarded"} & set(came)


def test_the_councils_own_proxy_says_that_it_was_https(port):
    assert ask(port, X_Forwarded_Proto="https")[1]["headers"]["X-Forwarded-Proto"] == "https"


@pytest.mark.parametrize("size", [0, 1, 20_000, 256 * 1024])
def test_a_form_arrives_whole(port, size):
    assert ask(port, b"x" * size)[1]["body"] == size


def test_of_what_is_too_much_nothing_is_sent_on_and_the_platform_says_so(port):
    status, said = ask(port, Content_Length=str(60 << 20))
    assert (status, said["body"]) == (413, 0)


def test_the_web_hears_of_a_slow_client_when_all_of_it_is_there(port):
    before = Web.asked
    with socket.create_connection(("127.0.0.1", port), timeout=10) as slow:
        slow.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\na"
        )
        time.sleep(0.3)
        slow.sendall(b"b")
        time.sleep(0.3)
        assert Web.asked == before
        slow.sendall(b"c")
        assert b"200" in slow.recv(100)
    assert Web.asked == before + 1

"""A provider of OpenID Connect for tests: a small server that signs what it is told to say."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, ANOTHERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "ab")
CLIENT, SECRET = "our-client", "our-secret"


class StubProvider:
    """It asks nobody anything: `come` is what a browser does there, and the token says that the
    person is `sub` with `email`, with whatever is `told` otherwise.
    """

    def __init__(self):
        self.told, self.headers, self.key, self.alg = {}, {}, KEY, "RS256"
        self.sub, self.email = "sub-1", "rosa@example.org"
        self.config = {}
        self.codes, self.asked = {}, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/tenant/v2.0"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def come(self, address):
        """Go where our sign-in led, and return the address that leads back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def token(self, asked):
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.sub,
            "email": self.email,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            **self.told,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": "key-1", **self.headers}
        key = None if self.alg == "none" else self.key
        return jwt.encode(claims, key, algorithm=self.alg, headers=headers)

    def answer(self, path, sent):
        if path.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                **self.config,
            }
        if path.endswith("/keys"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**public, "kid": "key-1", "use": "sig", "alg": "RS256"}]}
        if path.endswith("/token"):
            asked = self.codes[sent["code"]]
            self.asked.append(sent)
            digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            assert challenge == asked["code_challenge"]
            assert sent["client_secret"] == SECRET
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked)}
        return None

    def _handler(stub):  # noqa: N805 (the handler has a self of its own)
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked = urlsplit(self.path)
                if asked.path.endswith("/authorize"):  # a browser comes, and is sent back at once
                    to = urlsplit(parse_qs(asked.query)["redirect_uri"][0])
                    self.send_response(302)
                    back = f"{to.scheme}://{to.netloc}{stub.come(self.path)}"
                    self.send_header("Location", back)
                    self.end_headers()
                else:
                    self._say(stub.answer(asked.path, {}))

            def do_POST(self):
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fields = {name: values[0] for name, values in parse_qs(sent).items()}
                self._say(stub.answer(self.path, fields))

            def _say(self, what):
                body = json.dumps(what).encode()
                self.send_response(404 if what is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        return Handler

"""Fetches documents from addresses that people give: over https, from public hosts alone, within
limits.

Whoever can name an address could have us ask the machines beside us. So a name is looked up once,
all that it stands for must be public, the connection goes to what was looked up, and nobody leads
us on to another address.
"""

import socket
from ipaddress import ip_address
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from coopservices.sentences import Sentence, sentence

SECONDS_TO_CONNECT, SECONDS_OF_SILENCE = 5, 15
_PIECE = 64 * 1024


class FetchRefused(Exception):
    """Why a document cannot be fetched, as a sentence for whoever gave its address."""


class Allowance:
    """How much may be taken in, and how long it may take, from now on."""

    def __init__(self, *, most_bytes: int, seconds: float) -> None:
        self._bytes_left, self._until = most_bytes, monotonic() + seconds

    def spend(self, size: int) -> None:
        """Take in so many bytes more. Raises FetchRefused."""
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise FetchRefused(sentence("There is more at this address than we take in."))
        if monotonic() > self._until:
            raise FetchRefused(sentence("The host takes too long. Try again later."))


def problem_with_address(address: str) -> Sentence | str:
    """What is wrong with an address as it is written, "" if nothing is. Nobody is asked."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return sentence("This is not an address.")
    if parts.scheme != "https" and parts.hostname not in settings.FEED_HOSTS_WITHOUT_TLS:
        return sentence("The address must begin with https://.")
    if not parts.hostname or parts.username or parts.password:
        return sentence("The address must name a host, without a user or a password.")
    if port not in (None, 443) and parts.hostname not in settings.FEED_HOSTS_WITHOUT_TLS:
        return sentence("The address must be at the usual port.")
    return ""


def fetched(address: str, allowance: Allowance) -> bytes:
    """The document at an address, within what is left of an allowance. Raises FetchRefused."""
    if wrong := problem_with_address(address):
        raise FetchRefused(wrong)
    parts = urlsplit(address)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    pool = _pool(parts.scheme, parts.hostname or "", parts.port)
    headers = {"Host": parts.netloc, "Accept": "application/json", "Accept-Encoding": "identity"}
    try:
        with pool:
            answer = pool.urlopen(
                "GET", path, headers=headers, redirect=False, retries=False, preload_content=False
            )
            return _read(answer, allowance)
    except (HTTPError, OSError) as problem:
        raise FetchRefused(
            sentence("%(host)s did not answer as it should. Try again later.", host=parts.netloc)
        ) from problem


def _pool(scheme: str, host: str, port: int | None) -> HTTPConnectionPool:
    """A connection to what this name stands for now, and to nothing else."""
    timeout = Timeout(connect=SECONDS_TO_CONNECT, read=SECONDS_OF_SILENCE)
    number = _number_of(host, port or 443)
    if scheme != "https":  # of FEED_HOSTS_WITHOUT_TLS alone
        return HTTPConnectionPool(number, port or 80, timeout=timeout, maxsize=1)
    return HTTPSConnectionPool(
        number,
        port or 443,
        timeout=timeout,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=host,
        assert_hostname=host,
    )


def _number_of(host: str, port: int) -> str:
    """The first number that a name stands for. Raises FetchRefused unless all are public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise FetchRefused(sentence("There is no host called %(host)s.", host=host)) from problem
    numbers = [str(each[4][0]) for each in found]
    if host not in settings.FEED_HOSTS_WITHOUT_TLS and not all(map(is_public, numbers)):
        raise FetchRefused(sentence("%(host)s is not a public address.", host=host))
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether an IP address is one of the internet: none of a private network, of this machine, of
    its neighbours or of a cloud's own, nor one of those written as another kind.
    """
    address = ip_address(number.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    is_translated = address.version == 6 and number.casefold().startswith("64:ff9b:")
    if is_translated or (inner and not inner.is_global):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _read(answer: BaseHTTPResponse, allowance: Allowance) -> bytes:
    if 300 <= answer.status < 400:
        raise FetchRefused(
            sentence("This address leads on to another. Give the one that it leads to.")
        )
    if answer.status != 200:
        raise FetchRefused(
            sentence("The host answered with an error (%(status)s).", status=str(answer.status))
        )
    content = bytearray()
    while piece := answer.read1(_PIECE, decode_content=False):
        allowance.spend(len(piece))
        content += piece
    return bytes(content)

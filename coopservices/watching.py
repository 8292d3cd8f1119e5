"""Telling programs that fill in forms from people, with nobody's help: a field that nobody sees,
the time that reading takes and, while far too much is sent, a little work or a wait.

What is counted over a network only ever asks for the work or the wait: strangers lock nobody out.
Source: docs/adr/0020-programs-that-fill-in-forms.md.
"""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from allauth.core.internal.ratelimit import get_ip
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.forms import Form

WINDOW = timedelta(minutes=10)
SALT = "coopservices.watching"
LONGEST = timedelta(hours=24)  # that a form may lie open
WAIT = timedelta(seconds=40)  # instead of the work, where there is no JavaScript
BITS = 16  # zeros before the hash that the work looks for: 65,000 tries, a second or two


@dataclass(frozen=True)
class Pace:
    """What is too much of one act in WINDOW: over a council, and from one network."""

    council: int
    network: int


PACES = {
    "propose": Pace(council=40, network=15),
    "report": Pace(council=40, network=15),
    "equality": Pace(council=200, network=30),
    "sign-in": Pace(council=300, network=60),
}


@dataclass(frozen=True)
class Sender:
    """Where a form comes from: what it does, in which council, from which address, and when."""

    act: str
    council: int
    address: str
    at: datetime

    @property
    def keys(self) -> tuple[str, str]:
        """What the council and the network are counted by in this WINDOW."""
        return self._keys(self.at)

    def _keys(self, at: datetime) -> tuple[str, str]:
        window = int(at.timestamp() // WINDOW.total_seconds())
        of_act = f"pace:{self.act}:{window}"
        return f"{of_act}:{self.council}", f"{of_act}:{network_hash(self.address, at)}"

    @property
    def is_pressed(self) -> bool:
        """Whether far too much is sent in this council or from this network, now or in the WINDOW
        before: it begins by itself, and ends by itself.
        """
        pace = PACES[self.act]
        for at in (self.at, self.at - WINDOW):
            council, network = (caches["limits"].get(key, 0) for key in self._keys(at))
            if council > pace.council or network > pace.network:
                return True
        return False


def sender_of(request: HttpRequest, act: str) -> Sender:
    """Where a form comes from; one that is sent is counted. For doors: it reads the clock."""
    council = getattr(request, "council", None)
    sender = Sender(act, council.pk if council else 0, get_ip(request), timezone.now())
    if request.method == "POST":
        note(sender)
    return sender


def network_hash(address: str, at: datetime) -> str:
    """A keyed hash of the network of an address, its /24 or /48, that is another every day."""
    try:
        ip = ipaddress.ip_address(address)
        length = 24 if ip.version == 4 else 48
        network = str(ipaddress.ip_network(f"{ip}/{length}", strict=False))
    except ValueError:  # no address is told here
        network = address
    told = f"{SALT}|{at:%Y-%m-%d}|{network}"
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), "sha256").hexdigest()


def note(sender: Sender) -> None:
    """Count one form that was sent. It is remembered for two windows."""
    limits: Any = caches["limits"]
    for key in sender.keys:
        limits.count(key, 2 * WINDOW.total_seconds())


def new_stamp(act: str, at: datetime) -> str:
    """What a form carries from when it was shown."""
    return signing.dumps([at.timestamp(), secrets.token_hex(8)], salt=f"{SALT}.{act}")


def age_of(stamp: str, act: str, at: datetime) -> timedelta | None:
    """How long ago a form was shown; None where that is not to be believed."""
    try:
        shown, _token = signing.loads(stamp, salt=f"{SALT}.{act}")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    age = timedelta(seconds=at.timestamp() - shown)
    return age if timedelta() <= age <= LONGEST else None


def is_worked(stamp: str, answer: str) -> bool:
    """Whether the hash of the two begins with BITS zeros."""
    digest = hashlib.sha256(f"{stamp}:{answer}".encode()).digest()
    return len(answer) <= 20 and int.from_bytes(digest) >> (256 - BITS) == 0


class Trap(forms.TextInput):
    """A field that no person sees, and what is asked of everybody while too much is sent."""

    template_name = "forms/widgets/trap.html"
    is_pressed = False

    @property
    def is_hidden(self) -> bool:
        """Drawn among the hidden fields, without a label."""
        return True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the words that stand above the form."""
        more = {"is_pressed": self.is_pressed, "wait": int(WAIT.total_seconds())}
        return super().get_context(name, value, attrs) | more


class WatchedForm(Form):
    """A form that programs would like to fill in. What was typed stays in it, whatever is refused.

    `shortest` is how many seconds a person needs at least.
    """

    shortest: ClassVar[int] = 1
    website = forms.CharField(required=False, widget=Trap)
    began = forms.CharField(required=False, widget=forms.HiddenInput)
    worked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, sender: Sender, **facts: Any) -> None:
        self.sender, self.is_pressed = sender, sender.is_pressed
        self.age = None
        fresh = new_stamp(sender.act, sender.at)
        if data is not None:
            self.age = age_of(data.get("began", ""), sender.act, sender.at)
            data = data.copy()
            if self.age is None:
                data["began"] = fresh
        super().__init__(data, **facts)
        self.fields["began"].initial = fresh
        if self.is_pressed:
            self.fields["website"].widget.is_pressed = True
            self.fields["worked"].widget.attrs["data-work"] = str(BITS)

    def clean(self) -> dict[str, Any]:
        """What came in, without what only tells whether a person sent it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = {name: cleaned.pop(name, "") for name in ("website", "began", "worked")}
        if refusal := self._refusal(told):
            self.add_error(None, refusal)
        return cleaned

    def _refusal(self, told: dict[str, str]) -> str:
        if told["website"]:
            self.data["website"] = ""  # type: ignore[index]  # a copy of ours
            return _("A field that nobody sees was filled in. It is empty now: send this again.")
        needs = timedelta(seconds=self.shortest)
        if self.shortest and (self.age is None or self.age < needs):
            return _("That was very quick. Nothing is lost: read it through, and send it again.")
        if not self.is_pressed or self.errors:
            return ""
        has_waited = self.age is not None and self.age >= WAIT
        if not has_waited and not (
            self.age is not None and is_worked(told["began"], told["worked"])
        ):
            return _(
                "Far too much is being sent here just now. Nothing is lost: wait %(seconds)s "
                "seconds, and send it again."
            ) % {"seconds": int(WAIT.total_seconds())}
        if not caches["limits"].add(f"stamp:{told['began']}", 1, LONGEST.total_seconds()):
            self.data["began"] = new_stamp(self.sender.act, self.sender.at)  # type: ignore[index]  # as above
            self.data["worked"] = ""  # type: ignore[index]  # as above
            return _("This was sent once already. Nothing is lost: send it again.")
        return ""

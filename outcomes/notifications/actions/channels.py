"""The channels by which a letter reaches its reader: e-mail, and texts where the operator sends
them. How each writes a letter, sends it, and what becomes of one that is refused for good.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Protocol, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils.translation import override

from coopservices import mail
from coopservices.govuk_notify import Text, TextBackend
from outcomes.notifications.actions.texting import forget_number
from outcomes.notifications.models import Follow, Letter, Mobile, Subscriber
from outcomes.notifications.queries.news import told_of
from outcomes.notifications.queries.subscribers import code_of, follows_of, token_of
from outcomes.notifications.queries.topics import Topic, topic_of
from outcomes.notifications.words import Facts, Told, kind_of
from participation.councils.queries import languages_of, page_at
from participation.models import Council

MOST_IN_ONE = 40  # of what happened


class Post(Protocol):
    """What takes written letters to their readers, and raises what SMTP would."""

    def open(self) -> Any: ...
    def close(self) -> Any: ...
    def send_messages(self, written: Any, /) -> Any: ...


@dataclass(frozen=True)
class Telling:
    """One piece of news with the address of its page."""

    told: Told
    link: str


@dataclass(frozen=True)
class Contents:
    """What the templates of a letter ask for; its words are made in the language they are written
    in.
    """

    council: Council
    subscriber: Subscriber
    facts: list[Facts]
    follows: list[Follow]

    @classmethod
    def of(cls, letter: Letter, facts: list[Facts]) -> Self:
        """What a letter tells; one that asks to confirm tells of what is not confirmed."""
        subscriber = letter.subscriber
        asks = letter.kind == Letter.Kind.CONFIRM
        follows = list(follows_of(subscriber).filter(confirmed_at=None)) if asks else []
        return cls(subscriber.council, subscriber, facts, follows)

    @property
    def news(self) -> list[Telling]:
        """The newest, as much as one letter holds."""
        newest = told_of(self.facts)[:MOST_IN_ONE]
        return [Telling(each, page_at(self.council, *each.page)) for each in newest]

    @property
    def number(self) -> int:
        """How much happened."""
        return len(self.facts)

    @property
    def asked(self) -> list[tuple[Topic, str]]:
        """What there is to confirm, each with its kind."""
        topics = [topic_of(each) for each in self.follows]
        return [(topic, kind_of(topic.kind)) for topic in topics]

    @property
    def left_out(self) -> int:
        """How much more there is than one letter holds."""
        return max(0, len(self.facts) - MOST_IN_ONE)

    @property
    def confirm(self) -> str:
        """The page that confirms what was asked for."""
        return page_at(self.council, "confirm_follows", token_of(self.subscriber))

    @property
    def stop(self) -> str:
        """The page that stops all letters, without signing in."""
        return page_at(self.council, "stop_letters", token_of(self.subscriber))

    @property
    def change(self) -> str:
        """The page where somebody changes what they follow."""
        if self.subscriber.is_address_alone:
            return page_at(self.council, "subscription", token_of(self.subscriber))
        return page_at(self.council, "following")

    @property
    def code(self) -> str:
        """What confirms a number."""
        return code_of(self.subscriber.mobile)

    @property
    def stop_texts(self) -> str:
        """The page that stops texts alone, without signing in."""
        return page_at(self.council, "stop_texts", token_of(self.subscriber))

    @property
    def site(self) -> str:
        """The list of all that is new, of whoever has an account; else the council's pages."""
        return page_at(self.council, "home" if self.subscriber.is_address_alone else "news")


def _email(letter: Letter, contents: Contents) -> EmailMessage:
    subscriber, council = letter.subscriber, letter.subscriber.council
    headers = {"Message-ID": f"<{letter.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    if letter.kind != Letter.Kind.CONFIRM:
        # RFC 8058: mail programs stop letters by one POST to this address.
        headers["List-Unsubscribe"] = f"<{contents.stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail.message(
        f"letter_{letter.kind}",
        {"letter": contents, "council": council},
        to=subscriber.address,
        languages=[subscriber.language] if subscriber.language else languages_of(council),
        has_html=True,
        headers=headers,
    )


def _domain() -> str:
    """The part of our own address behind the @."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _text(letter: Letter, contents: Contents) -> Text:
    subscriber = letter.subscriber
    with override(subscriber.language or settings.LANGUAGE_CODE):
        told = {"letter": contents, "council": subscriber.council}
        body = render_to_string(f"mail/text_{letter.kind}.txt", told)
    return Text(subscriber.mobile.number, body.strip(), str(letter.pk))


# --- The table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Channel:
    """How letters go by it; `is_wanted` is asked again as one is written, and `refused` when its
    address was refused for good.
    """

    post: Callable[[], Post]
    write: Callable[[Letter, Contents], EmailMessage | Text]
    is_wanted: Callable[[Letter], bool]
    refused: Callable[[Letter, datetime], None]


def _wants_email(letter: Letter) -> bool:
    return letter.subscriber.frequency != Subscriber.Frequency.NEVER


def _wants_text(letter: Letter) -> bool:
    found: Mobile | None = getattr(letter.subscriber, "mobile", None)
    return found is not None and (found.is_confirmed or letter.kind == Letter.Kind.NUMBER)


def _give_up(letter: Letter, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(given_up_at=at)


def _forget(letter: Letter, at: datetime) -> None:
    """No text reaches that number: what it would have told goes by e-mail."""
    forget_number(subscriber=letter.subscriber, at=at)


CHANNELS: Mapping[Letter.Channel, Channel] = {
    Letter.Channel.EMAIL: Channel(get_connection, _email, _wants_email, _give_up),
    Letter.Channel.TEXT: Channel(TextBackend, _text, _wants_text, _forget),
}

"""The words of letters, labels and posters, each in its own language."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coopservices.dates import moment
from coopservices.languages import say
from priorities.engines.letters import Letter, LetterWords, PosterWords, PrintedCode
from priorities.engines.voting_codes import printed
from priorities.polls.models import Poll
from priorities.voting_codes.models import CodeBatch

LANGUAGES = {"en": ("en-gb",), "cy": ("cy",), "both": ("cy", "en-gb")}  # by choice, in their order


def letter_words(batch: CodeBatch, site: str, language: str) -> LetterWords:
    """What stands on every letter of a batch; `site` is the council's own address."""
    poll = batch.poll
    with translation.override(language):
        address = {"address": _shown(site + reverse("enter_voting_code"))}
        notes = [
            _("You need no account. Each code is one vote: keep it to yourself."),
            _("You can use your code again until voting ends. Only your last vote counts."),
            _("Questions, or a letter that is not for you: %(email)s")
            % {"email": poll.round.council.contact_email},
        ]
        if batch.codes_each > 1:
            notes.insert(0, _("There is a code here for each person in your home."))
        return LetterWords(
            language=language[:2],
            council=poll.round.council.name,
            heading=str(poll.title),
            words=tuple(filter(None, map(str.strip, str(batch.words).splitlines()))),
            how_heading=_("How to vote"),
            steps=(
                _(
                    "Point the camera of your phone at the square beside the code. Or go to "
                    "%(address)s and type the code."
                )
                % address,
                _("Choose, check what you chose, and cast your vote."),
                _(
                    "Keep the receipt code that you get. With it you can see later that your vote "
                    "was counted."
                ),
            ),
            codes_heading=_("Your code") if batch.codes_each == 1 else _("Your codes"),
            until=_("You can vote until %(end)s.") % {"end": moment(poll.closes_at)},
            notes=tuple(notes),
            is_test=_("TEST. Nothing that is done with this code counts.") if batch.is_test else "",
        )


def printed_code(serial: int, code: str, site: str, language: str) -> PrintedCode:
    """A code with what its QR code holds: the code behind the `#`, which no browser sends."""
    with translation.override(language):
        return PrintedCode(
            number=_("Code number %(number)s") % {"number": say(serial)},
            code=printed(code),
            address=code_address(site, code, language),
        )


def code_address(site: str, code: str, language: str) -> str:
    """Where a code leads, in a language."""
    with translation.override(language):
        return f"{site}{reverse('enter_voting_code')}#{printed(code)}"


def letter(
    number: int,
    codes: Sequence[tuple[int, str]],
    to: Sequence[str],
    site: str,
    languages: Sequence[str],
) -> Letter:
    """One letter, with its codes in each language."""
    with translation.override(languages[0]):
        name = _("Letter %(number)s") % {"number": say(number)}
    pages = [
        tuple(printed_code(serial, code, site, language) for serial, code in codes)
        for language in languages
    ]
    return Letter(name, tuple(to), tuple(pages))


def poster_words(poll: Poll, place: str, site: str, language: str) -> PosterWords:
    """What stands on a poster about a poll, at a place."""
    with translation.override(language):
        address = site + reverse("vote", args=[poll.pk])
        return PosterWords(
            language=language[:2],
            council=poll.round.council.name,
            heading=str(poll.title),
            lead=str(poll.round.question),
            scan=_("Point the camera of your phone at the square, or go to"),
            shown_address=_shown(site + reverse("rounds")),
            until=_("You can vote until %(end)s.") % {"end": moment(poll.closes_at)},
            place=place,
            address=address,
        )


def _shown(address: str) -> str:
    """An address as people type it."""
    parts = urlsplit(address)
    return parts.netloc + parts.path.rstrip("/")

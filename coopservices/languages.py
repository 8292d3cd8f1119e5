"""The languages of the pages: saying an engine's sentence in the reader's, and the same page in
another.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from coopservices.dates import moment
from coopservices.sentences import Sentence, Wording

WELSH = "cy"


def digest_of(language: str) -> str:
    """The SHA-256 of a language's compiled catalogue as 64 hexadecimal digits, "" where there is
    none.
    """
    for folder in settings.LOCALE_PATHS:
        compiled = Path(folder) / to_locale(language) / "LC_MESSAGES" / "django.mo"
        if compiled.exists():
            return _digest_of(compiled)
    return ""


@cache
def _digest_of(compiled: Path) -> str:
    return sha256(compiled.read_bytes()).hexdigest()


def language_now() -> str:
    """The code of the language that is spoken now."""
    return get_language() or settings.LANGUAGE_CODE


def say(said: object) -> str:
    """A sentence and what people wrote in the reader's language; a refusal, by the sentence it was
    raised with; a number and a date as they are written there; all else as it is.
    """
    match said:
        case Sentence() | Wording():
            return _said(said)
        case Exception():
            return say(said.args[0]) if said.args else ""
        case int():
            return number_format(said, use_l10n=True, force_grouping=True)
        case date():
            return moment(said) if isinstance(said, datetime) else date_format(said, "j F Y")
        case tuple() | list():
            return listed([say(each) for each in said])
        case _:
            return str(said)


def _said(said: Sentence | Wording) -> str:
    if isinstance(said, Wording):
        return said.welsh if language_of(said) == WELSH else said.english
    text = ngettext(said.text, said.plural, said.number) if said.plural else _(said.text)
    return text % {name: say(value) for name, value in said.values.items()}


def language_of(text: object) -> str:
    """The code of the language in which the reader gets what people wrote."""
    has_welsh = isinstance(text, Wording) and bool(text.welsh)
    return WELSH if has_welsh and language_now() == WELSH else settings.LANGUAGE_CODE


def listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence: "A, B and C"."""
    *most, last = names
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


class OtherLanguage(NamedTuple):
    """The page that is being read, in a language that it is not in."""

    code: str
    name: str
    href: str


def other_languages(path: str) -> list[OtherLanguage]:
    """The page at a path (with its query) in each of the other languages."""
    bare = without_language(path)
    return [
        OtherLanguage(code, name, address_in(code, bare))
        for code, name in settings.LANGUAGES
        if code != language_now()
    ]


def without_language(path: str) -> str:
    """A path as it is in the first language, whose addresses bear no prefix."""
    first, _, rest = path.removeprefix("/").partition("/")
    is_prefix = first != settings.LANGUAGE_CODE and first in dict(settings.LANGUAGES)
    return f"/{rest.lstrip('/')}" if is_prefix else path


def address_in(language: str, path: str) -> str:
    """The address of a path of the first language in another one."""
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"

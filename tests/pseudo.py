"""Two languages that nobody speaks: every sentence of the catalogue between ⟦ and ⟧ and four tenths
longer, from left to right and from right to left.

What a page says outside those brackets has escaped translation.
"""

import re
import runpy
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.test import override_settings
from django.utils.translation import activate, to_locale

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "en-xa", "ar-xb"
KEPT = re.compile(r"(%\(\w+\)[sd]|%[%d]|<[^>]*>|&\w+;|https?://\S+|\n)")
VOWELS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
SPOKEN = re.compile(r"⟦[^⟦⟧]*⟧")
NO_SENTENCE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"  # Django's, in any language
    r"|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"  # a code
    r"|\S+@\S+|https?://\S+|\b[A-Z]*\d[\w.-]*"
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
BETWEEN_TAGS = "\x1f"
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "aria-description")
EMPTY = {"input", "meta", "link", "br", "hr", "img", "wbr"}


def said(text):
    """A sentence in the language that nobody speaks: what stands in it is kept."""
    parts = KEPT.split(text)
    longer = "·" * (len(text) * 4 // 10)
    words = (part if n % 2 else part.translate(VOWELS) for n, part in enumerate(parts))
    return f"⟦{''.join(words)}{longer}⟧"


@cache
def _sentences():
    return runpy.run_path(str(settings.BASE_DIR / "bin" / "messages"))["gathered"]()


def _write_catalogue(folder, language):
    catalogue = Catalog(locale="en", charset="utf-8")
    for message in _sentences():
        if not message.id:
            continue
        pair = isinstance(message.id, tuple)
        string = tuple(said(each) for each in message.id) if pair else said(message.id)
        catalogue.add(message.id, string, context=message.context)
    place = Path(folder) / to_locale(language)
    (place / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    with (place / "LC_MESSAGES" / "django.mo").open("wb") as file:
        write_mo(file, catalogue)


@contextmanager
def spoken(folder):
    """Both languages in place of Welsh while this lasts, their catalogues in a folder."""
    known = dict(LANG_INFO)
    for code, is_right_to_left in ((LEFT_TO_RIGHT, False), (RIGHT_TO_LEFT, True)):
        _write_catalogue(folder, code)
        LANG_INFO[code] = {"bidi": is_right_to_left, "code": code, "name": code, "name_local": code}
    languages = [("en-gb", "English"), (LEFT_TO_RIGHT, "⟦LTR⟧"), (RIGHT_TO_LEFT, "⟦RTL⟧")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[folder]):
        yield
    activate(settings.LANGUAGE_CODE)
    LANG_INFO.clear()
    LANG_INFO.update(known)


def _unspoken(text):
    while SPOKEN.search(text):
        text = SPOKEN.sub(" ", text)
    return text


def escaped(text):
    """What of a text is in no brackets, "" where nothing is that anybody would read as words."""
    rest = NO_SENTENCE.sub(" ", text := _unspoken(text))
    return " ".join(text.split()) if LETTERS.search(rest) else ""


def _one_line(text):
    return " ".join(text.split())


class _Page(HTMLParser):
    """Reads what a page says in its own language: neither what is marked as being in another, nor
    what is marked as not to be translated (names and codes).
    """

    def __init__(self):
        super().__init__()
        self.found = []
        self.texts = []
        self.titles = []
        self.written = set()
        self._silent = [False]
        self._is_title = False

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self._is_title = tag == "title"
        is_silent = self._silent[-1] or tag in ("script", "style", "code", "pre", "textarea")
        if "lang" in facts:
            is_silent = facts["lang"] not in (LEFT_TO_RIGHT, RIGHT_TO_LEFT)
        is_silent = is_silent or facts.get("translate") == "no"
        if not is_silent:
            self.found += [facts[name] for name in SPOKEN_ATTRIBUTES if facts.get(name)]
            if tag == "input" and facts.get("type") in ("submit", "button"):
                self.found.append(facts.get("value") or "")
        if tag not in EMPTY:
            self._silent.append(is_silent)

    def handle_endtag(self, tag):
        self._is_title = False
        if tag not in EMPTY:
            self._silent.pop()

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data):
        if self._is_title:
            self.titles += data.split(" \N{EN DASH} ")
        elif self._silent[-1]:
            self.written.add(_one_line(data))
        else:
            self.texts.append(data)


def escapes_of_page(html, written):
    """Every text of a page that escaped translation. A sentence may have links in it, and so stand
    in several texts. A title holds no marks: what people wrote is known from where it is marked, on
    this page or on one before (in `written`, to which this page's are added).
    """
    page = _Page()
    page.feed(html)
    written |= page.written
    texts = _unspoken(BETWEEN_TAGS.join(page.texts)).split(BETWEEN_TAGS)
    titles = [title for title in page.titles if _one_line(_unspoken(title)) not in written]
    return [rest for rest in map(escaped, [*page.found, *texts, *titles]) if rest]

"""A page as plain text: what it says, what can be done on it and where it leads, in order."""

import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.test.html import Element, parse_html
from django.urls import Resolver404, resolve

LEFT_OUT = {"br", "head", "path", "script", "style", "svg", "wbr"}
WITHIN_TEXT = {"a", "abbr", "b", "bdi", "code", "em", "span", "strong", "time"}
FACTS = [
    *("type", "name", "value", "autocomplete", "lang", "role", "aria-label", "alt"),
    *("hidden", "disabled", "checked", "selected", "open", "required", "readonly"),
]
# What is another in every council that is made: the number of a row, a key, a token.
OF_A_ROW = re.compile(
    r"(?<=\bperson-)\d+(?=@)|(?<=(?:id|pk)\": )\d+|(?<=proposal\": )\d+|(?m:^\"\d+\")"
    r"|(?<=/)\d+(?=/)|(?<=/council-)\d+"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b"
    r"|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b|(?<![\w:-])(?=[\w:-]*\d)(?=[\w:-]*[A-Z])[\w:-]{24,}"
)
# What is another each day.
MONTHS = "|".join([*month_name[1:], *month_abbr[1:], "Sept"])
OF_A_DAY = re.compile(
    rf"(?:\b(?:{'|'.join(day_name)}) )?\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}})?"
    rf"|\b(?:{MONTHS}) \d{{4}}\b|\b20\d\d-\d\d(?:-\d\d)?(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?"
    r"|\b\d{1,2}[:.]\d\d(?::\d\d)?(?:[ap]m)?\b(?!%)|\b\d{1,2}[ap]m\b|\bmid(?:day|night)\b"
    r"|\b20\d\d\b|\b\d+ days?\b"
)
NUMBERS = re.compile(r"\d+")


def outline_of(page: str) -> str:
    """Return the middle of a page, a line for each part of it that says or does something."""
    root = parse_html(page)
    middle = next(_found(root, "main"), root)
    return "\n".join(line for child in middle.children for line in _lines(child, 0))


def plain(text: str) -> str:
    """Return a text with "#" for whatever is another for each row, and "~" for each day."""
    return OF_A_DAY.sub("~", OF_A_ROW.sub("#", text))


def _found(node: Element, name: str) -> Iterator[Element]:
    for child in node.children:
        if isinstance(child, Element):
            if child.name == name:
                yield child
            yield from _found(child, name)


def _lines(node: Element | str, depth: int) -> Iterator[str]:
    """A line for an element, with the words right in it, then those of the elements in it."""
    if isinstance(node, str):
        yield "  " * depth + plain(node)
        return
    if node.name in LEFT_OUT:
        return
    words = []
    below: list[Element | str] = []
    for child in node.children:
        (words if _is_words(child) and not below else below).append(child)
    yield "  " * depth + " ".join([_told(node), *map(_said, words)])
    for child in below:
        yield from _lines(child, depth + 1)


def _is_words(node: Element | str) -> bool:
    """Whether it stands within a sentence."""
    if isinstance(node, str):
        return True
    return node.name in WITHIN_TEXT and all(map(_is_words, node.children))


def _said(node: Element | str) -> str:
    if isinstance(node, str):
        return plain(node)
    return f"[{' '.join([_told(node), *map(_said, node.children)])}]"


def _told(node: Element) -> str:
    """What an element is, and where it leads."""
    facts = dict(node.attributes)
    classes = (facts.get("class") or "").replace("govuk-", "").split()
    parts = [".".join([node.name, *classes])]
    if facts.get("name") == "csrfmiddlewaretoken":
        return f"{node.name} csrf"
    parts += [f"{key}={_value(key, facts[key])}" for key in FACTS if key in facts]
    to = facts.get("href") or facts.get("action")
    return " ".join([*parts, f"→ {place_of(to)}"] if to else parts)


def _value(key: str, value: str | None) -> str:
    told = plain(value or "yes")
    return NUMBERS.sub("#", told) if key in {"name", "value"} else told


def place_of(address: str) -> str:
    """The name of the page that an address leads to, or what it is instead."""
    at = urlsplit(address)
    if at.scheme or at.netloc:
        return at.netloc or at.scheme
    query = NUMBERS.sub("#", plain(f"?{at.query}")) if at.query else ""
    if not at.path:
        return query or "#"
    try:
        return resolve(at.path).view_name + query
    except Resolver404:
        return NUMBERS.sub("#", plain(at.path)) + query

"""The components that pages are made of: one block tag each, with one small template each in
`components/`.

A component's content is template text, so it is already escaped; every argument is escaped by its
template. `/components/` shows each of them with its code.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from django import template
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopservices.dates import moment
from coopservices.forms import Form, drawn_our_way
from coopservices.languages import language_now, language_of, say
from coopservices.sentences import Sentence, Wording

register = template.Library()

FIGURE = re.compile(r"[\W\d_]*|[xX*]")
STATE_WORDS = {
    "done": gettext_lazy("Done"),
    "now": gettext_lazy("Happening now"),
    "ahead": gettext_lazy("Not yet"),
    "missing": gettext_lazy("Did not happen"),
}


def _draw(component: str, content: SafeString, **parts: object) -> SafeString:
    drawing = template.Engine.get_default().get_template(f"components/{component}.html")
    return drawing.render(template.Context({"content": content, **parts}))


# --- Words and boxes ------------------------------------------------------------------------------


@register.simple_block_tag
def page_header(content: SafeString, title: str, caption: str | None = None) -> SafeString:
    """The page's one h1, with a caption above it and a lead or actions beneath."""
    return _draw(
        "page_header", content, title=title, caption=caption, has_content=bool(content.strip())
    )


@register.simple_block_tag
def phase_banner(content: SafeString, phase: str = "") -> SafeString:
    """A line above the page that says how far to trust it."""
    return _draw("phase_banner", content, phase=phase or _("Demo"))


@register.simple_block_tag
def panel(content: SafeString, title: str) -> SafeString:
    """What someone has just finished, said loudly, once."""
    return _draw("panel", content, title=title)


@register.simple_block_tag
def tag(content: SafeString, colour: str = "grey") -> SafeString:
    """A state in a word. Colours: grey, blue, green, yellow, orange, red, purple."""
    return _draw("tag", content, colour=colour)


@register.simple_block_tag
def inset(content: SafeString) -> SafeString:
    """Something apart from the text round it: a quotation, an example."""
    return _draw("inset", content)


@register.simple_block_tag
def warning(content: SafeString) -> SafeString:
    """Something that cannot be undone."""
    return _draw("warning", content)


@register.simple_block_tag
def details(content: SafeString, summary: str, *, is_open: bool = False) -> SafeString:
    """Help that only some people need, behind one line."""
    return _draw("details", content, summary=summary, is_open=is_open)


@register.simple_block_tag
def notification(content: SafeString, title: str = "", *, is_success: bool = False) -> SafeString:
    """News about what the reader did or must know; of a success it is green and read out
    at once.
    """
    title = title or (_("Success") if is_success else _("Important"))
    return _draw("notification", content, title=title, is_success=is_success)


@register.filter
def is_success(message: Message) -> bool:
    """Whether a Django message says that something worked."""
    return message.level == messages.SUCCESS


@register.simple_block_tag
def empty_state(content: SafeString, title: str) -> SafeString:
    """Where a list would be: that there is nothing yet, and what to do next."""
    return _draw("empty_state", content, title=title)


# --- Ways on --------------------------------------------------------------------------------------


@register.simple_block_tag
def back_link(content: SafeString, href: str) -> SafeString:
    """The way back, first thing on the page; says "Back" unless told otherwise."""
    return _draw("back_link", content if content.strip() else SafeString(_("Back")), href=href)


@register.simple_block_tag
def button(
    content: SafeString, href: str | None = None, kind: str = "", **attributes: str | bool
) -> SafeString:
    """A button, or with an href a link that looks like one. Kinds: secondary, warning, start.

    Other attributes pass through, underscores as dashes: `name="action" value="publish"
    hx_post=url`.
    """
    extra = flatatt({name.replace("_", "-"): value for name, value in attributes.items()})
    return _draw("button", content, href=href, kind=kind, is_start=kind == "start", extra=extra)


@register.simple_block_tag
def card(content: SafeString, title: str, href: str) -> SafeString:
    """One thing in a list of things, all of it a link."""
    return _draw("card", content, title=title, href=href)


@register.simple_block_tag(takes_context=True)
def pagination(context: template.Context, content: SafeString, page: Any) -> SafeString:
    """Earlier and later pages of a list: a Django Page, or any page with previous_href and
    next_href.

    What stands in the address (a search, a filter) is kept.
    """
    request = context.get("request")
    return _draw("pagination", content, page=page, query=request.GET if request else QueryDict())


# --- Lists ----------------------------------------------------------------------------------------


@register.simple_block_tag
def summary_list(content: SafeString) -> SafeString:
    """Facts by name, or answers to check."""
    return _draw("summary_list", content)


@register.simple_block_tag
def summary_row(
    content: SafeString, key: str, href: str | None = None, action: str = ""
) -> SafeString:
    """One fact of a summary list; with an href, a link to change it."""
    return _draw("summary_row", content, key=key, href=href, action=action or _("Change"))


@register.simple_block_tag
def task_list(content: SafeString) -> SafeString:
    """What is waiting for the reader."""
    return _draw("task_list", content)


@register.simple_block_tag
def task(
    content: SafeString,
    title: str,
    href: str | None = None,
    status: str = "",
    colour: str | None = None,
) -> SafeString:
    """One task: where it is done, a hint, and its status; with no colour the status is
    plain text.
    """
    parts = {"title": title, "href": href, "status": status, "colour": colour}
    return _draw("task", content, has_content=bool(content.strip()), **parts)


@register.simple_block_tag
def round_progress(content: SafeString, phases: Iterable[Any]) -> SafeString:
    """The phases of a round in order: past, current and to come, each with its dates."""
    return _draw("round_progress", content, phases=phases)


@register.simple_block_tag
def lineage(content: SafeString, steps: Iterable[Any]) -> SafeString:
    """The one chain, from the need someone voiced to what residents say came of it.

    A step has name, title, href and state: "done", "now", "ahead", or "missing" when it never came.
    """
    worded = [{"step": step, "words": STATE_WORDS.get(step.state, step.state)} for step in steps]
    return _draw("lineage", content, steps=worded)


# --- Figures --------------------------------------------------------------------------------------


@register.simple_block_tag
def figure_tile(content: SafeString, value: object, label: str) -> SafeString:
    """One number that matters, what it counts, and a hint that explains it."""
    return _draw("figure_tile", content, value=value, label=label)


@register.simple_block_tag
def share_bar(content: SafeString, value: int, total: int, label: str) -> SafeString:
    """So many of so many, in words and as a bar; the percentage is rounded half up, in whole
    numbers.
    """
    percent = (200 * value + total) // (2 * total) if total else 0
    return _draw(
        "share_bar",
        content,
        value=value,
        total=total,
        width=total or 1,
        label=label,
        percent=percent,
    )


@register.simple_block_tag
def chart(content: SafeString, chart: Any) -> SafeString:
    """What the data say, the drawing, and always the numbers behind it.

    A chart has headline, svg and narrow_svg (both safe; the second for a phone, "" where the first
    will do), columns, rows (the first cell names the row), source and rule_set. A column of figures
    stands to the right, words to the left.
    """
    numeric = [
        all(FIGURE.fullmatch(str(row[n]).strip()) for row in chart.rows)
        for n in range(len(chart.columns))
    ]
    numeric[:1] = [False]
    columns = [
        {"name": name, "is_numeric": is_numeric}
        for name, is_numeric in zip(chart.columns, numeric, strict=True)
    ]
    rows = [
        [
            {"text": cell, "is_numeric": is_numeric}
            for cell, is_numeric in zip(row, numeric, strict=True)
        ]
        for row in chart.rows
    ]
    return _draw("chart", content, chart=chart, columns=columns, rows=rows)


# --- Forms ----------------------------------------------------------------------------------------


@register.simple_block_tag
def error_summary(content: SafeString, form: BaseForm) -> SafeString:
    """Everything wrong with a form, first on the page, each line a link to where it
    can be mended.
    """
    form = form if isinstance(form, Form) else drawn_our_way(form)
    return _draw("error_summary", content, problems=list(_problems(form)))


def _problems(form: BaseForm) -> Iterator[tuple[str, str]]:
    """Each message with the id of the input it is about, "" when it is about the whole form."""
    for name, mistakes in form.errors.items():
        field = None if name == NON_FIELD_ERRORS else form[name]
        suffix = "_0" if field and field.use_fieldset else ""
        input_id = f"{field.auto_id}{suffix}" if field else ""
        yield from ((input_id, str(message)) for message in mistakes)


@register.simple_tag
def fields_of(form: BaseForm) -> SafeString:
    """The fields of a form that is not ours (allauth's), drawn as ours are."""
    return drawn_our_way(form).render()


# --- What changed ---------------------------------------------------------------------------------


class Changed(Protocol):
    """A piece of two texts."""

    text: str
    is_removed: bool
    is_added: bool


@register.filter
def marked(pieces: Iterable[Changed]) -> SafeString:
    """Pieces of two texts in one, with what was taken out and added marked for eyes and ears."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Changed) -> SafeString:
    if not piece.is_removed and not piece.is_added:
        return format_html("{}", linebreaksbr(piece.text))
    tag = "del" if piece.is_removed else "ins"
    told = _("taken out:") if piece.is_removed else _("added:")
    return format_html(
        '<{0}><span class="govuk-visually-hidden">({1} </span>{2}'
        '<span class="govuk-visually-hidden">)</span></{0}>',
        SafeString(tag),
        told,
        linebreaksbr(piece.text),
    )


# --- Language -------------------------------------------------------------------------------------


@register.filter
def as_written(text: object) -> object:
    """What people wrote here, marked with the language it is in where the page is in another."""
    if isinstance(text, Sentence):
        return say(text)
    language = language_of(text)
    if language == language_now() or not text:
        return say(text) if isinstance(text, Wording) else text
    return format_html('<span lang="{}">{}</span>', language, say(text))


@register.simple_tag
def lang_as_written(text: object = "") -> SafeString:
    """The attribute that says so of an element that holds nothing but what people wrote."""
    language = language_of(text)
    return SafeString("") if language == language_now() else format_html(' lang="{}"', language)


register.filter(say)


# --- Time -----------------------------------------------------------------------------------------


register.filter("moment", moment)


@register.filter
def until(end: datetime) -> str:
    """An exclusive end as people say it: the midnight that begins 1 June is "31 May", later is "1
    June, 5pm".

    The year is always there.
    """
    local = timezone.localtime(end)
    return (
        date_format(local - timedelta(days=1), "j F Y") if local.time() == time() else moment(end)
    )


@register.filter
def days_ago(days: int) -> str:
    """How long ago a day was: "today", "yesterday", "12 days ago"."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(number)s day ago", "%(number)s days ago", days) % {"number": say(days)}

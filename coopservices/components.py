"""The component page: every component drawn, with the template code that draws it beside it; for
development only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from coopservices.forms import Checkboxes, DateField, Form, PoundsField, Radios
from coopservices.templatetags import ui

GROUPS = {
    "Words and boxes": (
        "page_header",
        "phase_banner",
        "panel",
        "tag",
        "inset",
        "warning",
        "details",
        "notification",
        "empty_state",
    ),
    "Ways on": ("back_link", "button", "card", "pagination"),
    "Lists": ("summary_list", "task_list", "round_progress", "lineage"),
    "Figures": ("figure_tile", "share_bar", "chart"),
    "Forms": ("error_summary", "form", "one_question"),
}


@dataclass(frozen=True)
class Example:
    """A component's name, what it is for, the code of an example, and that example drawn."""

    name: str
    purpose: str
    code: str
    drawn: SafeString


class ExampleForm(Form):
    """One field of every kind."""

    title = forms.CharField(
        label="A short title", max_length=80, help_text="People see it first in every list."
    )
    problem = forms.CharField(
        label="What is the problem?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Please leave out names.",
    )
    email = forms.EmailField(label="Email address", required=False)
    cost = PoundsField(label="What would it cost?", help_text="A guess is fine.", required=False)
    homes = forms.IntegerField(label="How many homes would it change?", required=False)
    due_on = DateField(
        label="When should it be done?", help_text="For example, 27 3 2027", required=False
    )
    sector = forms.ChoiceField(
        label="Which service is it about?", choices=[("care", "Care homes"), ("gp", "Surgeries")]
    )
    shown_as = forms.ChoiceField(
        label="Who may see your name?",
        choices=[("named", "Everyone"), ("protected", "Nobody")],
        widget=Radios(hints={"protected": "We keep it apart from your proposal."}),
    )
    helped = forms.MultipleChoiceField(
        label="Who would it help?",
        choices=[("residents", "Residents"), ("families", "Families"), ("staff", "Staff")],
        widget=Checkboxes(hints={"families": "And anyone else who visits"}),
        required=False,
    )
    agreed = forms.BooleanField(label="Tell me what comes of it", required=False)


class ExampleQuestion(Form):
    """One thing on a page: the question is its heading."""

    is_one_question = True
    first_time = forms.ChoiceField(
        label="Have you voted here before?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=Radios(attrs={"class": "govuk-radios--inline"}),
    )


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The component page; 404 in production."""
    if settings.PRODUCTION:
        raise Http404
    context = sample_context(now=timezone.now()) | {"request": request}
    groups = {group: [example(name, context) for name in names] for group, names in GROUPS.items()}
    return render(request, "components.html", {"groups": groups})


def example(name: str, context: dict[str, Any]) -> Example:
    """The example of this name, drawn in this context."""
    found = Engine.get_default().get_template(f"components/examples/{name}.html")
    tag = ui.register.tags.get(name)
    purpose = (tag.__doc__ or "").partition("\n")[0] if tag else ""
    return Example(
        name, purpose, code=str(found.source).strip(), drawn=found.render(Context(context))
    )


def sample_context(*, now: datetime) -> dict[str, Any]:
    """What the examples speak of: a round in its second phase, a chain half walked, a chart, a form
    half filled in.
    """
    return {
        "phases": _phases(now),
        "steps": _steps(),
        "chart": _chart(),
        "numbered_page": Paginator(range(70), 10).page(3),
        "form": ExampleForm(
            {"title": "Ask people when they want their bath", "cost": "lots", "helped": ["staff"]}
        ),
        "one_question": ExampleQuestion(),
    }


def _phases(now: datetime) -> list[SimpleNamespace]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    names = ("Say what matters", "Check ideas", "Vote", "Answer", "Follow up")
    starts = [midnight + timedelta(weeks=3 * index - 4) for index in range(len(names) + 1)]
    return [
        SimpleNamespace(
            name=name,
            opens_at=opens,
            closes_at=closes,
            is_past=closes <= now,
            is_current=opens <= now < closes,
        )
        for name, opens, closes in zip(names, starts, starts[1:], strict=False)
    ]


def _steps() -> list[SimpleNamespace]:
    done = [
        ("Need", "“Nobody asks when I would like my bath”"),
        ("Proposal", "Ask people when they want their bath"),
        ("Poll", "What should come first in care homes?"),
        ("Result", "First of nine, with 412 of 640 votes"),
        ("Answer", "Yes: in all four council homes"),
    ]
    ahead = [
        ("Done", "Is it done?"),
        ("Measure", "Did it move?"),
        ("Verdict", "What do residents say?"),
    ]
    return [
        *(SimpleNamespace(name=name, title=title, href="#", state="done") for name, title in done),
        SimpleNamespace(
            name="Commitment", title="New rotas at Beech House by 30 June", href="#", state="now"
        ),
        *(
            SimpleNamespace(name=name, title=title, href=None, state="ahead")
            for name, title in ahead
        ),
    ]


def _chart() -> SimpleNamespace:
    return SimpleNamespace(
        headline="More homes are rated good than a year ago",
        svg=render_to_string("components/examples/_chart.svg"),
        narrow_svg="",
        columns=["Month", "Homes", "Rated good", "Share"],
        rows=[
            ["May 2025", 80, 49, "61%"],
            ["November 2025", 80, 54, "68%"],
            ["April 2026", 80, 60, "75%"],
        ],
        source="made up for this page.",
        rule_set=(
            "Diamonds are a change too steady to be chance: six months running above those before."
        ),
    )

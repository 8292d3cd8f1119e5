"""Our forms: what they ask, what they accept, and that every mistake leads to where it can be
mended.
"""

import re
from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template import Context, Engine

from coopservices.components import ExampleForm, ExampleQuestion
from coopservices.forms import Checkboxes, DateField, Form, PoundsField, Radios, drawn_our_way


class Money(Form):
    cost = PoundsField()


class Day(Form):
    due_on = DateField(label="When?", help_text="For example, 27 3 2027")


def summary(form) -> str:
    return (
        Engine.get_default()
        .from_string("{% error_summary form %}{% enderror_summary %}")
        .render(Context({"form": form}))
    )


# --- Money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("0", 0),
        ("12500", 1_250_000),
        ("£12,500", 1_250_000),
        (" £ 12,500.50 ", 1_250_050),
        ("0.07", 7),
        ("1,234,567.89", 123_456_789),
        ("0.29", 29),  # a float would make it 28
    ],
)
def test_pounds_become_whole_pence(written, pence):
    form = Money({"cost": written})
    assert form.is_valid()
    assert form.cleaned_data["cost"] == pence


@pytest.mark.parametrize(
    "written", ["", "lots", "12,50", "1.5", "1.005", "-5", "£", "1e6", "٣", "12,500.", "9" * 30]
)
def test_what_is_not_an_amount_is_refused(written):
    assert not Money({"cost": written}).is_valid()


@pytest.mark.parametrize(
    ("pence", "shown"), [(1_250_000, "12,500"), (1_250_050, "12,500.50"), (7, "0.07"), (0, "0")]
)
def test_pence_are_shown_as_people_write_them_and_read_back(pence, shown):
    assert f'value="{shown}"' in str(Money(initial={"cost": pence}))
    assert Money({"cost": shown}).fields["cost"].clean(shown) == pence


def test_an_amount_that_was_wrong_is_shown_as_it_was_typed():
    assert 'value="12,50"' in str(Money({"cost": "12,50"}))


# --- Dates ----------------------------------------------------------------------------------------


def day(*boxes: str) -> Day:
    return Day(dict(zip(("due_on_day", "due_on_month", "due_on_year"), boxes, strict=True)))


def test_three_boxes_make_a_date():
    form = day("27", "3", "2027")
    assert form.is_valid()
    assert form.cleaned_data["due_on"] == date(2027, 3, 27)


@pytest.mark.parametrize(
    "boxes",
    [
        ("31", "2", "2027"),
        ("x", "3", "2027"),
        ("1", "1", "0"),
        ("1", "1", "99999"),
        ("9" * 30, "1", "2027"),
    ],
)
def test_a_day_that_is_none_is_refused_in_one_line(boxes):
    assert day(*boxes).errors["due_on"] == ["Enter a real date, like 27 3 2027"]


def test_a_date_left_out_is_asked_for():
    assert day("", "", "").errors["due_on"] == ["Enter a date, like 27 3 2027"]
    assert day("27", "3", "").errors["due_on"] == ["Enter a date, like 27 3 2027"]


class PerhapsDay(Form):
    due_on = DateField(required=False)


def test_a_date_that_may_be_left_out_is_none_but_half_a_date_is_refused():
    form = PerhapsDay({})
    assert form.is_valid()
    assert form.cleaned_data["due_on"] is None
    assert not PerhapsDay({"due_on_day": "27"}).is_valid()


def test_a_date_stands_in_its_boxes():
    drawn = str(Day(initial={"due_on": date(2027, 3, 27)}))
    assert re.findall(r'value="(\d+)"', drawn) == ["27", "3", "2027"]
    assert re.findall(r"<label[^>]*>\s*(\w+)\s*</label>", drawn) == ["Day", "Month", "Year"]


# --- Mistakes -------------------------------------------------------------------------------------


def test_every_mistake_leads_to_an_input():
    form = ExampleForm({"cost": "lots"})
    links = re.findall(r'href="#([^"]+)"', summary(form))
    assert len(links) == sum(len(mistakes) for mistakes in form.errors.values())
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', str(form)))
    assert set(links) <= ids


def test_an_input_is_described_by_its_hint_and_its_mistake():
    drawn = str(ExampleForm({}))
    for described_by in re.findall(r'aria-describedby="([^"]+)"', drawn):
        for name in described_by.split():
            assert f'id="{name}"' in drawn


def test_a_mistake_about_the_whole_form_is_said_too():
    form = Money({"cost": "1"})
    form.add_error(None, "The budget is <spent>.")
    assert "The budget is &lt;spent&gt;." in summary(form)


def test_a_form_without_mistakes_has_no_summary():
    assert not summary(Money()).strip()
    assert not summary(Money({"cost": "1"})).strip()


class Words(Form):
    name = forms.CharField()
    gp_surgery = forms.CharField(label="GP surgery")
    ward = forms.ChoiceField(label="Ward", choices=[("a", "A")])
    why = forms.CharField(label="Why now?")
    agreed = forms.BooleanField(label="I agree")
    custom = forms.CharField(error_messages={"required": "Say something"})


def test_what_is_missing_is_asked_for_in_words():
    assert {name: mistakes[0] for name, mistakes in Words({}).errors.items()} == {
        "name": "Enter name",
        "gp_surgery": "Enter GP surgery",
        "ward": "Choose ward",
        "why": "Answer the question “Why now?”",
        "agreed": "Tick “I agree” to go on",
        "custom": "Say something",
    }


# --- Drawing --------------------------------------------------------------------------------------


def test_a_limit_is_told_and_nobody_is_cut_off():
    drawn = str(ExampleForm())
    area = re.search(r"<textarea[^>]*>", drawn)[0]
    assert 'data-limit="500"' in area
    assert "maxlength" not in area
    assert 'rows="' in area
    assert " required" not in area, "browsers would refuse an empty one before we can say why"
    assert "You can use up to 500 characters" in drawn


class Unlimited(Form):
    problem = forms.CharField(widget=forms.Textarea(attrs={"autofocus": True, "hidden": False}))


def test_a_box_without_a_limit_counts_nothing():
    drawn = str(Unlimited())
    assert "data-limit" not in drawn
    assert "characters" not in drawn
    assert re.search(r"\bautofocus(?!=)", drawn)
    assert "hidden" not in re.search(r"<textarea[^>]*>", drawn)[0]


def test_what_was_typed_comes_back_as_it_was():
    assert ">two\nlines</textarea>" in str(ExampleForm({"problem": "two\nlines"}))


def test_one_question_is_the_heading_of_its_page():
    heading = r'<h1 class="govuk-fieldset__heading">\s*Have you voted here before\?'
    assert re.search(heading, str(ExampleQuestion()))
    assert "<h1" not in str(ExampleForm())


class Hinted(Form):
    one = forms.ChoiceField(choices=[(1, "One"), (2, "Two")], widget=Radios(hints={2: "<b>"}))
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=Checkboxes(hints={"a": "Hint"}))


def test_a_choice_may_have_a_hint():
    drawn = str(Hinted())
    assert 'aria-describedby="id_one_1_hint"' in drawn
    assert 'id="id_one_1_hint">&lt;b&gt;</div>' in drawn
    assert 'id="id_many_0_hint">Hint</div>' in drawn
    assert "id_one_0_hint" not in drawn


def test_what_people_typed_stays_text():
    drawn = str(
        ExampleForm({"title": '"><script>', "problem": "</textarea><script>", "cost": "<b>"})
    )
    assert "<script>" not in drawn
    assert "<b>" not in drawn


class Foreign(forms.Form):
    email = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "Email"}))


def test_what_browsers_may_fill_in_is_said_once():
    class Address(Form):
        theirs = forms.EmailField()
        another = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    assert re.findall(r'autocomplete="(\w+)"', str(Address())) == ["email", "off"]


def test_another_librarys_form_is_drawn_our_way_before_and_after_its_mistakes():
    for form in (Foreign(), Foreign({})):
        drawn = str(drawn_our_way(form))
        assert 'class="govuk-input"' in drawn
        assert "placeholder" not in drawn
        assert " required" not in drawn
    assert "Enter email" in str(drawn_our_way(Foreign({})))


def test_forms_that_are_not_ours_keep_their_own_look():
    assert isinstance(Foreign().renderer, DjangoTemplates)
    assert "govuk" not in str(Foreign())


# --- What is wrong is said first, on every page ---------------------------------------------------

FORM = re.compile(
    r"<form[^>]*method=\"post\"(?:(?!</form>).)*(?:{{ form }}|{% fields_of )", re.DOTALL
)


WITHIN_A_PAGE = {"receipt_form.html"}  # _check_receipt.html, which includes it, names it


def test_every_page_that_asks_something_names_what_is_wrong_first():
    pages = settings.BASE_DIR / "templates"
    asking = [path for path in pages.rglob("*.html") if FORM.search(path.read_text())]
    asking = [path for path in asking if "examples" not in path.parts]
    asking = [path for path in asking if path.name not in WITHIN_A_PAGE]
    assert len(asking) > 15
    without = [
        path.name
        for path in asking
        if "error_summary" not in path.read_text() + _extended_by(path, pages)
    ]
    assert without == []


def _extended_by(path, pages):
    parent = re.search(r'{% extends "([^"]*)" %}', path.read_text())
    return (pages / parent[1]).read_text() if parent else ""

"""The languages of the pages: a sentence in the reader's language, and the same page in another."""

from datetime import date

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.adapter import DefaultAccountAdapter
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django import forms
from django.utils.translation import deactivate_all, gettext, override

from coopservices.borrowed import ALLAUTH, DJANGO
from coopservices.languages import address_in, other_languages, say, without_language
from coopservices.sentences import counted, sentence
from tests import make

FUNDED = sentence("%(names)s cost %(amount)s.", names=("A", "B", "C"), amount=1_234)


def test_a_sentence_tells_its_values_in_english():
    assert str(FUNDED) == "A, B and C cost 1,234."
    assert str(counted("%(number)s vote", "%(number)s votes", 1)) == "1 vote"
    assert str(counted("%(number)s vote", "%(number)s votes", 2_000)) == "2,000 votes"
    assert str(sentence("It ends on %(day)s.", day=date(2026, 12, 6))).endswith("6 December 2026.")


def test_a_sentence_is_said_in_the_language_of_the_reader():
    assert say(FUNDED) == str(FUNDED)
    assert say(sentence("%(outer)s!", outer=FUNDED)) == "A, B and C cost 1,234.!"
    with override("cy"):
        assert say(date(2026, 12, 6)) == "6 Rhagfyr 2026"


def test_a_refusal_is_said_by_its_sentence():
    assert say(ValueError(counted("%(number)s day", "%(number)s days", 3))) == "3 days"
    assert say(ValueError("As it is")) == "As it is"


@pytest.mark.parametrize(
    ("welsh", "english"),
    [
        ("/cy/", "/"),
        ("/cy/polls/1/?q=a", "/polls/1/?q=a"),
        ("/polls/cy/", "/polls/cy/"),
        ("/cy//elsewhere.example/", "/elsewhere.example/"),  # never another site's address
        ("/en-gb/", "/en-gb/"),
    ],
)
def test_an_address_without_its_language(welsh, english):
    assert without_language(welsh) == english


def test_the_other_language_of_a_page():
    assert other_languages("/polls/?q=a") == [("cy", "Cymraeg", "/cy/polls/?q=a")]
    with override("cy"):
        assert other_languages("/cy/polls/") == [("en-gb", "English", "/polls/")]
    assert address_in("cy", "/polls/") == "/cy/polls/"


@pytest.mark.django_db
def test_the_address_says_in_which_language_a_page_is(client):
    make.a_council()
    welsh, english = client.get("/cy/"), client.get("/")
    assert b'<html lang="cy"' in welsh.content
    assert b'<html lang="en-gb"' in english.content
    assert b'href="/cy/"' in english.content
    assert b'hreflang="en-gb"' in welsh.content


@pytest.mark.django_db
def test_a_language_that_is_not_there_is_not_found(client):
    make.a_council()
    assert client.get("/fr/").status_code == 404


# --- What libraries say ---------------------------------------------------------------------------

ACCOUNT_FORMS = (
    allauth_forms.AddEmailForm,
    allauth_forms.ChangePasswordForm,
    allauth_forms.SetPasswordForm,
    allauth_forms.ResetPasswordForm,
    allauth_forms.ResetPasswordKeyForm,
    allauth_forms.RequestLoginCodeForm,
    allauth_forms.ConfirmLoginCodeForm,
    allauth_forms.ReauthenticateForm,
)
NOBODY_MEETS = ("username", "phone")


@pytest.fixture
def in_no_language():
    with override(None):
        deactivate_all()
        yield


@pytest.mark.usefixtures("in_no_language")
@pytest.mark.parametrize("form", ACCOUNT_FORMS)
def test_each_label_of_an_account_is_in_our_catalogue(form):
    assert {str(field.label) for field in form.base_fields.values()} <= {*ALLAUTH}


@pytest.mark.usefixtures("in_no_language")
def test_each_error_of_an_account_is_in_our_catalogue():
    met = {
        str(message)
        for code, message in DefaultAccountAdapter.error_messages.items()
        if not code.startswith(NOBODY_MEETS) and not code.endswith(NOBODY_MEETS)
    }
    assert met <= {*ALLAUTH}


@pytest.mark.usefixtures("in_no_language")
@pytest.mark.parametrize(
    "field",
    [forms.IntegerField, forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField],
)
def test_each_error_of_a_field_is_in_our_catalogue(field):
    said = {**forms.Field.default_error_messages, **field.default_error_messages}
    assert {str(message) for message in said.values()} <= {*DJANGO}


def test_our_catalogue_is_asked_before_that_of_a_library(settings, tmp_path):
    catalogue = Catalog(locale="cy")
    catalogue.add("Incorrect code.", "Cod anghywir.")
    catalogue.add("This field is required.", "Atebwch hwn.")
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    with override("cy"):
        assert str(DefaultAccountAdapter.error_messages["incorrect_code"]) == "Cod anghywir."
        assert gettext("This field is required.") == "Atebwch hwn."


@pytest.mark.django_db
def test_the_api_leads_to_addresses_of_the_language_it_was_asked_in(client):
    make.a_council()
    assert "/cy/api/v1/rounds/" in client.get("/cy/api/v1/").json()["rounds"]
    english = client.get("/api/v1/").json()["rounds"]
    assert "/cy/" not in english
    assert "/api/v1/rounds/" in client.get("/api/v1/openapi.json").json()["paths"]


def test_the_image_compiles_the_catalogues_too(settings):
    """They are no part of the repository, and without them a Welsh page is English."""
    assert "bin/messages compile" in (settings.BASE_DIR / "Dockerfile").read_text()

"""The code of a receipt, as people type it."""

from django import forms

from coopservices.forms import Form


class ReceiptForm(Form):
    """A code to look up."""

    code = forms.CharField(
        label="Your code",
        max_length=200,
        help_text=(
            "28 letters and numbers, like 0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47R. Small letters "
            "are fine."
        ),
        error_messages={"required": "Enter the code that you were given when you voted."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--code"}
        ),
    )

"""What an officer says to close a poll, and to do what cannot be undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coopservices.forms import Form


class CloseForm(Form):
    """Why voting ends before its published end; after it there is nothing to say."""

    reason = forms.CharField(
        label=gettext_lazy("Why does voting end early?"),
        help_text=gettext_lazy("Everybody can read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy(
                "Say why voting ends early. Everybody will be able to read it."
            )
        },
    )

    def __init__(self, *args: Any, is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["reason"]


class SureForm(Form):
    """A box to tick before something that cannot be undone."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read this"),
        error_messages={
            "required": gettext_lazy("Tick the box when you have read what will happen.")
        },
    )

"""Showing once more that it is you, before what matters most."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.decorators import reauthentication_required

View = TypeVar("View", bound=Callable[..., Any])


def shown_again(view: View) -> View:
    """The view, for whoever has shown within the last minutes that it is them; others show it
    first, and what they sent is not lost. It stands below `login_required`.
    """
    guarded: View = reauthentication_required(view)
    return guarded

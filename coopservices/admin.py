"""The admin shows rows and changes none."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


def _nobody(window: Any, request: HttpRequest, obj: Any = None) -> bool:
    return False


class Window(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Shows rows and changes none, whoever looks."""

    has_add_permission = has_change_permission = has_delete_permission = _nobody

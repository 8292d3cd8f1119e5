"""Django's admin as a site of windows, which show rows and change none, whoever registers what."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

# What a listed filter adds to its field's name in the address.
TAILS = ("", "__exact", "__id__exact", "__isnull")


def _nobody(window: Any, request: HttpRequest, obj: Any = None) -> bool:
    return False


class Window(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Shows rows and changes none, whoever looks."""

    actions = None
    has_add_permission = has_change_permission = has_delete_permission = _nobody

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the page offers: Django would also search by any field in the address, and so
        tell who wrote a proposal.
        """
        return lookup in {f"{name}{tail}" for name in self.list_filter for tail in TAILS}


class Windows(admin.AdminSite):
    """The admin of our windows. What a library registers is no window, and is not shown: its e-mail
    addresses, groups and tokens could be changed here.
    """

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Open a window; anything else that is registered stays shut."""
        if admin_class is not None and issubclass(admin_class, Window):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may look. Raises PermissionDenied for whoever may, and has no second
        factor.
        """
        may_look = super().has_permission(request)
        if may_look and getattr(request.user, "lacks_second_factor", True):
            raise PermissionDenied
        return may_look

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Nothing is changed here, one's own password included."""
        raise Http404


class AdminOfWindows(AdminConfig):
    """Django's admin, which takes windows and nothing else."""

    default_site = "coopservices.windows.Windows"

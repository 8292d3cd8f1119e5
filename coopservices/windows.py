"""Says to Django that its admin is the site of our windows."""

from django.contrib.admin.apps import AdminConfig


class AdminOfWindows(AdminConfig):
    """Django's admin, which takes windows and nothing else."""

    default_site = "coopservices.admin.Windows"

"""The platform's settings reduced to what a minimal Django view needs: session and CSRF."""

from coopservices.settings import *  # noqa: F403
from coopservices.settings import INSTALLED_APPS as EVERYTHING

INSTALLED_APPS = [
    app for app in EVERYTHING if not app.startswith("allauth")
]  # which asks for its own middleware
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ROOT_URLCONF = "bench.floor"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

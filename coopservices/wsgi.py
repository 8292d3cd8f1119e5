"""What the web server loads."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopservices.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page now, so that nobody's first request waits for it

"""The tests' environment, set before the settings are read: no production, nothing outside a folder
of our own.

Each worker of the suite has a Redis database of its own, counted down from the one that REDIS_URL
names.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="coopservices-test-"))
os.environ["PRODUCTION"] = "0"
os.environ["CELERY_EAGER"] = "1"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
Path(os.environ["VAR_DIR"], "static").mkdir(parents=True, exist_ok=True)

if address := os.environ.get("REDIS_URL"):
    server, _, number = address.rpartition("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{server}/{int(number) - int(worker)}"

"""The ground: settings, addresses, Celery, the outbox, the page helper and the components of the
look.
"""

from coopservices.celery import app as celery_app

__all__ = ["celery_app"]

"""The facts of the ground, where Django looks for them."""

from coopservices.outbox.models import Event

__all__ = ["Event"]

"""Channels: the ways by which a ballot comes into the box."""

from typing import Final

WEB: Final = "web"
PAPER: Final = "paper"
ASSISTED: Final = "assisted"
SEALED_IN = (PAPER, ASSISTED)  # a ballot cast online says nothing of its channel

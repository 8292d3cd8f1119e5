"""Which places lie beside one, and which hold its land, by their outlines."""

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from shapely.geometry import shape

Key = TypeVar("Key", bound=Hashable)
BORDER = 0.0003  # degrees, some 20 to 30 metres: outlines are published as coarse as that
LEAST_SHARE = 0.05  # of the land; less is two drawings of one border


def beside(here: dict[str, Any], others: Mapping[Key, dict[str, Any]]) -> list[Key]:
    """Those of the others whose outlines meet this one's, in their order."""
    outline = shape(here)
    return [key for key, other in others.items() if outline.dwithin(shape(other), BORDER)]


def holding_land(here: dict[str, Any], others: Mapping[Key, dict[str, Any]]) -> list[Key]:
    """Those of the others in which at least a twentieth of this place's land lies, most land
    first.
    """
    outline = shape(here)
    shares = {key: shape(other).intersection(outline).area for key, other in others.items()}
    enough = [key for key, share in shares.items() if share >= LEAST_SHARE * outline.area]
    return sorted(enough, key=lambda key: -shares[key])

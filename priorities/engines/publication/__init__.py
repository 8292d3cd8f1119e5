"""Publication: what is printed when a poll closes, so that anyone can recount and find a ballot."""

from priorities.engines.publication.bundles import Mode, bundle, manifest, sign, verify
from priorities.engines.publication.leaves import (
    OpenedBallot,
    PublicationBroken,
    choice_lines,
    lines,
    root,
    tag_lines,
)
from priorities.engines.publication.lots import draw_tie_order
from priorities.engines.publication.small_groups import merge_small_groups

__all__ = [
    "Mode",
    "OpenedBallot",
    "PublicationBroken",
    "bundle",
    "choice_lines",
    "draw_tie_order",
    "lines",
    "manifest",
    "merge_small_groups",
    "root",
    "sign",
    "tag_lines",
    "verify",
]

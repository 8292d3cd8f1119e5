"""Publication: what is printed when a poll closes, so that anyone can recount and find a ballot."""

from priorities.engines.sealing.publication.bundles import bundle, manifest, sign, verify
from priorities.engines.sealing.publication.leaves import (
    OpenedBallot,
    PublicationBroken,
    choice_lines,
    lines,
    root,
    tag_lines,
)
from priorities.engines.sealing.publication.small_groups import merge_small_groups

__all__ = [
    "OpenedBallot",
    "PublicationBroken",
    "bundle",
    "choice_lines",
    "lines",
    "manifest",
    "merge_small_groups",
    "root",
    "sign",
    "tag_lines",
    "verify",
]

"""Publication: what is printed when a poll closes, so that anyone can recount and find a ballot."""

from priorities.engines.sealing.publication.bundles import heads, manifest, sign, verify
from priorities.engines.sealing.publication.leaves import (
    OpenedBallot,
    PublicationBroken,
    choice_lines,
    lines,
    root,
    tag_lines,
)
from priorities.engines.sealing.publication.small_groups import (
    Group,
    Origin,
    decides,
    merge_small_groups,
    read_group,
)
from priorities.engines.sealing.publication.small_polls import FEWEST_BALLOTS

__all__ = [
    "FEWEST_BALLOTS",
    "Group",
    "OpenedBallot",
    "Origin",
    "PublicationBroken",
    "choice_lines",
    "decides",
    "heads",
    "lines",
    "manifest",
    "merge_small_groups",
    "read_group",
    "root",
    "sign",
    "tag_lines",
    "verify",
]

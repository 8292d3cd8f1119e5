"""Publication: what is printed when a poll closes, so that anyone can recount and find a ballot."""

from priorities.engines.sealing.publication.bundles import (
    heads,
    manifest,
    public_half,
    sign,
    verify,
)
from priorities.engines.sealing.publication.leaves import (
    Line,
    OpenedBallot,
    Printer,
    PublicationBroken,
    choice_lines,
    drafts,
    lines,
    portion_of,
    read_line,
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
    "Line",
    "OpenedBallot",
    "Origin",
    "Printer",
    "PublicationBroken",
    "choice_lines",
    "decides",
    "drafts",
    "heads",
    "lines",
    "manifest",
    "merge_small_groups",
    "portion_of",
    "public_half",
    "read_group",
    "read_line",
    "root",
    "sign",
    "tag_lines",
    "verify",
]

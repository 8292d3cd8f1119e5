"""The platform's reasons for taking a proposal down, in one table that everything asks. They are
the ground of every council's own, are published before anybody is judged by them, and nothing is
hidden for any other.
"""

from typing import NamedTuple

from coopservices.sentences import Sentence, sentence


class PlatformReason(NamedTuple):
    """A reason in words. What the law or somebody's safety asks stands at every council; a council
    may do without the others.
    """

    words: Sentence
    always_stands: bool = True


REASONS: dict[str, PlatformReason] = {
    "person": PlatformReason(
        sentence("It names or describes somebody who did not ask to be in public")
    ),
    "hate": PlatformReason(sentence("It attacks people for who they are")),
    "threat": PlatformReason(sentence("It threatens somebody, or calls for harm")),
    "untrue": PlatformReason(sentence("It accuses somebody of a crime or of misconduct")),
    "unlawful": PlatformReason(
        sentence("It breaks the law in another way, or somebody else's rights")
    ),
    "advert": PlatformReason(
        sentence("It is advertising, or the same thing posted again and again"),
        always_stands=False,
    ),
    "elsewhere": PlatformReason(
        sentence("It has nothing to do with the question of the round"), always_stands=False
    ),
}

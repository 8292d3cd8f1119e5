"""Reasons for taking a proposal down, in one table that everything asks. They are published before
anybody is judged by them, and nothing is hidden for any other.
"""

from coopservices.sentences import Sentence, sentence

REASONS: dict[str, Sentence] = {
    "person": sentence("It names or describes somebody who did not ask to be in public"),
    "hate": sentence("It attacks people for who they are"),
    "threat": sentence("It threatens somebody, or calls for harm"),
    "untrue": sentence("It accuses somebody of a crime or of misconduct"),
    "unlawful": sentence("It breaks the law in another way, or somebody else's rights"),
    "advert": sentence("It is advertising, or the same thing posted again and again"),
    "elsewhere": sentence("It has nothing to do with the question of the round"),
}

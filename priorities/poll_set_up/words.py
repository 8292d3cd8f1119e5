"""Questions to begin with, by sector: an officer changes them as they like."""

from coopservices.sentences import Wording

Starter = tuple[Wording, Wording]
"""A title and a question."""

STARTERS: dict[str, Starter] = {
    "adults-residential-care": (
        Wording(
            "What should come first in our care homes?",
            "Beth ddylai ddod gyntaf yn ein cartrefi gofal?",
        ),
        Wording(
            "Which of these would make the most difference to people who live in our care homes?",
            "Pa rai o'r rhain fyddai'n gwneud y gwahaniaeth mwyaf i bobl sy'n byw yn ein "
            "cartrefi gofal?",
        ),
    ),
    "primary-care": (
        Wording(
            "What should come first at our surgeries?",
            "Beth ddylai ddod gyntaf yn ein meddygfeydd?",
        ),
        Wording(
            "Which of these would make it easiest to get the care that you need?",
            "Pa rai o'r rhain fyddai'n ei gwneud hi'n haws cael y gofal sydd ei angen arnoch?",
        ),
    ),
    "childrens-residential-care": (
        Wording(
            "What should come first in our children's homes?",
            "Beth ddylai ddod gyntaf yn ein cartrefi plant?",
        ),
        Wording(
            "Which of these would make the most difference to children who live in our homes?",
            "Pa rai o'r rhain fyddai'n gwneud y gwahaniaeth mwyaf i'r plant sy'n byw yn ein "
            "cartrefi?",
        ),
    ),
}

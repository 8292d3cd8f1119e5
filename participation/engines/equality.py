"""Questions about who takes part, in the words of the harmonised standards, and what may be told of
the answers: groups of ten or more.

Source: Government Statistical Service, "Harmonised standards" (age, sex, gender identity, ethnic
group, religion, sexual orientation, long-lasting health conditions and illness, as in the Census of
2021); the protected characteristics of the Equality Act 2010, section 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coopservices.sentences import Sentence, sentence

FEWEST = 10  # people in a group that is told of
NEAREST = 5  # to which numbers are rounded
NOT_SAID = "not-said"


@dataclass(frozen=True)
class EqualityQuestion:
    """What is asked, and the answers by their codes; everybody may say that they prefer not to."""

    asks: Sentence
    answers: Mapping[str, Sentence]


_NOT_SAID = {NOT_SAID: sentence("Prefer not to say")}

QUESTIONS: Mapping[str, EqualityQuestion] = {
    "age": EqualityQuestion(
        sentence("What is your age?"),
        {
            "under-16": sentence("Under 16"),
            "16-24": sentence("16 to 24"),
            "25-34": sentence("25 to 34"),
            "35-44": sentence("35 to 44"),
            "45-54": sentence("45 to 54"),
            "55-64": sentence("55 to 64"),
            "65-74": sentence("65 to 74"),
            "75": sentence("75 or over"),
            **_NOT_SAID,
        },
    ),
    "sex": EqualityQuestion(
        sentence("What is your sex?"),
        {"female": sentence("Female"), "male": sentence("Male"), **_NOT_SAID},
    ),
    "gender": EqualityQuestion(
        sentence("Is the gender you identify with the same as your sex registered at birth?"),
        {"same": sentence("Yes"), "other": sentence("No"), **_NOT_SAID},
    ),
    "ethnic-group": EqualityQuestion(
        sentence("What is your ethnic group?"),
        {
            "asian": sentence("Asian, Asian British or Asian Welsh"),
            "black": sentence("Black, Black British, Black Welsh, Caribbean or African"),
            "mixed": sentence("Mixed or multiple ethnic groups"),
            "white": sentence("White"),
            "other": sentence("Other ethnic group"),
            **_NOT_SAID,
        },
    ),
    "health": EqualityQuestion(
        sentence(
            "Do you have any physical or mental health conditions or illnesses lasting or expected "
            "to last 12 months or more?"
        ),
        {"yes": sentence("Yes"), "no": sentence("No"), **_NOT_SAID},
    ),
    "religion": EqualityQuestion(
        sentence("What is your religion?"),
        {
            "none": sentence("No religion"),
            "christian": sentence("Christian"),
            "buddhist": sentence("Buddhist"),
            "hindu": sentence("Hindu"),
            "jewish": sentence("Jewish"),
            "muslim": sentence("Muslim"),
            "sikh": sentence("Sikh"),
            "other": sentence("Any other religion"),
            **_NOT_SAID,
        },
    ),
    "orientation": EqualityQuestion(
        sentence("Which of the following best describes your sexual orientation?"),
        {
            "straight": sentence("Straight or heterosexual"),
            "gay": sentence("Gay or lesbian"),
            "bisexual": sentence("Bisexual"),
            "other": sentence("Other sexual orientation"),
            **_NOT_SAID,
        },
    ),
}


def groups(counts: Mapping[str, int]) -> list[tuple[tuple[str, ...], int]]:
    """The answers to one question in groups that may be told: of ten people or more each, the small
    ones put together with the next smallest until they are, each rounded to the nearest five. []
    where fewer than ten answered. A group of one answer comes with its code alone.
    """
    given = sorted(((n, code) for code, n in counts.items() if n > 0), reverse=True)
    told: list[tuple[str, ...]] = [(code,) for n, code in given if n >= FEWEST]
    small = tuple(code for n, code in given if n < FEWEST)
    while small and told and sum(counts[code] for code in small) < FEWEST:
        small = (*told.pop(), *small)
    if small:
        told.append(small)
    sums = [(codes, sum(counts[code] for code in codes)) for codes in told]
    return [(codes, _rounded(n)) for codes, n in sums if n >= FEWEST]


def _rounded(number: int) -> int:
    return (number + NEAREST // 2) // NEAREST * NEAREST

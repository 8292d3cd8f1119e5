"""Constituencies: the parts of a council's people that a poll can count apart, in one table.

Source: docs/ballots.md, "Constituencies". A further one is an entry here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from coopservices.sentences import Sentence, sentence

OR = "|"


@dataclass(frozen=True)
class Constituency:
    """One of them: the roles by which an account is of it, and what its people are called inside a
    sentence.
    """

    code: str
    roles: frozenset[str]
    label: Sentence


# In the order in which they are published. Somebody of several is of the last of these: whom a
# service pays does not speak for those who use it, nor those who use it for all others.
CONSTITUENCIES: dict[str, Constituency] = {
    each.code: each
    for each in (
        Constituency("residents", frozenset({"resident"}), sentence("residents")),
        Constituency(
            "users",
            frozenset({"service_user", "carer"}),
            sentence("people who use services or care for somebody who does"),
        ),
        Constituency("staff", frozenset({"staff"}), sentence("front-line staff")),
    )
}


def constituency_of(roles: Collection[str]) -> str:
    """Return the one constituency of somebody with these roles, "" if they have none."""
    return last_of(each.code for each in CONSTITUENCIES.values() if each.roles & set(roles))


def last_of(codes: Iterable[str]) -> str:
    """Return of which constituency somebody is who is of these, "" where each is ""."""
    theirs = set(codes)
    return next((code for code in reversed(CONSTITUENCIES) if code in theirs), "")


def written_constituencies(codes: Iterable[str]) -> str:
    """Return constituencies as they are kept and published, in the order of the table:
    `residents|staff`, "" for none.
    """
    chosen = set(codes)
    return OR.join(code for code in CONSTITUENCIES if code in chosen)


def read_constituencies(text: str) -> tuple[str, ...]:
    """Return the codes that `written_constituencies` wrote."""
    return tuple(text.split(OR)) if text else ()


def labels_of(codes: Iterable[str]) -> tuple[Sentence, ...]:
    """Return what these are called inside a sentence, one name each."""
    return tuple(CONSTITUENCIES[code].label for code in codes)

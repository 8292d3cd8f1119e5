"""What the invented voters choose: uneven, repeatable, and nobody's."""

from collections.abc import Iterator
from random import Random

from outcomes.management.demo.words import Words

HOW_MANY_CHOICES = {0: 1, 1: 14, 2: 26, 3: 59}


def choices(poll: Words, ballots: int, seed: str) -> Iterator[list[str]]:
    """So many ballots, each a list of the keys of the options it chooses, at most the poll's
    `most_choices`.

    Each voter belongs to a group (as likely as it is large) and likes an option as much as the
    group does.
    """
    random = Random(seed)  # noqa: S311  # a story, not a secret
    groups = poll["groups"]
    sizes = [group["size"] for group in groups]
    for _ in range(ballots):
        (group,) = random.choices(groups, sizes)
        (wanted,) = random.choices(list(HOW_MANY_CHOICES), list(HOW_MANY_CHOICES.values()))
        yield _liked(group["likes"], min(wanted, poll["most_choices"]), random)


def _liked(likes: dict[str, int], wanted: int, random: Random) -> list[str]:
    left = dict(likes)
    chosen = []
    for _ in range(wanted):
        (option,) = random.choices(list(left), list(left.values()))
        chosen.append(option)
        del left[option]
    return chosen

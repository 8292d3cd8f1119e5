"""How every action asks whether it may go on."""

from django.core.exceptions import PermissionDenied


def require(answer: bool) -> None:  # noqa: FBT001 (it reads as a sentence: require(may_cast_ballot(by, poll)))
    """Go on when the answer is yes; otherwise raise PermissionDenied, which every door turns into
    403.
    """
    if not answer:
        raise PermissionDenied

"""Questions: published ballots sorted into one election for each question of the poll."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.published.lines import (
    Choice,
    PublishedBallot,
    read_published,
)
from priorities.engines.counting.formats.refusals import FileRefused, Notice
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)


@dataclass(frozen=True)
class Asked:
    """What a poll's manifest says of one question: its kind of ballots and its options."""

    kind: Kind
    options: tuple[Option, ...]


def elections(
    ballots: Sequence[PublishedBallot], asked: Mapping[str, Asked], *, file: str
) -> dict[str, Election]:
    """Return the election of each question asked, by its id; `file` is named in refusals.

    Raises FileRefused for a ballot in no question that was asked, or that its question does not
    allow; its line is its place in `ballots`.
    """
    for number, ballot in enumerate(ballots, start=1):
        if ballot.question not in asked:
            raise FileRefused(file, number, f'nobody asked the question "{ballot.question[:40]}".')
        _check(ballot, asked[ballot.question], file, number)
    return {question: _election(ballots, question, each, file) for question, each in asked.items()}


def _check(ballot: PublishedBallot, asked: Asked, file: str, line: int) -> None:
    named, ids = list(ballot.choice), {option.id for option in asked.options}
    if isinstance(ballot.choice, Mapping) is not (asked.kind is Kind.POINTS):
        raise FileRefused(file, line, f"the choice does not fit {asked.kind} ballots.")
    if not ids.issuperset(named):
        raise FileRefused(file, line, "the ballot names an option that its question does not have.")
    if asked.kind is not Kind.RANKED and named != sorted(named):
        raise FileRefused(file, line, "the options are not in order.")
    if asked.kind is Kind.SINGLE and len(named) > 1:
        raise FileRefused(file, line, "the ballot names more than one option.")


def _election(
    ballots: Sequence[PublishedBallot], question: str, asked: Asked, file: str
) -> Election:
    choices = [ballot.choice for ballot in ballots if ballot.question == question]
    try:
        return Election(_MAKERS[asked.kind](asked.options, choices), title=question)
    except BallotsFaulty as fault:
        raise FileRefused(file, None, str(fault)) from fault


def _single(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return single_ballots(options, [next(iter(choice), None) for choice in choices])


def _approval(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return approval_ballots(options, [tuple(choice) for choice in choices])


def _ranked(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return ranked_ballots(options, [tuple(choice) for choice in choices])


def _points(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return points_ballots(
        options, [dict(choice) if isinstance(choice, Mapping) else {} for choice in choices]
    )


_MAKERS: Mapping[Kind, Callable[[Sequence[Option], Sequence[Choice]], Ballots]] = {
    Kind.SINGLE: _single,
    Kind.APPROVAL: _approval,
    Kind.RANKED: _ranked,
    Kind.POINTS: _points,
}


def read_one_question(data: bytes, /, *, file: str) -> Election:
    """Return the election in lines of a single question, without the manifest that says what was
    asked.

    The options are those that a ballot names. Points are recognised by their amounts; lists count
    as approvals if each is in the order of ids, as approvals are published, else as rankings;
    notices say so, and that constituencies are counted together. Raises FileRefused.
    """
    ballots = read_published(data, file=file)
    questions = sorted({ballot.question for ballot in ballots})
    if len(questions) != 1:
        reason = (
            f"the file holds {len(questions)} questions; one can be counted without the poll's "
            "manifest."
        )
        raise FileRefused(file, None, reason)
    named = sorted({name for ballot in ballots for name in ballot.choice})
    if not named:
        raise FileRefused(file, None, "every ballot is blank, so the options are not known.")
    asked = Asked(_kind(ballots), tuple(Option(name) for name in named))
    [election] = elections(ballots, {questions[0]: asked}, file=file).values()
    notice = (
        f"The file does not say what was asked; its ballots were read as {asked.kind} "
        "ballots on the options named."
    )
    notices = [Notice(None, notice)]
    if any(":" in ballot.group for ballot in ballots):
        apart = (
            "The poll counted the ballots of several constituencies apart; here all lines are "
            "counted together."
        )
        notices.append(Notice(None, apart))
    return Election(election.ballots, election.title, notices=tuple(notices))


def _kind(ballots: Sequence[PublishedBallot]) -> Kind:
    if any(isinstance(ballot.choice, Mapping) for ballot in ballots):
        return Kind.POINTS
    in_order = all(list(ballot.choice) == sorted(ballot.choice) for ballot in ballots)
    return Kind.APPROVAL if in_order else Kind.RANKED

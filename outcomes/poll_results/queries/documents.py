"""A counted poll as it is published: its account, and the picture of each question's result."""

from collections.abc import Mapping

from django.contrib.humanize.templatetags.humanize import ordinal

from outcomes.engines.charts import Bar, Bars
from outcomes.engines.words.result_words import (
    Placed,
    few,
    margin,
    result_headline,
    shown,
    ties,
    winners_headline,
)
from outcomes.poll_results.queries.rule_comparison import comparison_account
from outcomes.summaries.documents import GroupAccount, OptionAccount, PollAccount, QuestionAccount
from outcomes.summaries.queries.charts import Sheet, question_key
from priorities.engines.counting.explain.money import Money
from priorities.engines.voting.ballot_types import Unit
from priorities.models import Option, Poll
from priorities.results.queries.results import PollResult, QuestionResult, result_of

GROUP_WORDS = {
    "open": "Anybody, with nothing shown",
    "email": "A confirmed e-mail address",
    "postcode": "A postcode in the area",
    "code": "A code from the council",
    "register": "Their place on the council's list",
    "identity": "Who they are",
    "imported": "Whatever was asked of them there",
}


def poll_account(poll: Poll) -> PollAccount | None:
    """What is published about a poll; None until its ballots are counted."""
    result = result_of(poll)
    if result is None:
        return None
    lots = {
        (option.question.key, option.key): option.tie_position
        for option in Option.objects.filter(question__poll=poll).select_related("question")
    }
    return PollAccount(
        id=str(poll.pk),
        title=result.title,
        is_certified=result.is_certified,
        imported_from=poll.imported_from,
        closed_early_because=poll.closed_early_because,
        opened_at=result.opened_at,
        closed_at=result.closed_at,
        challenges_end_at=poll.challenges_end_at or result.closed_at,
        ballots=shown(result.ballots),
        groups=_groups(result),
        roots=result.roots,
        signature=result.signature,
        public_key=result.public_key,
        has_file=result.has_file,
        questions=tuple(_question(result, question, lots) for question in result.questions),
        comparison=comparison_account(poll, result),
    )


def poll_sheets(account: PollAccount) -> list[Sheet]:
    """A chart for each question that somebody answered."""
    return [_sheet(account, question) for question in account.questions if account.ballots != 0]


def _groups(result: PollResult) -> tuple[GroupAccount, ...]:
    """How many ballots each group cast; where one is too small to show, none is, or it could be
    worked out.
    """
    ballots = result.questions[0].ballots_by_group if result.questions else {}
    told = tuple(
        GroupAccount(
            GROUP_WORDS.get(group, group),
            shown(ballots.get(group, 0)),
            group in result.counted_groups,
        )
        for group in result.groups
    )
    return () if any(group.ballots is None for group in told) else told


def _question(
    result: PollResult, question: QuestionResult, lots: Mapping[tuple[str, str], int | None]
) -> QuestionAccount:
    are_points, voters = not question.counts_people, question.voters
    placed = [
        Placed(option.title, option.amount, lots.get((question.id, option.id)))
        for option in question.options
    ]
    is_by_score = question.winners is None
    return QuestionAccount(
        id=question.id,
        text=question.text,
        unit=question.unit.value,
        most=question.most,
        voters=shown(voters),
        headline=result_headline(placed, voters=voters, are_points=are_points)
        if is_by_score
        else _winners(question, placed),
        margin=margin(placed, are_points=are_points) if is_by_score else _money(question),
        ties=ties(placed) if is_by_score else "",
        options=tuple(
            OptionAccount(
                id=option.id,
                title=option.title,
                place=option.place,
                votes=None if question.is_told_by_place else shown(option.amount),
                words=f"{ordinal(option.place)}"
                if question.is_told_by_place
                else few(shown(option.amount)),
                proposal=option.proposal_id,
            )
            for option in question.options
        ),
    )


def _winners(question: QuestionResult, placed: list[Placed]) -> str:
    """What was chosen, where more than the order of the scores decides it."""
    chosen = {option.id: one for option, one in zip(question.options, placed, strict=True)}
    won = [chosen[name] for name in question.winners or () if question.is_answered]
    return winners_headline(won, are_funded=question.cost is not None)


def _money(question: QuestionResult) -> str:
    """What was spent, where there was money to spend."""
    if question.cost is None or question.budget is None:
        return ""
    money = Money()
    return f"It costs {money.words(question.cost)} of {money.words(question.budget)}."


def _order(question: QuestionAccount) -> str:
    return "from the first to the last" if question.unit == Unit.PLACES else "from most to least"


def _sheet(account: PollAccount, question: QuestionAccount) -> Sheet:
    bars = tuple(Bar(option.title, option.votes, option.words) for option in question.options)
    state = "certified" if account.is_certified else "provisional"
    return Sheet(
        key=question_key(account.id, question.id),
        headline=question.headline,
        rule_set="Every counted ballot counts once, and its order decides the places."
        if question.unit == Unit.PLACES
        else (
            f"Every counted ballot counts once. {question.unit.capitalize()} are exact; 1 to 7 "
            "are not shown."
        ),
        source=f"the ballots of “{account.title}”, {state} result.",
        columns=("Option", question.unit.capitalize(), "Place"),
        rows=tuple((option.title, option.words, str(option.place)) for option in question.options),
        picture=Bars(question.headline, f"Bars for {question.unit}, {_order(question)}.", bars),
    )

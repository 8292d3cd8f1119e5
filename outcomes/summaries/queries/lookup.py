"""The published numbers that stand beside findings and commitments: read from the latest summaries,
and only there.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.humanize.templatetags.humanize import ordinal

from outcomes.engines.disclosure.protected_counts import Mark
from outcomes.engines.documents import read
from outcomes.summaries.documents import (
    FindingAccount,
    OptionAccount,
    PollAccount,
    QuestionAccount,
    RoundAccount,
    VerdictAccount,
)
from outcomes.summaries.models import Chart, Summary
from outcomes.summaries.queries.charts import indicator_key
from participation.models import Council
from priorities.engines.voting.ballot_types import Unit


def latest_dashboard(council: Council) -> Summary | None:
    """The dashboard that is published now; None until there is one. One query."""
    return Summary.objects.of(council).latest_dashboards().first()


IN_WORDS = {
    "0": "nobody",
    Mark.SMALL.value: "fewer than 8 people",
    Mark.WITHHELD.value: "not shown",
}


@dataclass(frozen=True)
class Placed:
    """Where a proposal came in a counted poll."""

    poll: PollAccount
    question: QuestionAccount
    option: OptionAccount

    @property
    def words(self) -> str:
        """Its place and its votes or points."""
        place = "First" if self.option.place == 1 else f"Came {ordinal(self.option.place)}"
        of = f"{place} of {len(self.question.options)}"
        if self.question.unit == Unit.PLACES:
            return of
        return f"{of}, with {self.option.words} {self.question.unit}"


@dataclass(frozen=True)
class Published:
    """What is published about some rounds and indicators, each by the key of the row that it is
    about.
    """

    findings: dict[int, FindingAccount] = field(default_factory=dict)
    verdicts: dict[int, VerdictAccount] = field(default_factory=dict)
    places: dict[int, Placed] = field(default_factory=dict)
    headlines: dict[str, str] = field(default_factory=dict)


def published_about(
    rounds: Collection[int], indicators: Collection[tuple[int, str]] = ()
) -> Published:
    """What the latest summaries tell of these; nothing of what has none yet. Two queries at most.

    `indicators` are pairs of a council's id and an indicator's key.
    """
    accounts = _accounts(set(rounds))
    findings = [finding for account in accounts for finding in account.findings]
    promises = [commitment for finding in findings for commitment in finding.commitments]
    return Published(
        findings={finding.pk: finding for finding in findings},
        verdicts={commitment.pk: commitment.verdict for commitment in promises},
        places={
            placed.option.proposal: placed for placed in _places(accounts) if placed.option.proposal
        },
        headlines=_headlines(indicators),
    )


def who_said_it(account: FindingAccount | None) -> str:
    """How many of how many voters, in words; "" where nobody counted, or until it is published."""
    if account is None or not account.was_counted:
        return ""
    if account.out_of is None:
        return "Fewer than 8 people voted"
    people = "fewer than 8" if account.people is None else f"{account.people:,}"
    return f"Chosen by {people} of {account.out_of:,} people who voted"


def people_in_words(count: str) -> str:
    """A published count of people in words: "about 45 people", or what its mark means."""
    return IN_WORDS.get(count) or f"about {int(count):,} people"


def _accounts(rounds: Collection[int]) -> list[RoundAccount]:
    if not rounds:
        return []
    documents = (
        Summary.objects.latest_rounds().filter(round__in=rounds).values_list("document", flat=True)
    )
    return [read(RoundAccount, document) for document in documents]


def _places(accounts: Collection[RoundAccount]) -> list[Placed]:
    """Every option of every poll, the polls in the order in which they ended."""
    return [
        Placed(poll, question, option)
        for account in accounts
        for poll in account.polls
        for question in poll.questions
        for option in question.options
    ]


def _headlines(indicators: Collection[tuple[int, str]]) -> dict[str, str]:
    """What the chart of each indicator says."""
    if not indicators:
        return {}
    key_of = {indicator_key(key): key for _, key in indicators}
    charts = Chart.objects.filter(
        summary__in=Summary.objects.latest_dashboards().filter(
            council__in={council for council, _ in indicators}
        ),
        key__in=key_of,
    )
    return {key_of[key]: headline for key, headline in charts.values_list("key", "headline")}

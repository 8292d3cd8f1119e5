"""The latest summaries, read back as accounts and charts: what every page of results renders, and
nothing else.
"""

from dataclasses import dataclass, replace

from outcomes.engines.documents import read
from outcomes.summaries.documents import PollAccount, QuestionAccount, RoundAccount
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.charts import DrawnChart, charts_of, question_key
from priorities.models import Poll

NAMES = {
    "votes": "How many voters chose each",
    "points": "How many points each was given",
    "places": "What place each came in",
}


@dataclass(frozen=True)
class QuestionShown:
    """A question's result with its chart; none where nobody answered it."""

    account: QuestionAccount
    chart: DrawnChart | None


@dataclass(frozen=True)
class PollShown:
    """A counted poll, as it is published."""

    account: PollAccount
    questions: list[QuestionShown]


def poll_shown(poll: Poll) -> PollShown | None:
    """What the latest summary of its round says about a poll; None until it does. Two queries."""
    summary = Summary.objects.latest_rounds().filter(round=poll.round_id).first()
    polls = read(RoundAccount, summary.document).polls if summary else ()
    account = next((account for account in polls if account.id == str(poll.pk)), None)
    if summary is None or account is None:
        return None
    keys = {question.id: question_key(account.id, question.id) for question in account.questions}
    charts = charts_of(summary, keys.values())
    return PollShown(
        account, [_question_shown(asked, charts.get(keys[asked.id])) for asked in account.questions]
    )


def _question_shown(asked: QuestionAccount, chart: DrawnChart | None) -> QuestionShown:
    """With a chart that is named for what it counts, since the page's own headline has said what it
    says.
    """
    name = NAMES[asked.unit]
    return QuestionShown(asked, chart and replace(chart, headline=name))

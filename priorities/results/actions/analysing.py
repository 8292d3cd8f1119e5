"""Looking into the published ballots of a counted poll once, for what its manifest does not
tell.
"""

from coopservices.documents import written
from priorities.polls.models import Poll
from priorities.results.models import AnalysedResult
from priorities.results.queries.analyses import analysed


def analyse_result(*, poll: Poll) -> None:
    """Keep how the other rules would have come out, and who paid for what. Again is harmless."""
    if not AnalysedResult.objects.filter(result=poll.pk).exists():
        found = written(analysed(poll))
        AnalysedResult.objects.get_or_create(result_id=poll.pk, defaults={"analysis": found})

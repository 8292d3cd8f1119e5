"""What became of the papers of a poll, as it is published in the signed manifest."""

from priorities.polls.models import Poll


def papers_accounted_for(poll: Poll) -> list[dict[str, int | str]]:
    """For each batch in order: how many papers were issued for which place, and how many of them
    were counted, spoiled, brought back unused, or are missing, with the explanation
    where they do not balance.
    """
    return [
        {
            "kind": batch.kind,
            "place": batch.place,
            **({"constituency": batch.constituency} if batch.constituency else {}),
            "issued": batch.size,
            "counted": batch.counted or 0,
            "spoiled": batch.spoiled or 0,
            "unused": batch.unused or 0,
            "missing": batch.missing,
            **({"because": batch.explanation} if batch.missing else {}),
        }
        for batch in poll.paper_batches.all()
    ]

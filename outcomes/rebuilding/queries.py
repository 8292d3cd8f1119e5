"""A round's summary before it is kept, and what tells whether its inputs changed."""

from django.db.models import Count, F

from coopservices.documents import written
from outcomes.commitments.models import Commitment, Update, Verdict
from outcomes.commitments.queries.documents import finding_documents
from outcomes.findings.models import Finding
from outcomes.poll_results.queries.documents import poll_cards, poll_document, poll_sheets
from outcomes.summaries.documents import RoundDocument
from outcomes.summaries.queries.drafts import Draft
from priorities.models import Poll, Round


def round_draft(pk: int) -> Draft:
    """The summary of a round as things are now. Its queries grow with its polls, and with nothing
    else.
    """
    round_ = Round.objects.select_related("sector").get(pk=pk)
    polls = Poll.objects.filter(round=round_).published().order_by("closes_at", "pk")
    counted = tuple(document for document in map(poll_document, polls) if document)
    document = RoundDocument(
        slug=round_.slug,
        title=round_.title,
        question=round_.question,
        sector=round_.sector.name,
        sector_slug=round_.sector.slug,
        polls=counted,
        findings=tuple(finding_documents(round_, counted)),
    )
    ours = [poll for poll in counted if not poll.result.imported_from]
    sheets = tuple(sheet for poll in counted for sheet in poll_sheets(poll.result))
    return Draft(written(document), sheets, tuple(poll_cards(poll.result) for poll in ours))


def round_stamp(pk: int) -> object:
    """What changes whenever the summary's inputs do, told by small rows. A counted poll changes its
    state only, and what was posted stays as it was. Seven queries.
    """
    commitments = Commitment.objects.filter(finding__round=pk).annotate(
        owner_name=F("owner__name"), indicator_key=F("indicator__key")
    )
    partners = Commitment.partners.through.objects.filter(commitment__finding__round=pk)
    verdicts = Verdict.objects.filter(commitment__finding__round=pk).order_by("commitment", "kind")
    rows = [
        Round.objects.filter(pk=pk).values_list(
            "slug",
            "title_en",
            "title_cy",
            "question_en",
            "question_cy",
            "published_at",
            "sector__name",
            "sector__slug",
        ),
        Poll.objects.filter(round=pk)
        .order_by("pk")
        .values_list("pk", "state", "closed_early_because", "result"),
        Finding.objects.filter(round=pk)
        .order_by("pk")
        .annotate(hidden_at=F("proposal__hidden_at"))
        .values_list(),
        commitments.order_by("pk").values_list(),
        partners.order_by("pk").values_list("commitment", "organisation__name"),
        Update.objects.filter(commitment__finding__round=pk).order_by("pk").values_list("pk"),
        verdicts.values_list("commitment", "kind").annotate(Count("pk")),
    ]
    return [list(each) for each in rows]

"""Real threads with real connections: typists, desks, and an officer who closes, all at once."""

from datetime import date

import pytest
from django.utils import timezone

from priorities.models import ElectorAtClosing, PaperBallot, PaperEntry, Poll
from priorities.paper_ballots.actions.desk import hand_out_paper
from priorities.paper_ballots.actions.issuing import PaperRefused, issue_papers
from priorities.paper_ballots.actions.reconciling import reconcile_papers
from priorities.paper_ballots.actions.typing import type_paper
from priorities.results.actions.counting import count_poll
from priorities.results.queries.opened_ballots import CountStopped
from priorities.results.queries.results import result_of
from tests import make
from tests.priorities.ballots.test_ballot_races import at_once, on_postgresql

pytestmark = pytest.mark.django_db(transaction=True)

CHOICES = {"question-1": ["option-1"]}
State = PaperBallot.State


def attempt(act, **facts):
    """A job that does something, and says whether it was refused."""

    def job():
        try:
            act(at=timezone.now(), **facts)
        except PaperRefused:
            return "refused"
        return "done"

    return job


@on_postgresql
@pytest.mark.parametrize("_again", range(5))
def test_of_eight_typists_at_once_two_settle_a_paper(_again):
    paper = make.a_handed_paper(make.a_batch_of_papers(make.a_paper_poll(), size=1))
    desks = [make.a_desk(paper.batch.poll.round.council) for _ in range(8)]
    done = at_once([attempt(type_paper, by=desk, paper=paper, choices=CHOICES) for desk in desks])
    assert sorted(done) == ["done"] * 2 + ["refused"] * 6
    paper.refresh_from_db()
    assert paper.state == State.COUNTED
    assert len(set(PaperEntry.objects.values_list("typed_by", flat=True))) == 2


@on_postgresql
def test_one_typist_in_eight_windows_types_a_paper_once():
    paper = make.a_handed_paper(make.a_batch_of_papers(make.a_paper_poll(), size=1))
    desk = make.a_desk(paper.batch.poll.round.council)
    done = at_once([attempt(type_paper, by=desk, paper=paper, choices=CHOICES)] * 8)
    assert sorted(done) == ["done"] + ["refused"] * 7
    paper.refresh_from_db()
    assert paper.state == State.TYPED


@on_postgresql
def test_one_person_at_eight_desks_at_once_gets_one_paper():
    batch = make.a_batch_of_papers(make.a_paper_poll(), size=8)
    person = make.somebody(born_on=date(1950, 5, 4))
    desks = [make.a_desk(batch.poll.round.council) for _ in range(8)]
    done = at_once(
        [
            attempt(hand_out_paper, by=desk, paper=paper, person=person)
            for desk, paper in zip(desks, batch.papers.all(), strict=True)
        ]
    )
    assert sorted(done) == ["done"] + ["refused"] * 7
    assert batch.papers.filter(state=State.HANDED).count() == 1


@on_postgresql
def test_a_close_among_the_desks_leaves_no_paper_with_somebody_it_does_not_know():
    poll = make.a_paper_poll(smallest_group=1)
    batch = make.a_batch_of_papers(poll, size=12)
    desks = [make.a_desk(poll.round.council) for _ in range(6)]

    def desk(number):
        papers = list(batch.papers.all())[number::6]
        acts = [
            attempt(hand_out_paper, by=desks[number], paper=paper, person=make.somebody())
            for paper in papers
        ]
        return lambda: [act() for act in acts]

    def officer():
        make.close_early(poll, reason="Now.", at=timezone.now())

    issue = {"kind": "identified", "place": "Late", "size": 1}
    late = attempt(issue_papers, by=poll.opened_by, poll=poll, **issue)
    at_once([*(desk(number) for number in range(6)), officer, late])
    handed = batch.papers.filter(state=State.HANDED).count()
    assert ElectorAtClosing.objects.filter(poll=poll).count() == handed
    for paper in batch.papers.filter(state=State.HANDED):
        make.typed_twice(paper, ["option-1"])
    poll = Poll.objects.get(pk=poll.pk)
    with pytest.raises(CountStopped):
        count_poll(poll=poll, at=timezone.now())
    for each in poll.paper_batches.all():
        unused = each.size - each.papers.counted().count()
        reconcile_papers(by=poll.opened_by, batch=each, unused=unused, at=timezone.now())
    count_poll(poll=poll, at=timezone.now())
    assert (result_of(poll).ballots or 0) == handed

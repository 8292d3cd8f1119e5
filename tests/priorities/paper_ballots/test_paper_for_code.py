"""A paper for whoever brings a letter with a code: one ballot in all, by the code or on paper."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.models import Elector, Role
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.voting_codes import printed
from priorities.models import Poll, Redemption, SealedBallot
from priorities.paper_ballots.actions.desk import hand_out_paper_for_code, take_back_paper
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.actions.reconciling import reconcile_papers
from priorities.paper_ballots.queries.papers import serial_of
from priorities.polls.queries.keys import poll_key
from priorities.results.actions.counting import count_poll
from priorities.voting_codes.actions.codes import redeem_code, replace_code
from priorities.voting_codes.queries import letters, voter_of_code
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"


@pytest.fixture
def poll():
    return make.a_paper_poll(proofs_asked=[{"code"}], smallest_group=1)


def codes_of(batch):
    found = letters(batch, 1, batch.letters)
    return [printed(code) for letter in found for _serial, code in letter.codes]


def hand_out(paper, code, by=None):
    by = by or make.a_desk(paper.batch.poll.round.council)
    return hand_out_paper_for_code(by=by, paper=paper, code=code, at=timezone.now())


def cast_online(poll, code, option):
    redeemed = redeem_code(council=poll.round.council, typed=code, at=timezone.now())
    voter = voter_of_code(redeemed.code, poll.round.council_id)
    cast_ballot(voter=voter, poll=poll, choices={QUESTION: [option]})


def counted(poll, batch):
    make.close_early(poll, reason="The test goes on.", at=timezone.now())
    unused = batch.size - batch.papers.counted().count() - batch.papers.spoiled().count()
    reconcile_papers(by=poll.opened_by, batch=batch, unused=unused, at=timezone.now())
    result = count_poll(poll=Poll.objects.get(pk=poll.pk), at=timezone.now())
    return json.loads(result.manifest)


def test_a_code_has_one_ballot_in_all_and_the_paper_that_came_back_is_it(poll):
    batch, codes = make.a_batch_of_papers(poll), codes_of(make.a_batch(poll))
    cast_online(poll, codes[0], "option-1")
    paper = hand_out(batch.papers.get(number=1), codes[0])
    make.typed_twice(paper, ["option-2"])
    cast_online(poll, codes[0], "option-3")  # at home, from a photo of the letter
    hand_out(batch.papers.get(number=2), codes[1])  # and never brought back
    cast_online(poll, codes[1], "option-3")
    assert Elector.objects.filter(method="code").count() == SealedBallot.objects.count() == 2
    manifest = counted(poll, batch)
    assert manifest["result"][QUESTION]["score"] == {"option-1": 0, "option-2": 1, "option-3": 1}
    assert manifest["groups"] == manifest["counted_groups"] == ["code@paper", "code@web"]


def test_no_code_gets_two_papers_but_in_the_place_of_one_that_was_lost(poll):
    batch, codes = make.a_batch_of_papers(poll), codes_of(make.a_batch(poll))
    paper = hand_out(batch.papers.get(number=1), codes[0])
    with pytest.raises(PaperRefused, match="has paper"):
        hand_out(batch.papers.get(number=2), codes[0])
    with pytest.raises(PaperRefused, match="was handed out already"):
        hand_out(paper, codes[1])
    take_back_paper(by=make.a_desk(poll.round.council), paper=paper, at=timezone.now())
    assert hand_out(batch.papers.get(number=2), codes[0]).state == "handed"


def test_what_is_no_code_of_this_poll_gets_no_paper_and_leaves_nothing(poll):
    other = make.an_open_poll(poll.round, proofs_asked=[{"code"}])
    batch, letters_out = make.a_batch_of_papers(poll), make.a_batch(poll)
    (old, *_others), (elsewhere, *_rest) = codes_of(letters_out), codes_of(make.a_batch(other))
    replace_code(by=poll.opened_by, batch=letters_out, serial=1, at=timezone.now())
    (test, *_more) = codes_of(make.a_batch(poll, is_test=True))
    for code, words in (
        ("4F7K", "12 letters"),
        (old, "We do not know"),
        (elsewhere, "We do not know"),
        (test, "test code"),
    ):
        with pytest.raises(PaperRefused, match=words) as refused:
            hand_out(batch.papers.get(number=1), code)
        assert refused.value.about == "code"
    slips = make.a_batch_of_papers(poll, "slip")
    with pytest.raises(PaperRefused, match="slip for an event"):
        hand_out(slips.papers.get(number=1), elsewhere)
    assert not Elector.objects.filter(method="code").exists()
    assert not Redemption.objects.exists()


def test_the_page_gives_a_paper_and_keeps_no_code(client, poll, audited):
    batch, (code, *_others) = make.a_batch_of_papers(poll), codes_of(make.a_batch(poll))
    client.force_login(make.a_person(poll.round.council, Role.DESK))
    page = reverse("hand_out_paper_for_code", args=[poll.pk])
    assert page in client.get(reverse("hand_out_paper", args=[poll.pk])).text
    elsewhere = make.a_paper_poll(round_=poll.round)
    other = reverse("hand_out_paper_for_code", args=[elsewhere.pk])
    assert other not in client.get(reverse("hand_out_paper", args=[elsewhere.pk])).text

    serial = serial_of(poll_key(poll.pk, bytes(poll.key_check)), batch.papers.get(number=1))
    wrong = client.post(page, {"serial": serial, "code": "4F7K-9Q2M-XW3T"})
    assert (wrong.status_code, "We do not know this code" in wrong.text) == (422, True)
    assert client.post(page, {"serial": serial, "code": code.lower()}).url == page
    assert batch.papers.get(number=1).state == "handed"
    (entry,) = audited().filter(act="paper_handed_out")
    assert code not in str(vars(entry))
    assert not {"voting_code", "voting_code_tries"} & set(dict(client.session))

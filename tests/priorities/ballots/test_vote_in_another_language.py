"""No sentence of a vote escapes translation, from drafting it to the receipt, whoever reads it and
whatever is refused.
"""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from coopservices.languages import address_in, without_language
from participation.models import Role
from priorities import tasks
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.models import Poll
from priorities.polls.queries.polls import opened_poll
from tests import make, pseudo
from tests.set_up import set_up

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("every sentence")]

QUESTION = "question-1"
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}\b")
NONE = {f"{QUESTION}:": "on"}
PRICES = (30_000_00, 20_000_00, 15_000_50)

TYPES = {
    "approval": {"most_choices": 2},
    "single": {},
    "points": {"budget": 10},
    "ranking": {"seats": 1},
    "budget": {"budget": 40_000_00},
    "budget-points": {"budget": 40_000_00, "points": 10},
}
FITTING = {
    "approval": {QUESTION: ["{0}"]},
    "single": {QUESTION: ["{0}"]},
    "points": {f"{QUESTION}:{{0}}": "3"},
    "ranking": {f"{QUESTION}:{{0}}": "1"},
    "budget": {QUESTION: ["{0}"]},
    "budget-points": {f"{QUESTION}:{{0}}": "3"},
}
UNFIT = {
    "approval": [{QUESTION: ["{0}", "{1}", "{2}"]}],
    "single": [{QUESTION: ["{0}", "{1}"]}],
    "points": [{f"{QUESTION}:{{0}}": "11"}, {f"{QUESTION}:{{0}}": "many"}],
    "ranking": [
        {f"{QUESTION}:{{0}}": "1", f"{QUESTION}:{{1}}": "1"},
        {f"{QUESTION}:{{0}}": "first"},
    ],
    "budget": [{QUESTION: ["{0}", "{1}"]}],
    "budget-points": [{f"{QUESTION}:{{0}}": "11"}],
}
UNFIT_EVERYWHERE = [{}, {QUESTION: ["nobody's"], f"{QUESTION}:nobody's": "1"}]


@pytest.fixture(autouse=True)
def a_language_nobody_speaks(tmp_path):
    with pseudo.spoken(tmp_path / "locale"), override("en-gb"):
        yield


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def council():
    return make.a_council()


def there(name, *args):
    with override(pseudo.LEFT_TO_RIGHT):
        return reverse(name, args=args)


def in_pseudo(address):
    """The same page in the language of the test."""
    return address_in(pseudo.LEFT_TO_RIGHT, without_language(address))


def escapes(response):
    assert response.status_code not in (404, 500), response
    return pseudo.escapes_of_page(response.content.decode(), set())


def a_poll(council, method):
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    options = [make.a_proposal(round_, cost_pence=price) for price in PRICES]
    facts = {"method": method, "smallest_group": 1, **TYPES[method]}
    return make.an_open_poll(round_, options=options, **facts)


def marked(poll, marks):
    names = [option.id for option in opened_poll(poll.pk).definition.questions[0].options]
    return {
        key.format(*names): (
            value.format(*names)
            if isinstance(value, str)
            else [each.format(*names) for each in value]
        )
        for key, value in marks.items()
    }


def hidden(response, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    return unescape(found[1])


def checked(client, poll, marks):
    return client.post(there("check_choices", poll.pk), marks)


def cast(client, poll, marks):
    page = checked(client, poll, marks)
    sent = {name: hidden(page, name) for name in ("ballot", "receipt_secret")}
    return client.post(there("cast_ballot", poll.pk), sent)


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_of_casting_a_ballot(client, council, method):
    poll = a_poll(council, method)
    client.force_login(make.a_voter(council))
    assert escapes(client.get(there("vote", poll.pk))) == []
    assert escapes(client.get(there("choose", poll.pk))) == []
    assert escapes(checked(client, poll, marked(poll, FITTING[method]))) == []
    assert escapes(checked(client, poll, NONE)) == []
    assert escapes(cast(client, poll, marked(poll, FITTING[method]))) == []


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_of_refusing_a_ballot(client, council, method):
    poll = a_poll(council, method)
    client.force_login(make.a_voter(council))
    for marks in [*UNFIT[method], *UNFIT_EVERYWHERE, {**FITTING[method], **NONE}]:
        refused = checked(client, poll, marked(poll, marks))
        assert refused.status_code == 422 or "nobody's" in str(marks), marks
        assert escapes(refused) == []
    for sent in ("", "[]", '{"q": {}}', '{"q": {"other": []}}'):
        assert escapes(client.post(there("cast_ballot", poll.pk), {"ballot": sent})) == []


def test_of_taking_a_ballot_back(client, council):
    poll = a_poll(council, "approval")
    client.force_login(make.a_voter(council))
    cast(client, poll, marked(poll, FITTING["approval"]))
    assert escapes(client.get(there("withdraw_ballot", poll.pk))) == []
    assert escapes(client.post(there("withdraw_ballot", poll.pk))) == []
    assert escapes(client.post(there("withdraw_ballot", poll.pk))) == []


def test_of_who_may_not_vote(client, council, officer):
    poll = a_poll(council, "approval")
    for person in (officer, make.a_person(council, Role.RESIDENT)):
        client.force_login(person)
        assert escapes(client.get(there("vote", poll.pk))) == []


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_of_looking_up_a_code(client, council, method):
    poll = a_poll(council, method)
    voter = make.a_voter(council)
    client.force_login(voter)
    codes = [
        CODE.search(cast(client, poll, marks).content.decode())[0]
        for marks in (NONE, marked(poll, FITTING[method]))
    ]
    assert escapes(client.get(there("check_receipt", poll.pk))) == []
    make.close_early(poll, reason="For the test", at=timezone.now())
    assert escapes(client.get(there("vote", poll.pk))) == []
    assert escapes(client.get(there("check_receipt", poll.pk))) == []
    tasks.count_poll(str(poll.pk))
    for code in (*codes, "", "U", "0KY2", "0" * 40, "0" * 28):
        assert escapes(client.post(there("check_receipt", poll.pk), {"code": code})) == []
    for name in ("vote", "your_ballot"):
        assert escapes(client.get(there(name, poll.pk))) == []


def test_of_stopping_to_count(client, council, officer):
    poll = a_poll(council, "approval")
    make.close_early(poll, reason="For the test", at=timezone.now())
    for stop in Poll.Stop:
        Poll.objects.filter(pk=poll.pk).update(stop=stop, stopped_at=timezone.now())
        assert escapes(client.get(there("vote", poll.pk))) == []


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_of_drafting_and_opening(client, council, officer, method):
    round_ = make.a_round(make.a_sector(council), at=timezone.now())
    options = [make.a_proposal(round_, cost_pence=price) for price in PRICES]
    client.force_login(officer)
    told = {"method": method, "budget": "40000"}
    faults = [
        {"most_choices": "0"},
        {"points": "0"},
        {"budget": "1"},
        {"seats": "7"},
        {"rule": "stv"},
        {"last_day_year": 2020},
        {"last_day_year": "long ago"},
        {"proposals": []},
        {"proofs": []},
        {"title": ""},
    ]
    for fault in [*faults, {}]:
        Poll.objects.all().delete()
        poll, answers = set_up(client, round_, options, to=in_pseudo, **{**told, **fault})
        pages = [there(name, poll.pk) for name in ("set_up_poll", "preview_poll", "rehearse_poll")]
        answers += [client.get(page) for page in [*pages, there("open_poll", poll.pk)]]
        assert [escapes(each) for each in answers if escapes(each)] == [], fault
    rehearsed = client.post(there("rehearse_poll", poll.pk), {"voters": "20"})
    assert rehearsed.status_code == 200
    assert escapes(rehearsed) == []
    poll = Poll.objects.get()
    opened = client.post(there("open_poll", poll.pk), {"sure": "on"}, follow=True)
    assert Poll.objects.get().is_open
    assert escapes(opened) == []


def test_of_closing_and_certifying(client, council, officer):
    poll = a_poll(council, "approval")
    client.force_login(officer)
    proposed = {"kind": "close", "reason": "Frost"}
    asked = client.post(there("decide_jointly", poll.pk), proposed, follow=True)
    assert escapes(asked) == []
    client.force_login(make.a_person(council, Role.OFFICER))
    decision = poll.joint_decisions.get()
    closed = client.post(there("confirm_decision", poll.pk, decision.pk), follow=True)
    assert escapes(closed) == []
    client.force_login(officer)
    assert escapes(client.get(there("certify_poll", poll.pk))) == []
    tasks.count_poll(str(poll.pk))
    assert escapes(client.post(there("certify_poll", poll.pk), {"sure": "on"})) == []
    for kind in ("pause", "pause"):
        sent = {"kind": kind, "reason": "Snow"}
        decided = client.post(there("decide_jointly", poll.pk), sent, follow=True)
        assert escapes(decided) == []
    Poll.objects.filter(pk=poll.pk).update(challenge_days=0)
    certified = client.post(there("certify_poll", poll.pk), {"sure": "on"}, follow=True)
    assert escapes(certified) == []
    assert Poll.objects.get().is_certified
    assert escapes(client.get(there("your_ballot", poll.pk))) == []

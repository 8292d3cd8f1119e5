"""The pages of papers: from issuing to the result, as officers and people at a desk use them."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities.models import PaperBallot, PaperEntry, Poll, Result
from priorities.paper_ballots.queries.papers import serial_of
from priorities.paper_ballots.queries.printing import printed_papers, words_of_papers
from priorities.paper_ballots.queries.typed import typed_in
from priorities.polls.queries.keys import poll_key
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db

BORN = {"born_on_day": "4", "born_on_month": "5", "born_on_year": "1950"}
PERSON = {"surname": "Ames", "postcode": "NB1 1AA", "has_shown": "on", **BORN}


def address(name, poll, *more):
    return reverse(name, args=[poll.pk, *more])


def serials(poll):
    key = poll_key(poll.pk, bytes(poll.key_check))
    return [serial_of(key, paper) for paper in PaperBallot.objects.filter(batch__poll=poll)]


def signed_in(client, council, role):
    person = make.a_person(council, role)
    client.force_login(person)
    return person


def test_papers_from_issuing_to_the_result(client):
    poll = make.a_paper_poll(smallest_group=1)
    council = poll.round.council
    signed_in(client, council, Role.OFFICER)
    issue = {"kind": "identified", "place": "Riverside library", "size": "3"}
    answer = client.post(address("issue_papers", poll), issue)
    assert answer.url == address("print_papers", poll, 1)
    for language, _name in settings.LANGUAGES:
        printed = client.post(answer.url, {"language": language, "is_large": "on"})
        assert printed["Content-Type"] == "application/pdf"
        assert printed.content.startswith(b"%PDF")
        assert printed["Cache-Control"]
    first, second, _third = serials(poll)

    signed_in(client, council, Role.DESK)
    assert address("papers", poll) in client.get(reverse("at_desk")).text
    hand_out = address("hand_out_paper", poll)
    assert client.post(hand_out, {**PERSON, "serial": first.lower()}).url == hand_out
    assert "has paper" in client.post(hand_out, {**PERSON, "serial": second}).text
    wrong = client.post(hand_out, {**PERSON, "serial": first[:-1] + "!"})
    assert "looks like" in wrong.text
    find = address("find_paper", poll)
    assert "somebody else types it" in client.post(find, {"serial": first}).text

    for role, choice in ((Role.OFFICER, "option-1"), (Role.DESK, "option-2")):
        signed_in(client, council, role)
        page = client.post(find, {"serial": first}).url
        shown = client.get(page)
        assert first in shown.text
        assert "no-store" in shown["Cache-Control"]
        assert "checked" not in shown.text.replace('value="no" checked', "")
        assert client.post(page, {"question-1": choice, "spoiled": "no"}).url == find
    assert "waits for a decision" in client.post(find, {"serial": first}).text

    settle = address("settle_paper", poll, 1, 1)
    assert settle in client.get(address("papers", poll)).text
    both = client.get(settle).text
    assert both.count("This is what stands on the paper") == 2
    assert re.search(r"Typed first.*Bench.*Typed second.*Lights", both, re.DOTALL)
    assert client.post(settle, {"right": "2"}).url == address("papers", poll)

    make.close_early(poll, reason="It rains.", at=timezone.now())
    signed_in(client, council, Role.OFFICER)
    account = address("reconcile_papers", poll, 1)
    refused = client.post(account, {"unused": "1"})
    assert refused.status_code == 422
    assert "One paper is missing" in refused.text
    assert client.post(account, {"unused": "1", "explanation": "Lost."}).url
    make.settle()
    assert result_of(poll).questions[0].options[0].id == "option-2"
    client.logout()
    result = client.get(f"/polls/{poll.pk}/result/").text
    assert "What became of every ballot paper" in result
    assert "The council says: Lost." in result
    assert client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]["papers"][0]["missing"] == 1


def test_a_paper_that_cannot_be_counted_needs_no_choice(client):
    poll = make.a_paper_poll()
    slip = make.a_batch_of_papers(poll, "slip").papers.first()
    page = address("type_paper", poll, 1, slip.number)
    for _turn in range(2):
        signed_in(client, poll.round.council, Role.DESK)
        assert client.post(page, {}).status_code == 422
        assert client.post(page, {"spoiled": "unclear"}).status_code == 302
    slip.refresh_from_db()
    assert (slip.state, slip.spoiled_because) == ("spoiled", "unclear")


def test_a_page_for_typing_shows_nothing_of_the_first_entry(client):
    poll = make.a_paper_poll(options=["Bench", "Lights"])
    make.a_batch_of_papers(poll, "slip")
    page = address("type_paper", poll, 1, 1)
    pages = []
    for choice in ("option-1", "option-2"):
        signed_in(client, poll.round.council, Role.DESK)
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(page).text))
        if not PaperEntry.objects.exists():
            client.post(page, {"question-1": choice, "spoiled": "no"})
    assert pages[0] == pages[1]


def test_a_draft_says_whether_people_can_vote_on_paper(client):
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    signed_in(client, round_.council, Role.OFFICER)
    poll = make.a_draft(round_)
    page = reverse("set_up_step", args=[poll.pk, "paper"])
    opening = address("open_poll", poll)
    assert page in client.get(opening).text
    assert client.post(page, {"paper_rule": "everything"}).status_code == 422
    assert client.post(page, {"paper_rule": "papers"}).status_code == 302
    assert "Who they are, shown at a desk" in client.get(opening).text
    client.post(opening, {"sure": "on"})
    assert Poll.objects.get(pk=poll.pk).paper_rule == "papers"
    client.logout()
    vote = client.get(address("vote", poll)).text
    assert "A paper ballot that comes back counts in the place of what" in vote


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
@pytest.mark.parametrize(
    "facts",
    [
        {"method": "single"},
        {"method": "approval"},
        {"method": "ranking", "seats": 1},
        {"method": "points", "budget": 10},
        {"method": "budget", "budget": 500_000},
    ],
)
def test_a_paper_of_every_type_is_printed_in_both_languages(facts, language):
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    offered = [make.a_proposal(round_, cost_pence=100_000 * n) for n in (1, 2, 3)]
    poll = make.a_paper_poll(round_=round_, options=offered, left_off={}, **facts)
    batch = make.a_batch_of_papers(poll, size=2)
    small, large = (
        printed_papers(batch, language=language, is_large=is_large) for is_large in (False, True)
    )
    assert small.startswith(b"%PDF")
    assert small != large
    assert small.count(b"/Type /Page\n") + small.count(b"/Type/Page\n") in (0, 2)


@pytest.mark.parametrize("order", ["random", "fixed"])
def test_papers_are_printed_in_several_orders_and_typed_in_the_order_of_the_paper(client, order):
    poll = make.a_paper_poll(option_order=order)
    batch = make.a_batch_of_papers(poll, size=7)
    words = words_of_papers(batch, language="en-gb", is_large=False)
    titles = [
        [option["title"] for option in printed["questions"][0]["options"]]
        for printed in words["orders"]
    ]
    letters = [printed["letter"] for printed in words["orders"]]
    if order == "fixed":
        assert (titles, letters) == ([["Bench", "Lights", "Trees"]], [""])
    else:
        assert letters == ["A", "B", "C"]
        assert all(len(set(place)) == 3 for place in zip(*titles, strict=True))
    turns = [printed["order"] for printed in words["papers"]]
    assert turns == ([0] * 7 if order == "fixed" else [0, 1, 2, 0, 1, 2, 0])

    signed_in(client, poll.round.council, Role.DESK)
    for number, turn in enumerate(turns[:3], start=1):
        make.a_handed_paper(batch, number)
        page = client.get(address("type_paper", poll, 1, number)).text
        places = [re.search(rf">\s*{title}\s*<", page).start() for title in titles[turn]]
        assert places == sorted(places)
        assert ("beside the number" in page) == (order == "random")
        choice = {"question-1": "option-3", "spoiled": "no"}
        client.post(address("type_paper", poll, 1, number), choice)
    key = poll_key(poll.pk, bytes(poll.key_check))
    typed = [
        typed_in(key, entry.paper, entry)["q"]["question-1"] for entry in PaperEntry.objects.all()
    ]
    assert typed == [["option-3"]] * 3


def test_a_stranger_finds_no_papers(client):
    poll = make.a_paper_poll()
    make.a_batch_of_papers(poll)
    make.a_council(host="testserver")
    elsewhere = make.a_council(host="other.example")
    client.force_login(make.a_person(elsewhere, Role.DESK))
    assert client.get(address("papers", poll)).status_code == 403
    assert not Result.objects.exists()

"""Every type of ballot walked by people: drafted and opened on an officer's pages, voted in on the
paper without JavaScript, counted, and read on the page and in the files. A sixth is an entry in the
table and nothing else.
"""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Finding
from participation.models import Role
from priorities import tasks
from priorities.engines.voting.ballot_types import BALLOT_TYPES
from priorities.models import Poll
from priorities.results.queries.results import result_of
from tests import make
from tests.set_up import set_up

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
COSTS = (30_000_00, 20_000_00, 15_000_50)
TITLES = ("A bench", "Better lights", "Trees")


@pytest.fixture
def round_():
    return make.a_round(make.a_sector(make.a_council()), at=timezone.now())


@pytest.fixture
def proposals(round_):
    return [
        make.a_proposal(round_, title=title, cost_pence=cost, idea=f"Words about {title}")
        for title, cost in zip(TITLES, COSTS, strict=True)
    ]


def text(response):
    content = b"".join(response) if response.streaming else response.content
    words = re.sub(r"<[^>]*>", " ", content.decode()).replace("&#x27;", "'")
    return " ".join(words.replace("&quot;", '"').split())


def hidden(response, name):
    field = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    return field[1].replace("&quot;", '"')


def drafted(client, round_, proposals, **facts):
    """What an officer reads before opening what was set up; or the step that was refused."""
    make.make_eligibility_key(council=round_.council)
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    poll, answers = set_up(client, round_, proposals, **facts)
    refused = next((each for each in answers if each.status_code == 422), None)
    return refused or client.get(reverse("open_poll", args=[poll.pk]))


def opened(client, round_, proposals, **facts):
    """An open poll, and what its officer read before opening it."""
    confirm = drafted(client, round_, proposals, **facts)
    poll = Poll.objects.get()
    client.post(reverse("open_poll", args=[poll.pk]), {"sure": "on"})
    poll.refresh_from_db()
    assert poll.is_open
    return poll, text(confirm)


NONE = {f"{QUESTION}:": "on"}  # "I choose none of these", ticked


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_a_paper_of_each_type_asks_whether_none_is_meant(client, round_, proposals, method):
    facts = {"method": method, "budget": "50,000"}
    poll, _ = opened(client, round_, proposals, **facts)
    client.force_login(make.a_voter(round_.council))
    assert "I choose none of these" in text(client.get(reverse("choose", args=[poll.pk])))
    refused = client.post(reverse("check_choices", args=[poll.pk]), {})
    assert refused.status_code == 422
    assert "If you want none of them" in text(refused)
    voted(client, poll, NONE)


def marked(proposals, marks):
    """The fields of the ballot paper: ticks for a set of places, or what stands beside each."""
    keys = [f"proposal-{proposal.pk}" for proposal in proposals]
    if isinstance(marks, set):
        return {QUESTION: [keys[place] for place in sorted(marks)]}
    return {f"{QUESTION}:{keys[place]}": beside for place, beside in marks.items()}


def voted(client, poll, fields):
    """The page that checks a new voter's choices, the paper again after Change, and the receipt."""
    client.force_login(make.a_voter(poll.round.council))
    checked = client.post(reverse("check_choices", args=[poll.pk]), fields)
    assert checked.status_code == 200, text(checked)
    ballot = hidden(checked, "ballot")
    again = client.post(reverse("choose", args=[poll.pk]), {"ballot": ballot})
    secret = hidden(checked, "receipt_secret")
    done = client.post(
        reverse("cast_ballot", args=[poll.pk]), {"ballot": ballot, "receipt_secret": secret}
    )
    assert "You have voted" in text(done)
    return checked, again, done


def counted(poll):
    make.close_early(poll, reason="For the test", at=timezone.now())
    tasks.count_poll(str(poll.pk))
    make.settle()
    poll.refresh_from_db()
    return poll


def rows(client, poll):
    page = client.get(reverse("download_result", args=[poll.pk]))
    content = b"".join(page).decode().removeprefix("\ufeff")
    return [tuple(row) for row in csv.reader(content.splitlines())][1:]


TEN = 10  # from so many ballots on scores are shown, and files published
WALKS = {
    "approval": {
        "facts": {"most_choices": "2"},
        "opening": ["Choose as many as you like", "How many each person may choose 2"],
        "paper": ["Choose up to 2."],
        "ballots": [({0, 1}, TEN), ({1}, 2)],
        "checked": ["A bench Better lights"],
        "refused": ({0, 1, 2}, "Choose no more than 2. You chose 3."),
        "headline": "“Better lights” came first: 12 of 12 voters chose it",
        "chosen": ["no", "no", "no"],
        "rows": [("1", "Better lights", "votes", "12"), ("2", "A bench", "votes", "10")],
        "api": {"unit": "votes", "rule": "", "winners": None, "scores": [12, 10, 0]},
    },
    "single": {
        "facts": {},
        "opening": ["What each person does Choose one", "The most votes win."],
        "paper": ["Choose one."],
        "ballots": [({2}, TEN), ({0}, 1)],
        "checked": ["Trees"],
        "refused": ({0, 1}, "Choose no more than 1. You chose 2."),
        "headline": "“Trees” came first: 10 of 11 voters chose it",
        "chosen": ["no", "no", "no"],
        "rows": [("1", "Trees", "votes", "10"), ("2", "A bench", "votes", "1")],
        "api": {"unit": "votes", "rule": "", "winners": None, "scores": [10, 1, 0]},
    },
    "points": {
        "facts": {"points": "5"},
        "opening": ["Share out points", "How many points each person may share out 5"],
        "paper": ["Share out up to 5 points."],
        "ballots": [({0: "3", 2: " 2 "}, TEN), ({0: "5"}, 1)],
        "checked": ["A bench: 3", "Trees: 2"],
        "refused": ({0: "3", 1: "3"}, "You can share out 5. You gave 6, which is 1 too many."),
        "headline": "“A bench” came first, with 35 points",
        "chosen": ["no", "no", "no"],
        "rows": [("1", "A bench", "points", "35"), ("2", "Trees", "points", "20")],
        "api": {"unit": "points", "rule": "", "winners": None, "scores": [35, 20, 0]},
    },
    "ranking": {
        "facts": {},
        "opening": ["Put in order", "How many will be chosen 1", "Instant runoff. The last is put"],
        "paper": ["Give place 1 to what should come first", "No place"],
        "ballots": [({0: "1", 1: "2"}, 8), ({1: "1"}, 6), ({2: "1", 1: "3"}, 4)],
        "checked": ["1. A bench", "2. Better lights"],
        "refused": (
            {0: "1", 1: "1"},
            "Give each place to one option only. You gave place 1 to 2.",
        ),
        "headline": "“Better lights” came first",
        "chosen": ["yes", "no", "no"],
        "rows": [("1", "Better lights", "places", "1st"), ("2", "A bench", "places", "2nd")],
        "api": {"unit": "places", "rule": "irv", "winners": [1], "scores": [10, 8, 4]},
    },
    "budget": {
        "facts": {"budget": "50,000", "rule": "greedy"},
        "opening": [
            "Spend the budget",
            "How much money there is £50,000",
            "A bench, £30,000",
            "Most votes first. What has most votes is funded first",
        ],
        "paper": ["Together it may cost up to £50,000.", "£15,000.50"],
        "ballots": [({0, 1}, TEN), ({1, 2}, 2)],
        "checked": ["A bench: £30,000", "Better lights: £20,000"],
        "refused": (
            {0, 1, 2},
            "You can spend £50,000. What you chose costs £65,000.50, which is £15,000.50 too much.",
        ),
        "headline": "“Better lights” and “A bench” were funded",
        "chosen": ["yes", "yes", "no"],
        "rows": [("1", "Better lights", "votes", "12"), ("2", "A bench", "votes", "10")],
        "api": {"unit": "votes", "rule": "greedy", "winners": [1, 0], "scores": [12, 10, 2]},
    },
    "budget-points": {
        "facts": {"points": "5", "budget": "50,000", "rule": "greedy"},
        "opening": [
            "How many points each person may share out 5",
            "How much money there is £50,000",
            "What has most points for each pound that it costs comes first.",
        ],
        "paper": ["Share out up to 5 points.", "It costs £15,000.50", "Left: 5."],
        "ballots": [({0: "3", 2: "2"}, TEN), ({1: "5"}, 1)],
        "checked": ["A bench: 3", "Trees: 2"],
        "refused": ({0: "3", 1: "3"}, "You can share out 5. You gave 6, which is 1 too many."),
        "headline": "“Trees” and “A bench” were funded",
        "chosen": ["yes", "yes", "no"],
        "rows": [("1", "Trees", "points", "20"), ("2", "A bench", "points", "30")],
        "api": {"unit": "points", "rule": "greedy", "winners": [2, 0], "scores": [20, 30, 5]},
    },
}


@pytest.mark.parametrize("method", BALLOT_TYPES)
def test_a_poll_of_each_type_from_its_draft_to_its_files(client, round_, proposals, method):
    walk = WALKS[method]
    poll, opening = opened(client, round_, proposals, method=method, **walk["facts"])
    for words in walk["opening"]:
        assert words in opening

    marks, _ = walk["ballots"][0]
    client.force_login(make.a_voter(round_.council))
    paper = text(client.get(reverse("choose", args=[poll.pk])))
    assert all(words in paper for words in (*TITLES, *walk["paper"], "Words about Trees"))
    too_much, refusal = walk["refused"]
    refused = client.post(reverse("check_choices", args=[poll.pk]), marked(proposals, too_much))
    assert (refused.status_code, refusal in text(refused)) == (422, True)
    assert _marks(refused) == _expected(proposals, too_much), "what was marked is still there"

    for marks, voters in walk["ballots"]:
        for _ in range(voters):
            checked, again, done = voted(client, poll, marked(proposals, marks))
            if marks == walk["ballots"][0][0]:
                assert all(words in text(checked) for words in walk["checked"])
                assert all(words in text(done) for words in walk["checked"])
                assert _marks(again) == _expected(proposals, marks)
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}\b", text(done))[0]

    counted(poll)
    result = client.get(reverse("poll_result", args=[poll.pk]))
    assert walk["headline"] in text(result)
    told = rows(client, poll)
    assert [row[1:5] for row in told][:2] == walk["rows"]
    assert ["yes" if row[6:] == ("yes",) else "no" for row in told] == walk["chosen"]
    found = text(client.post(reverse("check_receipt", args=[poll.pk]), {"code": code}))
    assert "Your vote was counted." in found
    (question,) = result_of(poll).questions
    (frozen,) = json.loads(poll.definition)["questions"]
    assert (question.method, question.most) == (method, frozen["max"])

    api = client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]["questions"][0]
    keys = [f"proposal-{proposal.pk}" for proposal in proposals]
    expected = walk["api"]
    winners = expected["winners"] and [keys[place] for place in expected["winners"]]
    assert (api["unit"], api["rule"], api["winners"]) == (
        expected["unit"],
        expected["rule"],
        winners,
    )
    assert [option["score"] for option in api["options"]] == expected["scores"]


def _marks(response):
    """What stands on a ballot paper: boxes that are ticked, and what is beside options."""
    page = response.content.decode()
    ticked = re.findall(r'value="(proposal-\d+)" checked', page)
    written = re.findall(rf'name="{QUESTION}:(proposal-\d+)" value="([^"]+)"', page)
    picked = [
        (name, place)
        for name, options in re.findall(
            rf'name="{QUESTION}:(proposal-\d+)" data-mark>(.*?)</select>', page, re.DOTALL
        )
        for place in re.findall(r'value="(\d+)" selected', options)
    ]
    return {**dict.fromkeys(ticked, "on"), **dict(written), **dict(picked)}


def _expected(proposals, marks):
    keys = [f"proposal-{proposal.pk}" for proposal in proposals]
    if isinstance(marks, set):
        return {keys[place]: "on" for place in marks}
    return {keys[place]: beside.strip() for place, beside in marks.items()}


# --- What only some types have --------------------------------------------------------------------


def test_what_was_funded_is_told_with_its_cost(client, round_, proposals):
    facts = {"method": "budget", "budget": "£50,000", "completion": "add1+greedy"}
    poll, opening = opened(client, round_, proposals, **facts)
    assert "then what has most votes is funded from what is left" in opening
    (frozen,) = json.loads(poll.definition)["questions"]
    assert (frozen["rule"], frozen["completion"], frozen["budget"]) == (
        "equal-shares",
        "add1+greedy",
        50_000_00,
    )
    assert sorted(frozen["costs"].values()) == sorted(COSTS)
    for marks, voters in (({0, 1}, 6), ({1}, 1), ({2}, 4)):
        for _ in range(voters):
            voted(client, poll, marked(proposals, marks))
    counted(poll)
    page = text(client.get(reverse("poll_result", args=[poll.pk])))
    assert "“Better lights” and “Trees” were funded" in page
    assert "Together it costs £35,000.50 of £50,000." in page
    (question,) = result_of(poll).questions
    assert (question.cost, question.budget) == (35_000_50, 50_000_00)
    heard = Finding.objects.get(option__title_en="Better lights")
    assert (heard.people, heard.out_of) == (7, 11)


def test_several_are_chosen_in_proportion(client, round_, proposals):
    poll, opening = opened(client, round_, proposals, method="ranking", seats="2", rule="stv")
    assert "Single transferable vote." in opening
    for marks, voters in (({0: "1", 1: "2"}, 7), ({2: "1"}, 5)):
        for _ in range(voters):
            voted(client, poll, marked(proposals, marks))
    counted(poll)
    page = text(client.get(reverse("poll_result", args=[poll.pk])))
    assert "“A bench” and “Trees” were chosen" in page
    assert set(Finding.objects.values_list("people", flat=True)) == {0}


@pytest.mark.parametrize("rule", ["borda", "minimax", "schulze"])
def test_blank_rankings_choose_nothing(client, round_, proposals, rule):
    poll, _ = opened(client, round_, proposals, method="ranking", rule=rule)
    for _ in range(2):
        voted(client, poll, NONE)
    counted(poll)
    page = text(client.get(reverse("poll_result", args=[poll.pk])))
    assert "Nobody chose any of these" in page
    assert not Finding.objects.exists()


def test_an_exact_fraction_is_published_as_text(client, round_, proposals):
    poll, _ = opened(client, round_, proposals, method="ranking", rule="borda")
    for _ in range(11):
        voted(client, poll, marked(proposals, {0: "1"}))
    counted(poll)
    keys = [f"proposal-{proposal.pk}" for proposal in proposals]
    (told,) = json.loads(poll.result.manifest)["result"].values()
    assert told["score"] == {keys[0]: 22, keys[1]: "11/2", keys[2]: "11/2"}
    api = client.get(f"/api/v1/polls/{poll.pk}/").json()["result"]["questions"][0]
    assert [option["score"] for option in api["options"]] == [22, "11/2", "11/2"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"method": "points", "points": ""}, "How many points may each person share out?"),
        ({"method": "budget", "budget": ""}, "Enter an amount, like 12,500"),
        ({"method": "budget", "budget": "lots"}, "Enter an amount in pounds"),
        ({"method": "ranking", "rule": "greedy"}, "not one of the available choices"),
        ({"method": ""}, "What does each person do?"),
        ({"method": "guess"}, "not one of the available choices"),
    ],
)
def test_a_draft_without_what_its_type_needs_comes_back(client, round_, proposals, facts, words):
    response = drafted(client, round_, proposals, **facts)
    assert response.status_code == 422
    assert words in text(response)
    assert Poll.objects.get().is_draft


def test_a_budget_needs_proposals_that_say_what_they_cost(client, round_, proposals):
    proposals[1].cost_pence = None
    proposals[1].save()
    response = drafted(client, round_, proposals, method="budget", budget="50,000")
    assert "Say what each option costs" in text(response)


# --- A sixth --------------------------------------------------------------------------------------


@pytest.fixture
def _cheers(monkeypatch, settings, tmp_path):
    """A type for this test: cheer for as many as one likes, with a template of its own."""
    Path(tmp_path, "cheers.html").write_text(
        '{% for each in options %}<p><input type="checkbox" id="{{ each.input_id }}" '
        'name="{{ widget.name }}" value="{{ each.option.id }}"'
        "{% if each.mark %} checked{% endif %}>"
        '<label for="{{ each.input_id }}">Cheer for {{ each.option.title }}</label></p>{% endfor %}'
    )
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path]}]
    cheers = replace(
        BALLOT_TYPES["approval"],
        code="cheers",
        title="Cheer",
        needs=frozenset(),
        template="cheers.html",
        instruction=lambda rules: f"Cheer for any of {len(rules.options)}.",
        words=_hooray,
    )
    monkeypatch.setitem(BALLOT_TYPES, "cheers", cheers)


def _hooray(rules, titles, choice):
    return tuple(f"Hooray for {titles[name]}" for name in choice)


@pytest.mark.usefixtures("_cheers")
def test_a_sixth_type_is_an_entry_in_the_table_and_its_own_code(client, round_, proposals):
    poll, opening = opened(client, round_, proposals, method="cheers")
    assert "What each person does Cheer" in opening
    client.force_login(make.a_voter(round_.council))
    paper = text(client.get(reverse("choose", args=[poll.pk])))
    assert "Cheer for any of 3." in paper
    assert "Cheer for A bench" in paper
    for _ in range(TEN):
        checked, again, done = voted(client, poll, marked(proposals, {0, 2}))
    assert "Hooray for A bench Hooray for Trees" in text(checked)
    assert "Hooray for Trees" in text(done)
    assert _marks(again) == _expected(proposals, {0, 2})
    counted(poll)
    result = text(client.get(reverse("poll_result", args=[poll.pk])))
    assert "came out level" in result
    assert "is first by lot" in result
    assert max(row[1:5] for row in rows(client, poll)) == ("3", "Better lights", "votes", "0")
    assert Finding.objects.get(option__title_en="Trees").people == TEN

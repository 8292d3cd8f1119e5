"""What we promised: the public list and its file, one promise, making one, updating it and judging
it.
"""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Commitment, Update, Verdict
from outcomes.rebuilding.actions import rebuild_round_summary
from participation.models import Membership, Role
from tests import make

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(A1)"
PROMISES = {Role.COMMISSIONER}
UPDATES = {Role.COMMISSIONER, Role.OFFICER}
JUDGES = {Role.RESIDENT, Role.SERVICE_USER, Role.CARER}


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now())


def shown(client, name, *arguments, **asked):
    return " ".join(client.get(reverse(name, args=arguments), asked).content.decode().split())


def promise(round_, *, due=30, **facts):
    """A promise that is due in so many days."""
    due_on = timezone.localdate() + timedelta(days=due)
    return make.a_commitment(make.an_answered_finding(round_), due_on=due_on, **facts)


def done(round_, **facts):
    return promise(round_, done_at=timezone.now(), **facts)


def judged(commitment, **people):
    for kind, count in people.items():
        for _ in range(count):
            Verdict.objects.create(commitment=commitment, resident=make.a_person(), kind=kind)
    rebuild_round_summary(round=commitment.finding.round, at=timezone.now())


@pytest.fixture
def four(round_):
    """One of each: overdue, due today (so on time), done late, and a stopped trial."""
    promise(round_, due=-12, title="Late dentist")
    promise(round_, due=0, title="Today's bench")
    done(round_, due=-1, title="Kept garden")
    promise(
        round_, title="Stopped line", is_trial=True, stopped_at=timezone.now() - timedelta(days=3)
    )
    return round_


# --- The list -------------------------------------------------------------------------------------


def test_what_is_owed_comes_first(four, client):
    words = shown(client, "commitments")
    places = [
        words.index(title)
        for title in ("Late dentist", "Today&#x27;s bench", "Kept garden", "Stopped line")
    ]
    assert places == sorted(places)
    assert "Due 12 days ago" in words
    assert ", late" in words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "overdue"}, {"Late dentist"}),
        ({"state": "on_time"}, {"Today&#x27;s bench"}),
        ({"state": "done"}, {"Kept garden"}),
        ({"state": "stopped"}, {"Stopped line"}),
        ({"q": "dentist"}, {"Late dentist"}),
        ({"q": "dentist garden"}, set()),
        (
            {"state": "nonsense"},
            {"Late dentist", "Today&#x27;s bench", "Kept garden", "Stopped line"},
        ),
    ],
)
def test_the_list_is_narrowed(asked, found, four, client):
    words = shown(client, "commitments", **asked)
    titles = {"Late dentist", "Today&#x27;s bench", "Kept garden", "Stopped line"}
    assert {title for title in titles if f">{title}<" in words} == found


def test_the_list_is_narrowed_by_sector(council, four, client):
    other = make.a_sector(council, "Surgeries")
    promise(make.a_round(other), title="A new phone line")
    words = shown(client, "commitments", sector=other.slug)
    assert "A new phone line" in words
    assert "Late dentist" not in words


def test_a_long_list_has_pages_and_one_for_paper(round_, client):
    for n in range(30):
        promise(round_, due=n, title=f"Promise {n:02}")
    assert "Page 1 of 2" in shown(client, "commitments")
    assert "Promise 29" in shown(client, "commitments", page=2)
    assert "Promise 29" in shown(client, "commitments", page="all")
    assert "Promise 29" in shown(client, "commitments", page="nonsense", q="29")


def test_a_new_council_has_promised_nothing(council, client):
    assert "No promises here" in shown(client, "commitments")


def test_the_file_is_safe_in_a_spreadsheet(four, client):
    promise(four, due=400, title=FORMULA, budget_pence=1_250_001)
    response = client.get(reverse("download_commitments"))
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert [row["state"] for row in rows] == [
        "overdue",
        "on time",
        "on time",
        "done late",
        "trial stopped",
    ]
    assert rows[2]["promise"] == f"'{FORMULA}"
    assert rows[2]["budget in pounds"] == "12501"
    narrowed = b"".join(client.get(reverse("download_commitments"), {"state": "done"})).decode()
    assert "Kept garden" in narrowed
    assert "Late dentist" not in narrowed


def test_promises_of_an_unpublished_round_are_nobodys_business(council, client):
    hidden = promise(make.a_round(make.a_sector(council), published_at=None), title="Secret")
    assert "Secret" not in shown(client, "commitments")
    assert "Secret" not in b"".join(client.get(reverse("download_commitments"))).decode()
    assert client.get(reverse("commitment_detail", args=[hidden.pk])).status_code == 404


def test_it_costs_the_same_for_many_promises(round_, client, django_assert_max_num_queries):
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    shown(client, "commitments")
    for _ in range(2):
        for _ in range(6):
            commitment = done(round_, indicator=make.an_indicator(round_.council))
            commitment.partners.add(
                make.an_organisation(round_.council, f"Partner {commitment.pk}")
            )
            commitment.updates.create(kind="done", text="There.", posted_at=timezone.now())
        judged(commitment, worked=9)
        with django_assert_max_num_queries(10):
            shown(client, "commitments")
        with django_assert_max_num_queries(11):
            shown(client, "commitment_detail", commitment.pk)
        with django_assert_max_num_queries(3):
            b"".join(client.get(reverse("download_commitments")))


# --- One promise ----------------------------------------------------------------------------------


def test_a_promise_tells_who_owes_what_to_whom(round_, client):
    commitment = promise(round_, title="Open evenings", budget_pence=800_000)
    commitment.partners.add(make.an_organisation(round_.council, "Neighbours"))
    commitment.updates.create(
        kind="progress", text="Three homes are open.", posted_at=timezone.now()
    )
    words = shown(client, "commitment_detail", commitment.pk)
    for told in (
        commitment.owner.name,
        "with Neighbours",
        "£8,000",
        "Three homes are open.",
        "On time",
    ):
        assert told in words, told
    assert reverse("finding_detail", args=[commitment.finding_id]) in words
    assert reverse("lineage", args=[commitment.finding.proposal_id]) in words
    assert "Once it is done, people who live with it say here whether it worked." in words
    assert "Measured by" not in words
    indicator = make.an_indicator(round_.council)
    measured = promise(round_, indicator=indicator)
    words = shown(client, "commitment_detail", measured.pk)
    assert "Measured by" in words
    assert str(indicator.name) in words


def test_updates_stand_latest_first(round_, client):
    commitment = promise(round_)
    for days, text in ((9, "First words."), (5, "Second words."), (1, "Last words.")):
        commitment.updates.create(
            kind="progress", text=text, posted_at=timezone.now() - timedelta(days=days)
        )
    words = shown(client, "commitment_detail", commitment.pk)
    assert words.index("Last words.") < words.index("Second words.") < words.index("First words.")


def test_what_residents_say_is_rounded(round_, client):
    commitment = done(round_)
    judged(commitment, worked=46, partly=21, **{"not": 9})
    words = shown(client, "commitment_detail", commitment.pk)
    assert "Most people say it made a difference." in words
    assert "About 45 people" in words
    assert "46 people" not in words


def test_a_few_who_judge_stay_hidden(round_, client):
    commitment = done(round_)
    judged(commitment, worked=4, **{"not": 1})
    words = shown(client, "commitment_detail", commitment.pk)
    assert words.count("Fewer than 8 people") == 2
    assert "Too few people have answered to say." in words


def test_a_stopped_trial_is_not_judged(round_, client):
    commitment = promise(round_, is_trial=True, stopped_at=timezone.now())
    client.force_login(make.a_person(round_.council, Role.RESIDENT))
    words = shown(client, "commitment_detail", commitment.pk)
    assert "It was a trial, and it was stopped." in words
    assert reverse("give_verdict", args=[commitment.pk]) not in words


def test_what_people_wrote_is_only_words(round_, client):
    commitment = done(round_, title=HOSTILE, owner=make.an_organisation(round_.council, HOSTILE))
    commitment.updates.create(kind="done", text=HOSTILE, posted_at=timezone.now())
    assert HOSTILE not in shown(client, "commitments")
    assert HOSTILE not in shown(client, "commitment_detail", commitment.pk)


# --- Making one -----------------------------------------------------------------------------------


def told(by, **facts):
    due_on = timezone.localdate() + timedelta(days=30)
    date = {"due_on_day": due_on.day, "due_on_month": due_on.month, "due_on_year": due_on.year}
    return {"title": "Open gardens", "owner": by.pk, **date, **facts}


@pytest.mark.parametrize("role", Role)
def test_who_promises(role, round_, client):
    finding = make.an_answered_finding(round_)
    client.force_login(make.a_person(round_.council, role))
    response = client.post(
        reverse("make_commitment", args=[finding.pk]),
        told(make.an_organisation(round_.council), budget_pence="£1,000"),
    )
    assert response.status_code == (302 if role in PROMISES else 403)
    assert [made.budget_pence for made in Commitment.objects.all()] == (
        [100_000] if role in PROMISES else []
    )


def test_nothing_is_promised_without_a_yes(round_, client):
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    finding = make.a_finding(round_)
    assert client.get(reverse("make_commitment", args=[finding.pk])).status_code == 403


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"title": " "}, "What will be done?"),
        ({"due_on_year": "2020"}, "It must be due today or later."),
        ({"due_on_month": "13"}, "Enter a real date"),
        ({"owner": "999999"}, "Select a valid choice"),
        ({"budget_pence": "lots"}, "Enter an amount in pounds"),
    ],
)
def test_what_cannot_be_promised(facts, problem, round_, client):
    finding = make.an_answered_finding(round_)
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    answer = client.post(
        reverse("make_commitment", args=[finding.pk]),
        told(make.an_organisation(round_.council), **facts),
    )
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not Commitment.objects.exists()


def test_the_owner_is_no_partner_too(round_, client):
    finding, owner = make.an_answered_finding(round_), make.an_organisation(round_.council)
    client.force_login(make.a_person(round_.council, Role.COMMISSIONER))
    answer = client.post(
        reverse("make_commitment", args=[finding.pk]), told(owner, partners=[owner.pk])
    )
    assert "The owner cannot be a partner too." in answer.content.decode()


# --- Saying what was done -------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_says_what_was_done(role, round_, client):
    commitment = promise(round_)
    client.force_login(make.a_person(round_.council, role))
    response = client.post(
        reverse("post_update", args=[commitment.pk]),
        {"kind": "done", "text": "The doors are open."},
    )
    assert response.status_code == (302 if role in UPDATES else 403)
    assert Update.objects.count() == (role in UPDATES)


def test_a_provider_says_it_of_its_own_promise_alone(round_, client):
    own, others = promise(round_), promise(round_)
    provider = make.a_person(round_.council, Role.PROVIDER)
    Membership.objects.filter(user=provider).update(organisation=own.owner)
    client.force_login(provider)
    assert client.get(reverse("post_update", args=[own.pk])).status_code == 200
    assert client.get(reverse("post_update", args=[others.pk])).status_code == 403


def test_only_a_trial_offers_to_stop(round_, client):
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    assert "Trial stopped" not in shown(client, "post_update", promise(round_).pk)
    assert "Trial stopped" in shown(client, "post_update", promise(round_, is_trial=True).pk)
    forged = client.post(
        reverse("post_update", args=[promise(round_).pk]),
        {"kind": "stopped", "text": "We stopped."},
    )
    assert forged.status_code == 422


def test_an_update_says_something(round_, client):
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    answer = client.post(
        reverse("post_update", args=[promise(round_).pk]), {"kind": "done", "text": " "}
    )
    assert answer.status_code == 422
    assert "What was done?" in answer.content.decode()


# --- Saying whether it worked ---------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_judges(role, round_, client):
    commitment = done(round_)
    client.force_login(make.a_person(round_.council, role))
    response = client.post(reverse("give_verdict", args=[commitment.pk]), {"kind": "partly"})
    assert response.status_code == (302 if role in JUDGES else 403)
    offered = reverse("give_verdict", args=[commitment.pk]) in shown(
        client, "commitment_detail", commitment.pk
    )
    assert offered == (role in JUDGES)


def test_nobody_judges_before_it_is_done(round_, client):
    client.force_login(make.a_person(round_.council, Role.RESIDENT))
    assert client.get(reverse("give_verdict", args=[promise(round_).pk])).status_code == 403


def test_a_verdict_can_be_changed_and_is_known_to_its_giver_alone(round_, client):
    commitment = done(round_)
    client.force_login(make.a_person(round_.council, Role.RESIDENT))
    address = reverse("give_verdict", args=[commitment.pk])
    client.post(address, {"kind": "worked"})
    assert 'value="worked" checked' in client.get(address).content.decode()
    client.post(address, {"kind": "not"})
    assert [verdict.kind for verdict in Verdict.objects.all()] == ["not"]
    assert "Change your answer" in shown(client, "commitment_detail", commitment.pk)
    client.logout()
    client.force_login(make.a_person(round_.council, Role.RESIDENT))
    assert "Change your answer" not in shown(client, "commitment_detail", commitment.pk)


def test_a_verdict_is_one_of_three(round_, client):
    client.force_login(make.a_person(round_.council, Role.RESIDENT))
    answer = client.post(reverse("give_verdict", args=[done(round_).pk]), {"kind": "great"})
    assert answer.status_code == 422


def test_a_stranger_signs_in_first_and_comes_back(round_, client):
    commitment = done(round_)
    way = f"{reverse('account_login')}?next={reverse('give_verdict', args=[commitment.pk])}"
    assert way in shown(client, "commitment_detail", commitment.pk)
    for name in ("give_verdict", "post_update"):
        assert client.get(reverse(name, args=[commitment.pk])).url.startswith(
            reverse("account_login")
        )

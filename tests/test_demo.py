"""The demonstration councils, made once on a small scale: what their stories promise is there, made
by the real actions.
"""

import html
import re
import tomllib
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from coopservices.outbox import events
from outcomes.models import Answer, Commitment, Finding, Indicator, Marker, Observation, Release
from participation.models import Area, Council, Elector, Role, Service, User
from priorities.models import Act, CodeBatch, Poll, Proposal, Round, SealedBallot
from tests import make

WORDS = configured.BASE_DIR / "demo"
BALLOTS = 60
FEW_BALLOTS = 12
FEWEST_TO_SHOW = 8
CHILDRENS_SERIES = {
    "cla_annual_health_assessment_pct",
    "cla_dental_check_pct",
    "children_offending_rate",
}

pytestmark = pytest.mark.xdist_group("demo")  # or each worker of the suite would make one


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker, tmp_path_factory):
    """What was printed while the demonstration was made, once for all tests here; it is taken away
    at the end.
    """
    keys = tmp_path_factory.mktemp("demo-keys")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(configured, "KEY_STORE_DIRS", [keys / "one", keys / "two"])
        call_command("make_demo", ballots=BALLOTS, stdout=(out := StringIO()))
        yield out.getvalue()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def council(printed, db):
    return Council.objects.get(slug="trafford-demonstration")


@pytest.fixture
def glasgow(printed, db):
    return Council.objects.get(slug="glasgow-demonstration")


@pytest.fixture
def as_a_demo(settings):
    settings.DEMO = True


def test_a_register_is_in_force_and_the_open_vote_asks_for_it(council):
    register = council.voter_registers.get()
    version = register.versions.in_force().get()
    assert (version.lines, version.entries.count()) == (24, 24)
    assert not version.entries.filter(area=None).exists(), "each has a ward"
    assert "register" in _polls(council).open().get().proofs_asked


def test_it_has_codes_to_try_in_the_vote_that_is_open(council):
    batch = CodeBatch.objects.get(is_demonstration=True)
    assert batch.is_made
    assert batch.poll == _polls(council).open().get(proofs_asked__contains="code")


# --- What the story promises ----------------------------------------------------------------------


def test_each_step_is_told_and_nothing_waits_for_a_worker(council, printed):
    assert len(printed.splitlines()) >= 6
    assert events.waiting() == 0


def test_there_is_one_round_for_each_sector_and_one_in_each_stage(council):
    now = timezone.now()
    rounds = Round.objects.of(council)
    assert {round_.sector for round_ in rounds} == set(council.sectors.all())

    proposing = [round_ for round_ in rounds if round_.opens(Act.PROPOSE, now)]
    voting = [round_ for round_ in rounds if round_.opens(Act.VOTE, now)]
    over = [
        round_ for round_ in rounds if all(phase.closes_at <= now for phase in round_.phases.all())
    ]
    assert [round_.slug for round_ in proposing] == ["surgeries"]
    assert [round_.slug for round_ in voting] == ["care-homes"]
    assert [round_.slug for round_ in over] == ["childrens-homes"]
    assert {*proposing, *voting, *over} == set(rounds)


def test_people_of_every_kind_have_proposed_and_some_staff_are_not_named(council):
    published = Proposal.objects.published().filter(round__council=council)
    assert published.count() >= 40
    assert {proposal.author_role for proposal in published} == {
        "resident",
        "service_user",
        "carer",
        "staff",
    }
    protected = published.filter(author_role=Role.STAFF, is_author_named=False)
    assert protected.count() >= 5
    assert {proposal.byline for proposal in protected} == {"A member of front-line staff"}
    assert 0.4 < published.exclude(cost_pence=None).count() / published.count() < 0.9
    assert all(proposal.area for proposal in published)


def test_the_resident_has_begun_a_proposal_of_their_own(council):
    resident = User.objects.get(email="resident@demo.example")
    assert Proposal.objects.drafts_of(resident).get().round.slug == "surgeries"


def test_proposals_about_surgeries_still_come_in_and_no_poll_is_begun(council):
    proposals = Proposal.objects.published().filter(round__slug="surgeries")
    assert proposals.count() >= 14
    assert proposals.filter(published_on__gte=timezone.localdate() - timedelta(days=7)).count() >= 2
    assert not Poll.objects.filter(round__slug="surgeries").exists()


def test_one_poll_is_open_with_sealed_ballots_and_nobody_of_the_demo_has_voted_for_you(council):
    poll = _polls(council).open().get()
    assert SealedBallot.objects.filter(poll=poll).count() == BALLOTS
    assert poll.round.slug == "care-homes"
    assert poll.closes_at > timezone.now()
    turnout = [day.ballots for day in poll.turnout.all()]
    assert turnout == sorted(turnout)
    assert turnout[-1] == BALLOTS
    assert poll.turnout.last().on == timezone.localdate()


def test_one_poll_is_certified_and_its_ballots_can_be_recounted_but_not_opened(council):
    poll = _polls(council).get(state=Poll.State.CERTIFIED)
    assert poll.round.slug == "childrens-homes"
    assert not poll.sealed_ballots.exists()
    assert poll.result.lines.count() == BALLOTS
    assert poll.opened_at < poll.closed_at < poll.certified_at < timezone.now()
    assert "demonstration" in poll.closed_early_because
    assert not [path for path in _keys() if str(poll.pk) in path.name]


def test_what_was_heard_is_answered_with_reasons_and_one_finding_waits(council):
    findings = Finding.objects.of(council)
    assert set(findings.values_list("answer", flat=True)) == set(Answer.values)
    assert all(finding.reason for finding in findings.answered())
    waiting = findings.unanswered().get()
    assert waiting.due_on < timezone.localdate()
    assert findings.filter(option=None).exists()
    ballots = findings.exclude(option=None)
    assert {finding.out_of for finding in ballots} == {BALLOTS}
    assert all(0 < finding.people < BALLOTS for finding in ballots)


def test_promises_are_on_time_late_kept_and_stopped(council):
    today = timezone.localdate()
    promises = Commitment.objects.of(council)
    assert promises.overdue(today).count() == 1
    assert promises.outstanding().filter(due_on__gte=today).count() >= 3
    assert promises.filter(is_trial=True).exclude(stopped_at=None).count() == 1
    assert promises.exclude(done_at=None).count() >= 2
    assert all(promise.partners.exists() for promise in promises)
    assert promises.exclude(budget_pence=None).count() >= 4
    assert promises.exclude(lead=None).count() >= 2
    assert (
        set(promises.exclude(indicator=None).values_list("indicator__key", flat=True))
        == CHILDRENS_SERIES
    )


def test_residents_verdicts_are_shown_for_one_promise_and_too_few_for_another(council):
    numbers = sorted(
        promise.verdicts.count() for promise in Commitment.objects.exclude(done_at=None)
    )
    assert 0 < numbers[0] < FEWEST_TO_SHOW <= numbers[-1]


def test_six_outcome_series_have_their_real_figures_and_source(council):
    indicators = Indicator.objects.filter(council=council)
    assert indicators.count() == 6
    assert (
        Observation.objects.of_place(council.area_code).values("indicator").distinct().count() == 6
    )
    homes = Observation.objects.filter(
        indicator__key="care_homes_rated_good_or_outstanding_pct", period="Apr 2026"
    )
    assert str(homes.of_place("E08000009").get().value) == "75.4000"
    assert Release.objects.get(council=council).licence == "Open Government Licence v3.0"
    assert Marker.objects.filter(indicator__council=council, kind=Marker.Kind.TARGET).count() >= 1


def test_the_places_are_real_and_stand_in_the_wards_of_today(council):
    today = timezone.localdate()
    assert Area.objects.filter(council=council).wards().valid_on(today).count() == 21
    homes = Service.objects.filter(council=council, scheme="CQC")
    assert homes.count() == 56
    assert Service.objects.filter(council=council, scheme="ODS").count() == 26
    assert all(service.area for service in Service.objects.filter(council=council))


def test_every_page_says_that_it_is_a_demonstration_and_whose_the_data_is(council, client):
    text = client.get("/accounts/login/").content.decode()
    assert "The people, votes and promises here are invented." in text
    assert "Open Government Licence v3.0" in text
    assert "OS data © Crown copyright" in text


# --- Two councils on one installation -------------------------------------------------------------

HOSTS = {"trafford-demonstration": "testserver", "glasgow-demonstration": "glasgow.localhost"}
OWN_WORDS = {  # of the regulators, the countries and their law of elections
    "trafford-demonstration": {"Trafford", "CQC", "Ofsted", "NHS England", "England"},
    "glasgow-demonstration": {
        "Glasgow",
        "Care Inspectorate",
        "Scotland",
        "Scottish",
        "single transferable vote",
        "aged 16 or over",
    },
}


def _told(client, council):
    """What everybody reads of a council: every kind of page there is of it, as text."""
    pages = ["/", "/rounds/", "/services/", "/areas/", "/indicators/", "/commitments/"]
    pages += ["/about/data/", "/about/roles/", "/privacy/", "/accounts/login/", "/api/v1/council/"]
    pages += ["/api/v1/services/", "/services.csv"]
    wards = Area.objects.filter(council=council).wards()
    for found, address in (
        (wards.order_by("code"), "/areas/{0.code}/"),
        (Service.objects.filter(council=council), "/services/{0.pk}/"),
        (Indicator.objects.filter(council=council), "/indicators/{0.key}/"),
        (Round.objects.of(council), "/rounds/{0.slug}/"),
        (_polls(council).open(), "/polls/{0.pk}/vote/"),
        (Proposal.objects.published().filter(round__council=council), "/proposals/{0.pk}/"),
    ):
        pages += [address.format(row) for row in found[:4]]
    for page in pages:
        answer = client.get(page, headers={"host": HOSTS[council.slug]}, follow=True)
        assert answer.status_code == 200, page
        body = answer.getvalue().decode()
        yield page, html.unescape(re.sub(r"<[^>]+>", " ", body))


def _names_in(council):
    wards = Area.objects.filter(council=council).values_list("name", flat=True)
    services = Service.objects.filter(council=council).values_list("name", flat=True)
    return {*wards, *services}


@pytest.mark.parametrize("here", HOSTS)
def test_no_page_of_one_council_says_anything_of_the_other(council, glasgow, client, here):
    ours, theirs = (council, glasgow) if council.slug == here else (glasgow, council)
    names = " / ".join(_names_in(ours))
    words = OWN_WORDS[theirs.slug] | {name for name in _names_in(theirs) if name not in names}
    foreign = re.compile("|".join(rf"\b{re.escape(each)}\b" for each in sorted(words)))
    told = dict(_told(client, ours))
    assert len(told) >= 30
    assert {
        page: foreign.findall(text) for page, text in told.items() if foreign.search(text)
    } == {}
    own = " ".join(told.values())
    assert {word for word in OWN_WORDS[ours.slug] if word not in own} <= {"CQC", "Ofsted"}


def test_each_council_is_found_at_its_own_host_and_its_people_there(
    council, glasgow, client, as_a_demo
):
    assert glasgow.host == "glasgow.localhost"
    for slug, host in HOSTS.items():
        page = client.get("/look-round/", headers={"host": host}).content.decode()
        assert ("Eilidh Baird" in page) == (slug == glasgow.slug)
    client.post("/look-round/", {"role": "officer"}, headers={"host": "glasgow.localhost"})
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert user.has_role(glasgow, Role.OFFICER)
    assert not user.memberships.exclude(council=glasgow).exists()


def test_glasgow_has_its_own_places_measures_and_way_of_voting(glasgow):
    today = timezone.localdate()
    assert Area.objects.filter(council=glasgow).wards().valid_on(today).count() == 23
    homes = Service.objects.filter(council=glasgow)
    assert (homes.count(), set(homes.values_list("scheme", flat=True))) == (122, {"CI"})
    assert homes.filter(kind="Learning Disabilities").exists(), "as the regulator says it"
    months = Observation.objects.of_place("S12000049").filter(
        indicator__key="older_peoples_homes_good_or_better_pct"
    )
    assert months.count() == 111
    poll = _polls(glasgow).open().get()
    question = poll.questions.get()
    assert (question.method, question.rule, question.seats) == ("ranking", "stv", 2)
    assert SealedBallot.objects.filter(poll=poll).count() == BALLOTS


# --- Looking round --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_anybody_may_look_round_as_any_role(council, client, as_a_demo, role):
    for address in ("/look-round/", "/accounts/login/"):
        assert f'value="{role}"' in client.get(address).content.decode()
    client.post("/look-round/", {"role": role.value})
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert user.has_role(council, role)
    assert not user.has_usable_password()


def test_a_demonstration_that_is_not_open_to_all_lets_nobody_look_round(council, client):
    assert client.get("/look-round/").status_code == 404
    assert client.post("/look-round/", {"role": "officer"}).status_code == 404
    assert "_auth_user_id" not in client.session


# --- Making it ------------------------------------------------------------------------------------


def test_making_it_again_changes_nothing(council):
    before = (User.objects.count(), Proposal.objects.count(), Elector.objects.count())
    call_command("make_demo", stdout=(out := StringIO()))
    assert "here already" in out.getvalue()
    assert (User.objects.count(), Proposal.objects.count(), Elector.objects.count()) == before


def test_one_that_was_left_unfinished_is_made_again(council):
    Release.objects.all().delete()
    # PostgreSQL empties no table while the deletion's deferred checks wait.
    connection.check_constraints()
    call_command("make_demo", ballots=FEW_BALLOTS, stdout=(out := StringIO()))
    assert out.getvalue().startswith("The demonstration was left unfinished.")
    assert SealedBallot.objects.filter(poll__in=_polls(council)).count() == FEW_BALLOTS
    assert Release.objects.exists()


def test_one_that_was_left_unfinished_is_kept_if_somebody_real_has_joined_it(council):
    Release.objects.all().delete()
    make.a_person(council, Role.RESIDENT, email="somebody@example.org")
    with pytest.raises(CommandError, match="people have joined it"):
        call_command("make_demo")
    assert council in Council.objects.all()


# --- Its words ------------------------------------------------------------------------------------


def test_a_service_is_named_in_few_proposals_and_only_as_a_place_to_go(council):
    """Nobody may read something bad about a real home: a name stands in the idea, never in the
    problem.
    """
    about = Proposal.objects.exclude(service=None)
    assert {proposal.service.name for proposal in about} == {
        "Ascot House",
        "Limelight Health And Wellbeing Hub",
    }
    names = [
        name
        for name in Service.objects.values_list("name", flat=True)
        if name not in Area.objects.values_list("name")
    ]
    for proposal in Proposal.objects.published():
        assert not [name for name in names if name.casefold() in proposal.problem.casefold()]


@pytest.mark.parametrize("path", sorted(WORDS.rglob("*.toml")), ids=lambda path: path.stem)
def test_the_words_are_british_and_short(path):
    text = path.read_text()
    tomllib.loads(text)
    assert not re.search(
        r"\b(neighbor|color\b|center|organiz|realiz|behavior|program\b(?! on))", text, re.IGNORECASE
    )


def _polls(council):
    return Poll.objects.filter(round__council=council)


def _keys():
    return [path for folder in configured.KEY_STORE_DIRS for path in folder.glob("*.key")]

"""Publishing a round: its dates, its places, who may; and which act is open when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices.models import Event
from coopservices.templatetags.ui import until
from coopservices.texts import Text
from participation.models import Council, Role, Sector
from priorities.engines.first_rounds import FIRST_ROUNDS
from priorities.models import Act, Phase, Round
from priorities.rounds.actions.publishing import PhasePlan, RoundRefused, publish_round
from priorities.rounds.models import ACTS
from tests import make

pytestmark = pytest.mark.django_db

NOW = make.NOW


def plan(name, start, end, *acts) -> PhasePlan:
    return PhasePlan(name, NOW + timedelta(days=start), NOW + timedelta(days=end), frozenset(acts))


PHASES = [
    plan("Share ideas", 0, 10, Act.PROPOSE),
    plan("Talk", 10, 12),
    plan("Vote", 14, 20, Act.VOTE),
]


@pytest.fixture
def sector():
    return make.a_sector(make.a_council())


def publish(its_sector, by=None, **facts) -> Round:
    return publish_round(
        **{
            "by": by or make.a_person(its_sector.council, Role.OFFICER),
            "council": its_sector.council,
            "sector": its_sector,
            "title": "Better days in our care homes",
            "question": "What should come first?",
            "summary": "Tell us.",
            "what_can_change": "How we spend £500,000.",
            "who_decides": "The committee",
            "decided_by_on": date(2027, 1, 10),
            "phases": PHASES,
            "at": NOW,
            **facts,
        }
    )


def test_a_published_round_has_its_address_its_phases_and_its_event(sector):
    found = publish(sector)
    assert (found.slug, found.is_published) == ("better-days-in-our-care-homes", True)
    assert [phase.name for phase in found.phases.all()] == ["Share ideas", "Talk", "Vote"]
    assert Event.objects.get().name == "priorities.round_published"


def test_a_phase_without_a_name_is_called_by_the_act_it_opens(sector):
    found = publish(sector, phases=[plan("", 0, 10, Act.PROPOSE), plan("", 10, 20, Act.VOTE)])
    called = [str(ACTS[act].phase) for act in (Act.PROPOSE, Act.VOTE)]
    assert [phase.called for phase in found.phases.all()] == called


@pytest.mark.parametrize(
    ("day", "acts"),
    [
        (-1, set()),
        (0, {Act.PROPOSE}),
        (9, {Act.PROPOSE}),
        (10, set()),
        (13, set()),
        (14, {Act.VOTE}),
        (19, {Act.VOTE}),
        (20, set()),
    ],
)
def test_a_phase_opens_its_acts_and_its_end_is_exclusive(sector, day, acts):
    found = publish(sector)
    at = NOW + timedelta(days=day)
    assert {act for act in Act if found.opens(act, at)} == acts


def test_its_places_and_services_are_kept(sector):
    ward, home = make.a_ward(sector.council), make.a_service(sector)
    found = publish(sector, areas=[ward], services=[home])
    assert list(found.areas.all()) == [ward]
    assert list(found.services.all()) == [home]


@pytest.mark.parametrize(
    "phases",
    [
        [],
        [plan("Backwards", 5, 5)],
        [plan("First", 0, 10), plan("Too early", 9, 20)],
        [plan("After the decision", 0, 100)],
    ],
    ids=["no phase", "no time", "overlapping", "decided before the end"],
)
def test_dates_that_cannot_be_are_refused(sector, phases):
    with pytest.raises(RoundRefused):
        publish(sector, phases=phases)
    assert not Round.objects.exists()
    assert not Phase.objects.exists()


def test_places_of_another_council_are_refused(sector):
    elsewhere = make.a_sector(make.a_council())
    for wrong in (
        {"sector": elsewhere},
        {"services": [make.a_service(elsewhere)]},
        {"areas": [make.a_ward(elsewhere.council)]},
    ):
        with pytest.raises(RoundRefused, match="own"):
            publish(sector, **wrong)


def test_two_rounds_of_a_council_share_no_address_and_two_councils_may(sector):
    publish(sector)
    with pytest.raises(RoundRefused, match="address"):
        publish(sector)
    publish(make.a_sector(make.a_council()))
    with pytest.raises(RoundRefused, match="address"):
        publish(sector, title="?!")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_an_officer_publishes(sector, role):
    with pytest.raises(PermissionDenied):
        publish(sector, by=make.a_person(sector.council, role))


def test_an_officer_of_elsewhere_does_not(sector):
    with pytest.raises(PermissionDenied):
        publish(sector, by=make.a_person(make.a_council(), Role.OFFICER))


# --- The page -------------------------------------------------------------------------------------

DAYS = {
    "propose_from": (1, 3),
    "propose_until": (31, 3),
    "vote_from": (1, 4),
    "vote_until": (20, 4),
    "decided_by_on": (1, 6),
}


def typed(sector, **changes) -> dict[str, str]:
    dates = {
        f"{name}_{unit}": str(part)
        for name, (day, month) in DAYS.items()
        for unit, part in {"day": day, "month": month, "year": 2027}.items()
    }
    words = {
        name: f"Some {name}"
        for name in ("title", "question", "summary", "what_can_change", "who_decides")
    }
    return {**words, **dates, "sector": str(sector.pk), **changes}


@pytest.fixture
def officer(client, sector):
    somebody = make.a_person(sector.council, Role.OFFICER)
    client.force_login(somebody)
    return somebody


def test_an_officer_publishes_a_round_from_its_page(client, sector, officer):
    assert reverse("start_round") in client.get(reverse("rounds")).content.decode()
    answer = client.post(reverse("publish_round"), typed(sector), follow=True)
    assert answer.redirect_chain == [("/rounds/some-title/", 302)]
    assert "The round is published." in answer.content.decode()
    share, vote = Round.objects.get().phases.all()
    assert share.closes_at == vote.opens_at
    assert timezone.localtime(vote.closes_at).strftime("%d %B %H:%M") == "21 April 00:00"
    assert "20 April 2027" in until(vote.closes_at)


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(client, sector, officer):
    wrong = {
        "vote_from_day": "30",
        "vote_from_month": "3",
        "question": "A question worth keeping",
    }
    page = client.post(reverse("publish_round"), typed(sector, **wrong)).content.decode()
    assert "Each phase must begin when the one before it has ended." in page
    assert 'href="#id_vote_from_0"' in page
    assert "A question worth keeping" in page
    assert not Round.objects.exists()
    elsewhere = make.a_sector(make.a_council(host="elsewhere.example"))
    Council.objects.filter(pk=sector.council.pk).update(host="testserver")
    assert client.post(reverse("publish_round"), typed(elsewhere)).status_code == 422
    assert not Round.objects.exists()


@pytest.mark.parametrize("like", FIRST_ROUNDS)
def test_a_round_begins_with_what_is_suggested_for_its_sector(client, sector, officer, like):
    Sector.objects.update(slug=like)
    Council.objects.update(writing=Council.Writing.BOTH)
    begun = client.get(reverse("start_round"), {"like": like})
    form = client.get(begun.url).context["form"]
    suggested = FIRST_ROUNDS[like]
    sent = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, date):
            parts = {"day": value.day, "month": value.month, "year": value.year}
            sent |= {f"{bound.name}_{part}": number for part, number in parts.items()}
        else:
            sent[bound.name] = value
    assert not Round.objects.exists(), "nothing is published by it"
    assert client.post(begun.url, sent).status_code == 302
    made = Round.objects.get()
    assert (made.title_en, made.title_cy) == (suggested.title.english, suggested.title.welsh)
    assert made.opens(Act.PROPOSE, timezone.now())


def test_a_round_can_begin_with_nothing_and_something_must_be_chosen(client, sector, officer):
    assert client.get(reverse("start_round"), {"like": "blank"}).url == reverse("publish_round")
    assert client.get(reverse("start_round"), {"begin": "yes"}).status_code == 422
    assert client.get(reverse("start_round"), {"like": "libraries"}).status_code == 422
    assert client.get(reverse("publish_round"), {"like": "libraries"}).status_code == 200


def test_the_page_is_for_officers(client, sector):
    assert client.get(reverse("publish_round")).status_code == 302
    client.force_login(make.a_person(sector.council, Role.COMMISSIONER))
    assert client.get(reverse("publish_round")).status_code == 403
    assert reverse("start_round") not in client.get(reverse("rounds")).content.decode()


# --- In both languages ----------------------------------------------------------------------------

TEXTS = ("title", "question", "summary", "what_can_change", "who_decides")
WELSH = {f"{name}_cy": f"Rhyw {name}" for name in TEXTS}


def writing(sector, how):
    Council.objects.filter(pk=sector.council.pk).update(writing=how)


def test_a_council_that_writes_in_english_is_not_asked_for_welsh(client, sector, officer):
    page = client.get(reverse("publish_round")).content.decode()
    assert "title_cy" not in page
    client.post(reverse("publish_round"), typed(sector, **WELSH))
    assert Round.objects.get().title_cy == ""


def test_a_round_is_read_in_the_language_of_its_reader(client, sector, officer):
    writing(sector, Council.Writing.EITHER)
    client.post(reverse("publish_round"), typed(sector, **{**WELSH, "who_decides_cy": ""}))
    round_ = Round.objects.get()
    welsh = client.get(f"/cy/rounds/{round_.slug}/").content.decode()
    english = client.get(f"/rounds/{round_.slug}/").content.decode()
    assert "Rhyw question" in welsh
    assert "Rhyw question" not in english
    assert "Some question" in english
    assert "Some who_decides" in welsh, "what is not given in Welsh is read in English"


def test_a_council_that_must_publishes_in_both_languages_or_not_at_all(client, sector, officer):
    writing(sector, Council.Writing.BOTH)
    page = client.post(reverse("publish_round"), typed(sector, **{**WELSH, "summary_cy": " "}))
    assert 'href="#id_summary_cy"' in page.content.decode()
    assert not Round.objects.exists()
    assert client.post(reverse("publish_round"), typed(sector, **WELSH)).status_code == 302
    assert Round.objects.get().title == Text("Some title", "Rhyw title")


def test_no_door_goes_past_the_gate(sector):
    writing(sector, Council.Writing.BOTH)  # which the council at hand does not know yet
    with pytest.raises(RoundRefused):
        publish(sector)
    publish(sector, **{name: Text(f"Some {name}", f"Rhyw {name}") for name in TEXTS})

"""Two councils on one machine: whatever is one's is not found at the other's address, by nobody and
in no way.
"""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from outcomes.management.demo.places import host_of
from participation.councils.actions import forget_councils
from participation.councils.queries import council_at, page_at
from participation.models import Membership, Role
from priorities.moderation.actions import appeal, decide_on_proposal
from priorities.results.actions.joint_decisions import propose_decision
from tests import make

pytestmark = pytest.mark.django_db

NAMED = {"pk", "slug", "poll_id", "key", "step", "name", "option_id", "material_id", "sha256"} | {
    "register_id",
    "version_id",
    "code",
    "figures_id",
}


@pytest.fixture
def theirs():
    """What the other council has, as each address names it."""
    round_ = make.a_round(make.a_sector(make.a_council(host="theirs.example")), at=timezone.now())
    poll = make.a_counted_poll(["option-1"], round_=round_)
    finding = make.an_answered_finding(round_)
    register = make.a_register(round_.council)
    ward = make.a_ward(round_.council)
    service = make.a_service(round_.sector, ward)
    measure = make.an_indicator(round_.council)
    officer = make.a_person(round_.council, Role.OFFICER)
    file = make.a_figures_file(measure, officer, at=timezone.now())
    return {
        "registers": {"register_id": register.pk, "version_id": register.versions.get().pk},
        "polls": {
            "poll_id": poll.pk,
            "name": "manifest.json",
            "pk": _proposed(poll).pk,
            **make.parts_of(poll),
        },
        "drafts": make.parts_of(make.a_draft(round_)),
        "rounds": {"slug": round_.slug},
        "proposals": {"pk": make.a_proposal(round_).pk, "step": "problem"},
        "findings": {"pk": finding.pk},
        "commitments": {"pk": make.a_commitment(finding).pk},
        "areas": {"code": ward.code},
        "services": {"pk": service.pk},
        "indicators": {"key": measure.key},
        "set-up": {"key": measure.key, "figures_id": file.pk},
        "moderation": {"pk": _hidden(round_).pk},
        "api": {
            "pk": {
                "polls": poll.pk,
                "proposals": finding.proposal_id,
                "findings": finding.pk,
                "services": service.pk,
            },
            "slug": {"rounds": round_.slug, "sectors": round_.sector.slug},
        },
    }


@pytest.fixture
def all_roles():
    """Somebody who has every role here, and none there."""
    here = make.a_council(host="testserver")
    person = make.a_voter(here, email="everything@example.org")
    for role in set(Role) - {Role.RESIDENT}:
        Membership.objects.create(user=person, council=here, role=role)
    return make.with_second_factor(person)


def _proposed(poll):
    return propose_decision(
        by=poll.opened_by, poll=poll, kind="pause", reason="Wait", at=timezone.now()
    )


def _hidden(round_):
    """A decision to hide a proposal, with an appeal that waits."""
    author = make.a_person(round_.council, Role.STAFF)
    decision = decide_on_proposal(
        by=make.a_person(round_.council, Role.MODERATOR),
        proposal=make.a_proposal(round_, author),
        hides=True,
        reason="person",
        words="It names somebody.",
        at=timezone.now(),
    )
    appeal(by=author, decision=decision, words="They agree.", at=timezone.now())
    return decision


def _of_one_thing():
    """Name, first part and parameters of every address that names something."""
    for kind, names, page in _pages(get_resolver().url_patterns):
        if (
            names
            and names <= NAMED
            and page.callback.__module__.split(".")[0] in ("priorities", "outcomes")
        ):
            yield page.name, kind, names


def _pages(patterns, kind="", names=frozenset()):
    """The first part and the parameters of each page's whole address, and its pattern."""
    for pattern in patterns:
        first, found = (
            kind or str(pattern.pattern).partition("/")[0],
            names | set(pattern.pattern.converters),
        )
        if isinstance(pattern, URLPattern):
            yield first, found, pattern
        elif first not in ("admin", "api"):
            yield from _pages(pattern.url_patterns, first, found)


PAGES = sorted((name, kind, *sorted(names)) for name, kind, names in _of_one_thing())


def _address(name, parts):
    """The address; where its row has a random id, with one."""
    try:
        return reverse(name, kwargs=parts)
    except NoReverseMatch:
        return reverse(name, kwargs={**parts, "pk": uuid4()})


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_theirs_is_found_here(client, theirs, all_roles, method):
    client.force_login(all_roles)
    assert len(PAGES) >= 30
    for name, kind, *names in PAGES:
        is_of_draft = set(names) <= theirs["drafts"].keys()
        for whose in (kind, "drafts") if is_of_draft else (kind,):
            address = _address(name, {each: theirs[whose][each] for each in names})
            answer = getattr(client, method)(address, follow=True)  # some lead back first
            assert answer.status_code == 404, address


@pytest.mark.parametrize(
    ("listed", "key"),
    [
        ("polls", "pk"),
        ("proposals", "pk"),
        ("findings", "pk"),
        ("services", "pk"),
        ("rounds", "slug"),
        ("sectors", "slug"),
    ],
)
def test_nothing_of_theirs_is_found_in_our_api(client, settings, theirs, listed, key):
    settings.ALLOWED_HOSTS = ["*"]
    make.a_council(host="testserver")
    address = f"/api/v1/{listed}/{theirs['api'][key][listed]}/"
    assert client.get(address, headers={"host": "theirs.example"}).status_code == 200
    assert client.get(address).status_code == 404


def test_what_is_kept_of_a_voting_page_is_the_councils_own_and_nobodys(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    north, south = (
        make.a_council(host="n.example", name="North"),
        make.a_council(host="s.example", name="South"),
    )
    for council in (north, south):
        poll = make.an_open_poll(make.a_round(make.a_sector(council), at=timezone.now()))
        for email in (f"first@{council.host}", f"second@{council.host}"):
            client.force_login(make.a_voter(council, email=email))
            paper = client.get(reverse("choose", args=[poll.pk]), headers={"host": council.host})
            assert paper.status_code == 200
            top, _, rest = paper.content.decode().partition("<main")
            assert f">{council.name}</a>" in top
            assert "csrfmiddlewaretoken" in rest
            assert "csrfmiddlewaretoken" not in top
            assert email not in top


# --- Hosts ----------------------------------------------------------------------------------------


def test_the_only_council_without_a_host_answers_where_no_other_does():
    named, other = make.a_council(host="one.example"), make.a_council()
    forget_councils()
    assert council_at("one.example:8000") == named
    assert council_at("ONE.example") == named
    assert council_at("127.0.0.1:8000") == other
    make.a_council()
    forget_councils()
    assert council_at("127.0.0.1:8000") is None, "two have none"
    assert council_at("one.example") == named


def test_letters_lead_to_a_councils_own_host_at_the_port_of_the_installation(settings):
    settings.SITE, settings.HTTPS = "http://127.0.0.1:8001", False
    assert page_at(make.a_council(host="one.localhost"), "home") == "http://one.localhost:8001/"
    assert page_at(make.a_council(), "home") == "http://127.0.0.1:8001/"
    settings.SITE, settings.HTTPS = "https://all.example", True
    assert page_at(make.a_council(host="two.example"), "home") == "https://two.example/"


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("http://127.0.0.1:8000", "glasgow.localhost"),
        ("http://[::1]:8000", "glasgow.localhost"),
        ("https://demo.example", "glasgow.demo.example"),
    ],
)
def test_a_second_demonstration_is_under_the_name_of_the_installation(settings, site, host):
    settings.SITE = site
    assert host_of("glasgow") == host
    assert host_of("") is None

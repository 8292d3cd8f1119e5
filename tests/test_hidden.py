"""What a moderator hides is quoted nowhere: no page, file, program, search or letter."""

import pytest
from django.utils import timezone

from coopservices.texts import Text, columns
from outcomes.models import Commitment, Finding, Summary
from outcomes.notifications.actions.telling import tell_followers
from outcomes.tasks import rebuild_round_summary
from participation.models import Role
from priorities.moderation.actions import decide_on_proposal
from tests import make
from tests.crawl import addresses_of, read_all
from tests.test_access import TABLE, World, clients_of

pytestmark = pytest.mark.django_db

SAID = "quark"  # stands in all that is hidden, beside a word to look for
HEARD, REASON, TITLE = (f"A marrow {SAID} {what}" for what in ("heard", "answered", "named"))


@pytest.fixture
def world():
    return World("testserver")


@pytest.fixture
def proposal(world):
    """Answered, promised and followed."""
    at = timezone.now()
    round_ = world.round = world.finding.round
    found = make.a_proposal(round_, world.author, title=TITLE, service=world.service)
    reason = columns(reason=Text(REASON, REASON))
    world.finding = Finding.objects.create(
        round=round_,
        proposal=found,
        **columns(we_heard=Text(HEARD, HEARD)),
        people=0,
        out_of=0,
        recorded_at=at,
        answer="will",
        answered_at=at,
        **reason,
    )
    world.commitment = make.a_commitment(world.finding, done_at=at)
    world.published = found
    make.a_finding(round_, proposal=make.a_proposal(round_, world.author), we_heard="Others say.")
    make.a_follow(world.council, email="reader@northbrook.example", round=round_)
    return found


def hide(world, proposal):
    decision = decide_on_proposal(
        by=make.a_person(world.council, Role.MODERATOR),
        proposal=proposal,
        hides=True,
        reason="person",
        words="It names somebody.",
        at=timezone.now(),
    )
    make.settle()
    return decision


def quoted(world, clients, names):
    """Which of these addresses say any of it, and to whom; those that search are searched."""
    addresses = {name: where for name, where in addresses_of(world).items() if name in names}
    read = [
        *read_all(addresses, clients),
        *read_all({name: addresses[name] for name in SEARCHED}, clients, query="?q=marrow"),
    ]
    return {(name, person) for name, person, told in read if SAID in told}


SEARCHED = {"search", "commitments", "download_commitments", "proposals", "download_proposals"}
SHOWN = {
    *("you_said_we_did", "finding_detail", "commitment_detail", "home", "lineage"),
    *("api_findings-list", "api_summaries-list", "service_detail", *SEARCHED),
}
READERS = ("stranger", "officer", "provider")  # its author may read it, and moderators


def test_what_is_hidden_is_quoted_nowhere(world, proposal, mailoutbox):
    people = clients_of(world)
    clients = {name: people[name] for name in READERS}
    rebuild_round_summary(str(world.round.pk))
    make.settle()
    assert {name for name, _person in quoted(world, clients, SHOWN)} == SHOWN

    hide(world, proposal)
    mailoutbox.clear()
    tell_followers(at=timezone.now())
    make.settle()
    assert quoted(world, clients, TABLE) == set()
    assert not [each for each in mailoutbox if SAID in str(each.message())]
    kept = [str(each.document) for each in Summary.objects.current()]
    assert not any(SAID in document for document in kept)
    assert (
        Commitment.objects.get(pk=world.commitment.pk).title
        in clients["stranger"].get(f"/commitments/{world.commitment.pk}/").content.decode()
    ), "a promise stands"

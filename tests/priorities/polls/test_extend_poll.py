"""Giving people longer to vote: once, by two people, with a public reason, under the poll's key."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coopservices.dates import end_of, last_day_before
from coopservices.models import AuditEntry, Event
from outcomes.models import NewsItem
from outcomes.notifications.actions import telling
from participation.models import Role
from priorities.ballots.actions.casting import VotingClosed, cast_ballot, withdraw_ballot
from priorities.ballots.queries.voting import poll_now
from priorities.engines.sealing.publication import verify
from priorities.models import JointDecision, LogEntry, Phase, Poll
from priorities.polls.actions.closing import close_due_polls
from priorities.polls.actions.extending import ExtendRefused, extend_poll
from priorities.polls.queries.extending import latest_end
from priorities.polls.queries.polls import DefinitionAltered, opened_poll, opened_poll_now
from priorities.results.actions.counting import count_poll
from priorities.results.actions.joint_decisions import DecisionRefused, propose_decision
from tests import make

pytestmark = pytest.mark.django_db

REASON = "The website was away on the last evening."
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def poll():
    """A poll whose announced end was an hour ago."""
    now = timezone.now()
    return make.an_open_poll(at=now - 2 * AN_HOUR, closes_at=now - AN_HOUR, smallest_group=1)


@pytest.fixture
def colleague(poll):
    return make.a_person(poll.round.council, Role.OFFICER)


def extended(poll, colleague, **facts):
    """The poll, as two people gave it longer in time."""
    told = {
        "by": colleague,
        "proposed_by": poll.opened_by,
        "until": timezone.now() + timedelta(days=2),
        "reason": REASON,
        "at": poll.opened_at + AN_HOUR / 2,
        **facts,
    }
    return extend_poll(poll=poll, **told)


def votes(poll, choice=("option-1",)):
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    cast_ballot(voter=voter, poll=poll, choices={"question-1": list(choice)})
    return voter


def test_after_the_announced_end_people_go_on_voting_and_are_counted(poll, colleague):
    opened_poll(poll.pk)  # as a process that remembers the announced end
    with pytest.raises(VotingClosed):
        votes(poll)
    extended(poll, colleague)
    voter = votes(poll)
    votes(poll, ("option-2",))
    assert withdraw_ballot(voter=voter, poll=poll)
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now())
    opened_poll.cache_clear()
    with pytest.raises(DefinitionAltered):  # an end that somebody wrote there is nobody's
        votes(poll)


def test_a_process_that_remembers_the_announced_end_lets_ballots_be_withdrawn(poll, colleague):
    voter = votes(extended(poll, colleague))
    opened_poll.cache_clear()
    now = opened_poll(poll.pk)
    stale = opened_poll.__wrapped__(poll.pk)
    assert (now, stale.closes_at) == (stale, poll.closes_at)
    assert withdraw_ballot(voter=voter, poll=poll)


def test_what_was_frozen_stays_and_the_later_end_stands_beside_it(poll, colleague):
    was = opened_poll_now(poll.pk)
    extended(poll, colleague)
    now = opened_poll_now(poll.pk)
    assert (now.frozen, now.mac, now.definition) == (was.frozen, was.mac, was.definition)
    assert now.closes_at == poll.closes_at > was.closes_at
    entry = LogEntry.objects.get(poll=poll.pk, kind="extended")
    assert verify(bytes(entry.public_key), entry.text.encode(), bytes(entry.signature))
    told = json.loads(entry.text)
    assert (told["closes_at"], told["reason"]) == (poll.closes_at.isoformat(), REASON)
    assert told["definition"] == now.fingerprint
    assert AuditEntry.objects.filter(act="poll_extended").count() == 1
    assert Event.objects.filter(name="priorities.poll_extended").count() == 1


@pytest.mark.parametrize("wrote", ["a later end", "a later end and a mac", "another mac"])
def test_who_can_only_write_to_the_database_gives_nobody_longer(poll, colleague, wrote):
    later = timezone.now() + timedelta(days=9)
    rows = Poll.objects.filter(pk=poll.pk)
    if wrote == "a later end":
        rows.update(closes_at=later)
        refusal = VotingClosed
    elif wrote == "a later end and a mac":
        rows.update(closes_at=later, extended_because="Why not?", extension_mac=bytes(32))
        refusal = DefinitionAltered
    else:
        extended(poll, colleague)
        rows.update(extension_mac=bytes(32))
        refusal = DefinitionAltered
    opened_poll.cache_clear()
    with pytest.raises(refusal):
        votes(poll)


def test_it_ends_by_itself_at_the_later_end_and_is_counted(poll, colleague):
    soon = timezone.now() + timedelta(seconds=1)
    extended(poll, colleague, until=soon)
    votes(poll)
    assert close_due_polls(at=soon - timedelta(seconds=1)) == 0
    assert close_due_polls(at=soon) == 1
    poll.refresh_from_db()
    assert poll.closed_at == soon
    result = count_poll(poll=poll, at=timezone.now())
    assert result.fields["closed_at"].startswith(soon.isoformat()[:19])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": "  "}, "Say why"),
        ({"until": timedelta(0)}, "later day than"),
        ({"until": timedelta(days=400)}, "What comes next"),
        ({"proposed_by": None}, "two who run votes"),
        ({"proposed_by": "oneself"}, "two who run votes"),
        ({"proposed_by": "a resident"}, "two who run votes"),
        ({"at": timedelta(hours=1)}, "ended already"),
    ],
)
def test_what_is_refused(poll, colleague, said, words):
    people = {"oneself": colleague, "a resident": make.a_person(poll.round.council, Role.RESIDENT)}
    facts = {
        name: poll.closes_at + value if isinstance(value, timedelta) else people.get(value, value)
        for name, value in said.items()
    }
    with pytest.raises(ExtendRefused, match=words):
        extended(poll, colleague, **facts)
    poll.refresh_from_db()
    assert not poll.is_extended


def test_nobody_gets_longer_twice(poll, colleague):
    extended(poll, colleague)
    with pytest.raises(ExtendRefused, match="not done twice"):
        extended(poll, colleague, until=timezone.now() + timedelta(days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        LogEntry.objects.create(
            n=99,
            kind="extended",
            poll=poll.pk,
            text="{}",
            signature=b"",
            public_key=b"",
            leaf_hash=b"",
        )


@pytest.mark.parametrize("role", Role)
def test_who_may(poll, colleague, role):
    someone = make.a_person(poll.round.council, role)
    if role is Role.OFFICER:
        assert extended(poll, someone).is_extended
    else:
        with pytest.raises(PermissionDenied):
            extended(poll, someone)


def test_the_voting_phase_lasts_as_long_and_no_later_than_what_comes_next(poll, colleague):
    voting = Phase.objects.get(round=poll.round, name="Vote")
    until = voting.closes_at + timedelta(days=1)
    assert latest_end(poll) == end_of(poll.round.decided_by_on)
    Phase.objects.create(
        round=poll.round, position=9, name="Then", opens_at=until, closes_at=until + AN_HOUR
    )
    assert latest_end(poll) == until
    with pytest.raises(ExtendRefused, match="What comes next"):
        extended(poll, colleague, until=until + AN_HOUR)
    extended(poll, colleague, until=until)
    voting.refresh_from_db()
    assert voting.closes_at == until


def test_followers_hear_of_it_once(poll, colleague):
    extended(poll, colleague)
    for _again in range(2):
        telling.news_of_extension(poll_id=poll.pk, at=timezone.now())
    (item,) = NewsItem.objects.filter(code="poll_extended")
    assert item.poll == poll


@pytest.mark.parametrize("days", [0, 1, 14])
def test_its_result_is_final_so_many_days_after_the_later_end(poll, colleague, days):
    Poll.objects.filter(pk=poll.pk).update(challenge_days=days)
    extended(poll, colleague)
    opened_poll.cache_clear()
    days_frozen = opened_poll(poll.pk).definition.challenge_days
    now = poll_now(poll, colleague, timezone.now())
    assert now.is_open
    assert now.certified_from == poll.closes_at + timedelta(days=days_frozen)


def test_from_the_form_to_the_pages_that_everybody_reads(client):
    poll = make.an_open_poll()
    colleague = make.a_person(poll.round.council, Role.OFFICER)
    page, vote = reverse("decide_jointly", args=[poll.pk]), reverse("vote", args=[poll.pk])
    first, second = client, Client()
    first.force_login(poll.opened_by)
    second.force_login(colleague)
    sent = {"kind": "extend", "reason": REASON}
    refused = first.post(page, sent)
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"last_day": ["Say until which day people can vote."]}

    day = last_day_before(poll.closes_at) + timedelta(days=3)
    sent |= {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}
    assert first.post(page, sent).status_code == 302
    assert f"The new end of voting: {_said(day)}" in second.get(page).content.decode()
    decision = JointDecision.objects.get()
    second.post(reverse("confirm_decision", args=[poll.pk, decision.pk]))
    poll.refresh_from_db()
    assert poll.closes_at == end_of(day)

    told = Client().get(vote).content.decode()
    assert REASON in told
    assert f"You can vote until {_said(day)}" in told
    assert "People have longer to vote than was announced" in told
    with pytest.raises(DecisionRefused, match="not done twice"):
        propose_decision(by=colleague, poll=poll, kind="extend", reason=REASON, at=timezone.now())
    make.close_early(poll)
    result = Client().get(reverse("poll_result", args=[poll.pk])).content.decode()
    assert REASON in result


def test_the_form_offers_no_day_where_nobody_can_get_longer(client):
    poll = make.a_counted_poll()
    client.force_login(poll.opened_by)
    form = client.get(reverse("decide_jointly", args=[poll.pk])).context["form"]
    assert "last_day" not in form.fields


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

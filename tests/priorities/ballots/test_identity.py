"""An identity at the council's provider as what a poll asks for: shown before choosing, one vote
each, and refused with what to do.
"""

import io
import json
import re
import subprocess
import sys
import time
from zipfile import ZipFile

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.council_sign_in.actions import set_up_sign_in, stop_sign_in
from participation.electors.actions import register_elector
from participation.engines.proofs import read_asked
from participation.models import Binding, Elector, Role, User
from participation.privacy.actions.deleting import delete_account
from priorities.ballots.actions.casting import BallotRefused, cast_ballot, withdraw_ballot
from priorities.ballots.queries.voting import poll_now
from priorities.engines.voting.entitlement import Way
from priorities.models import Poll, SealedBallot
from priorities.polls.actions.opening import OpenRefused
from priorities.polls.queries.opening import problem_with_opening
from priorities.polls.queries.polls import opened_poll
from priorities.results.actions.counting import count_poll
from priorities.results.queries.files import BUNDLE
from priorities.results.queries.results import result_of
from tests import make
from tests.participation.council_sign_in.stub_provider import CLIENT, SECRET, StubProvider
from tests.participation.second_factors.test_second_factors import A_CODE, words

pytestmark = pytest.mark.django_db

CHOICES = {"question-1": ["option-1"]}
CONFIRM, CONNECT = "/accounts/login/code/confirm/", "/accounts/oidc/connect/"
CHANGED = "the council has changed where its people sign in"
OF_ANOTHER = "was connected with another account before"


@pytest.fixture
def provider():
    stub = StubProvider()
    yield stub
    stub.stop()


@pytest.fixture
def council(provider):
    council = make.a_council()
    make.make_eligibility_key(council=council)
    _set_up(council, provider.issuer, CLIENT)
    return council


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now())


@pytest.fixture
def poll(round_):
    return make.an_open_poll(round_, proofs_asked=[{"identity"}])


def _set_up(council, issuer, client_id):
    set_up_sign_in(
        by=make.a_person(council, Role.OFFICER),
        council=council,
        name="Northbrook",
        issuer=issuer,
        client_id=client_id,
        secret=SECRET,
        at=make.NOW,
    )


def connected(user, council, subject="sub-1"):
    """The person, with this identity at the council's provider."""
    provider = f"council-{council.pk}"
    SocialAccount.objects.create(user=user, provider=provider, uid=subject)
    return user


def voter_with(council, subject="sub-1", **facts):
    return connected(make.a_voter(council, **facts), council, subject)


def cast_by(user, poll, choices=CHOICES):
    """A ballot cast as the booth does: registered with what is shown by now."""
    voter = register_elector(by=user, council=poll.round.council)
    return cast_ballot(voter=voter, poll=poll, choices=choices, account=user)


def come(client, there, provider):
    """What a browser does from our button until it is back."""
    return client.get(provider.come(client.get(there).headers["Location"]))


def button(page):
    (there,) = set(re.findall(r'href="([^"]*/oidc/[^"]*)"', page.content.decode()))
    return there


def just_signed_in(client, user):
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()


# --- From the poll's page to the receipt ----------------------------------------------------------


def test_a_stranger_signs_in_with_it_first_and_votes(poll, provider, client, mailoutbox):
    vote, choose = f"/polls/{poll.pk}/vote/", f"/polls/{poll.pk}/vote/choices/"
    page = client.get(vote)
    assert "This vote is for people who sign in with Northbrook." in words(page)
    assert f'href="{choose}"' not in page.content.decode()  # nobody chooses in vain
    assert client.get(choose).headers["Location"] == vote

    there = button(page)
    assert there.endswith(f"?next={choose}")
    assert come(client, there, provider).headers["Location"] == CONFIRM
    back = client.post(CONFIRM, {"code": A_CODE.search(mailoutbox[-1].body)[0]})
    assert back.headers["Location"] == choose
    assert client.get(choose).status_code == 200
    checked = client.post(f"/polls/{poll.pk}/vote/check/", {"question-1": "option-1"})
    assert "Cast my vote" in words(checked)
    cast = client.post(f"/polls/{poll.pk}/vote/cast/", {"ballot": json.dumps({"q": CHOICES})})
    assert "You have voted" in words(cast)
    assert SealedBallot.objects.count() == 1
    assert "Start" in words(client.get(vote))


def test_who_signed_in_by_email_connects_it_on_the_way_and_votes(poll, provider, client):
    vote, choose = f"/polls/{poll.pk}/vote/", f"/polls/{poll.pk}/vote/choices/"
    user = make.a_voter(poll.round.council)
    just_signed_in(client, user)
    assert client.get(choose).headers["Location"] == vote
    assert come(client, button(client.get(vote)), provider).headers["Location"] == CONNECT
    assert client.post(CONNECT).headers["Location"] == choose
    assert client.get(choose).status_code == 200
    assert "Cast my vote" in words(
        client.post(f"/polls/{poll.pk}/vote/check/", {"question-1": "option-1"})
    )
    cast = client.post(f"/polls/{poll.pk}/vote/cast/", {"ballot": json.dumps({"q": CHOICES})})
    assert "You have voted" in words(cast)
    assert SocialAccount.objects.get().user == user


def test_choices_posted_without_it_stay_in_the_forms_and_go_nowhere_else(poll, provider, client):
    client.force_login(make.a_voter(poll.round.council))
    checked = client.post(f"/polls/{poll.pk}/vote/check/", {"question-1": "option-2"})
    told = words(checked)
    assert "This vote is for people who sign in with the council&#x27;s own accounts." in told
    assert "when you come back you choose once more" in told
    assert "Lights" in told  # what they chose, to choose it once more
    assert "option-2" in told
    assert "option-2" not in button(checked)
    there = client.get(button(checked)).headers["Location"]
    assert "option-2" not in there
    assert "option-2" not in str(dict(client.session))
    ballot = json.dumps({"q": CHOICES})
    refused = client.post(f"/polls/{poll.pk}/vote/cast/", {"ballot": ballot})
    assert refused.status_code == 409
    assert not SealedBallot.objects.exists()


def test_a_stranger_who_casts_without_it_reads_how_and_keeps_the_choices(poll, client):
    ballot = json.dumps({"q": CHOICES})
    shown = client.post(f"/polls/{poll.pk}/vote/cast/", {"ballot": ballot})
    assert "Sign in with Northbrook" in words(shown)
    assert "Bench" in words(shown)
    assert not SealedBallot.objects.exists()


def test_where_a_code_is_enough_too_nobody_waits_for_the_sign_in(round_, client):
    poll = make.an_open_poll(round_, proofs_asked=[{"identity"}, {"code"}])
    page = client.get(f"/polls/{poll.pk}/vote/")
    assert "Start" in words(page)
    assert button(page)
    assert client.get(f"/polls/{poll.pk}/vote/choices/").status_code == 200
    checked = client.post(f"/polls/{poll.pk}/vote/check/", {"question-1": "option-2"})
    assert button(checked)
    assert "With a code that we sent you" in words(checked)


# --- One vote -------------------------------------------------------------------------------------


def test_an_account_deleted_and_made_again_with_the_same_identity_is_one_voter(poll, council):
    first = voter_with(council)
    cast_by(first, poll)
    delete_account(by=first, council=council, keeps_proposals=False, at=timezone.now())
    assert not SealedBallot.objects.exists()
    again = voter_with(council)
    cast_by(again, poll)
    assert SealedBallot.objects.count() == 1
    assert Elector.objects.count() == 1


def test_a_second_account_that_connects_it_later_is_no_second_vote(poll, council, client):
    """Where the identity leads to another voter, it counts for that one alone."""
    first, second = voter_with(council), make.a_voter(council)
    cast_by(first, poll)
    register_elector(by=second, council=council)  # a voter by their own mailbox before
    SocialAccount.objects.update(user=second)  # as when somebody disconnects it in one account
    with pytest.raises(BallotRefused, match=OF_ANOTHER):
        cast_by(second, poll)
    with pytest.raises(BallotRefused):
        cast_by(first, poll)
    assert SealedBallot.objects.count() == 1
    client.force_login(second)
    page = client.get(f"/polls/{poll.pk}/vote/")
    assert OF_ANOTHER in words(page)
    checked = client.post(f"/polls/{poll.pk}/vote/check/", {"question-1": "option-2"})
    assert OF_ANOTHER in words(checked)


def test_a_second_account_that_has_no_vote_yet_is_the_first_ones_voter(poll, council):
    first, second = voter_with(council), make.a_voter(council)
    cast_by(first, poll)
    SocialAccount.objects.update(user=second)
    cast_by(second, poll)
    assert SealedBallot.objects.count() == 1
    assert Elector.objects.count() == 1


def test_two_people_are_two_votes(poll, council):
    cast_by(voter_with(council, "sub-1"), poll)
    cast_by(voter_with(council, "sub-2"), poll)
    assert SealedBallot.objects.count() == 2


def test_nothing_readable_of_it_stands_with_the_electors(poll, council):
    cast_by(voter_with(council, "readable-subject"), poll)
    rows = [*Elector.objects.values_list(), *Binding.objects.values_list()]
    texts = [
        bytes(each) if isinstance(each, (bytes, memoryview)) else str(each).encode()
        for row in rows
        for each in row
    ]
    assert not any(b"readable" in each or CLIENT.encode() in each for each in texts)
    assert Binding.objects.count() == 3  # the account, its mailbox, the identity


# --- Another provider -----------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["another client", "stopped", "stopped and another"])
def test_with_another_provider_nobody_shows_it_here_and_what_is_cast_stays(
    change, poll, council, provider, client
):
    user = voter_with(council)
    cast_by(user, poll)
    if change != "another client":
        stop_sign_in(by=make.a_person(council, Role.OFFICER), council=council, at=make.NOW)
    if change != "stopped":
        _set_up(council, provider.issuer, "another-client")
    with pytest.raises(BallotRefused, match=CHANGED):
        cast_by(user, poll)
    connected(user, council)  # also with the new one, which this vote does not know
    with pytest.raises(BallotRefused, match=CHANGED):
        cast_by(user, poll)
    client.force_login(user)
    page = words(client.get(f"/polls/{poll.pk}/vote/"))
    assert CHANGED in page
    assert "/oidc/" not in page
    assert CHANGED in words(Client().get(f"/polls/{poll.pk}/vote/"))
    assert "identity" in Elector.objects.get().proofs  # so that what they cast counts
    assert SealedBallot.objects.count() == 1


def test_in_a_poll_that_is_opened_afterwards_the_new_one_counts(round_, council, provider):
    user = voter_with(council)
    make.elector_of(user, make.an_open_poll(round_))
    _set_up(council, provider.issuer, "another-client")
    later = make.an_open_poll(round_, proofs_asked=[{"identity"}])
    with pytest.raises(BallotRefused, match="sign in with the council's own accounts"):
        cast_by(user, later)
    connected(user, council, "their-other-number")
    assert cast_by(user, later)


def test_dropped_while_somebody_fills_in_their_ballot_is_refused(poll, council):
    user = voter_with(council)
    voter = register_elector(by=user, council=council)
    SocialAccount.objects.all().delete()
    for act in (cast_ballot, withdraw_ballot):
        choices = {"choices": CHOICES} if act is cast_ballot else {}
        with pytest.raises(BallotRefused, match="sign in with the council's own accounts"):
            act(voter=voter, poll=poll, account=user, **choices)
    with pytest.raises(BallotRefused):
        cast_ballot(voter=voter, poll=poll, choices=CHOICES)


def test_the_providers_of_a_poll_are_frozen_with_it(poll, provider):
    frozen = json.loads(Poll.objects.get(pk=poll.pk).definition)
    assert frozen["identities"] == {"issuer": provider.issuer, "client_id": CLIENT}
    assert tuple(opened_poll(poll.pk).definition.identities) == (provider.issuer, CLIENT)


# --- Who may: what was asked, by what was shown, by which provider --------------------------------

ASKED = ["identity", "email|identity", "code|identity", "email+postcode|identity", "email"]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("is_connected", [True, False])
@pytest.mark.parametrize("is_provider_the_same", [True, False])
def test_who_may_vote_is_one_table(asked, is_connected, is_provider_the_same, round_, provider):
    council = round_.council
    poll = make.an_open_poll(round_, proofs_asked=read_asked(asked))
    user = make.a_voter(council)
    if not is_provider_the_same:
        _set_up(council, provider.issuer, "another-client")
    if is_connected:
        connected(user, council)
    is_by_identity = "identity" in asked and is_connected and is_provider_the_same
    may = asked.startswith("email|") or asked == "email" or is_by_identity
    now = poll_now(poll, user, timezone.now())
    assert now.may_vote == may
    can_show_it = "identity" in asked and not is_connected and is_provider_the_same
    assert (Way.IDENTITY in now.ways) == can_show_it
    if may:
        assert cast_by(user, poll)
    else:
        assert now.missing
        with pytest.raises(BallotRefused):
            cast_by(user, poll)


# --- Setting one up -------------------------------------------------------------------------------


def test_it_is_offered_by_the_providers_name_and_only_where_there_is_one(round_, council, client):
    client.force_login(make.a_person(council, Role.OFFICER))
    draft = make.a_draft(round_)
    voters = f"/polls/{draft.pk}/set-up/voters/"
    assert "People who sign in with Northbrook" in words(client.get(voters))
    client.post(voters, {"proofs": ["identity"]})
    assert Poll.objects.get(pk=draft.pk).proofs_asked == "identity"
    stop_sign_in(by=make.a_person(council, Role.OFFICER), council=council, at=make.NOW)
    assert "People who sign in with" in words(client.get(voters))  # it is ticked, to take away
    other = make.a_draft(round_)
    page = words(client.get(f"/polls/{other.pk}/set-up/voters/"))
    assert "People who sign in with" not in page


def test_a_poll_that_asks_for_it_does_not_open_without_a_provider(round_, council):
    draft = make.a_draft(round_, proofs_asked=[{"identity"}])
    assert problem_with_opening(draft, timezone.now()) == ""
    stop_sign_in(by=make.a_person(council, Role.OFFICER), council=council, at=make.NOW)
    assert "own accounts" in problem_with_opening(draft, timezone.now())
    with pytest.raises(OpenRefused):
        make.an_open_poll(round_, proofs_asked=[{"identity"}])


def test_peoples_own_page_says_how_where_there_is_a_provider(council, client):
    opens = "Vote where you must sign in with the council&#x27;s own accounts"
    client.force_login(voter_with(council))
    assert opens in words(client.get("/your-details/"))
    stop_sign_in(by=make.a_person(council, Role.OFFICER), council=council, at=make.NOW)
    assert opens not in words(client.get("/your-details/"))
    assert User.objects.exists()


# --- Counted --------------------------------------------------------------------------------------


def test_the_result_counts_by_it_and_anybody_can_recount(council, round_, client, tmp_path):
    poll = make.an_open_poll(round_, proofs_asked=[{"identity"}, {"email"}], smallest_group=2)
    for n in range(5):
        cast_by(voter_with(council, f"sub-{n}"), poll)
        cast_by(make.a_voter(council), poll)
    make.close_early(poll)
    count_poll(poll=poll, at=timezone.now())
    make.settle()
    told = result_of(poll)
    (question,) = told.questions
    assert question.ballots_by_group == {"email": 5, "email+identity": 5}
    page = words(client.get(f"/polls/{poll.pk}/result/"))
    assert "A sign-in with the council&#x27;s own accounts" in page
    archive = client.get(reverse("published_file", args=[poll.pk, BUNDLE]))
    with ZipFile(io.BytesIO(b"".join(archive))) as files:
        files.extractall(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.endswith("IT HOLDS.\n")


def test_a_poll_that_asks_for_nothing_more_calls_itself_an_opinion(poll, client):
    """Nobody here knows how many accounts there are to a person at the council's provider."""
    assert "This vote is an opinion" in words(client.get(f"/polls/{poll.pk}/vote/"))

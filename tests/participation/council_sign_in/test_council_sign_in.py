"""A council's own sign-in, against a provider that says what it must not."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.test import Client

from coopservices import sealed_texts
from participation.council_sign_in.actions import SignInRefused, set_up_sign_in, stop_sign_in
from participation.models import CouncilSignIn, Role, User
from tests import make
from tests.participation.council_sign_in.stub_provider import (
    ANOTHERS,
    CLIENT,
    SECRET,
    StubProvider,
)
from tests.participation.second_factors.test_second_factors import A_CODE, words

pytestmark = pytest.mark.django_db

PAGE, CONFIRM = "/council-sign-in/", "/accounts/login/code/confirm/"
CONNECT = "/accounts/oidc/connect/"
NOT_SIGNED_IN = "You are not signed in."


@pytest.fixture
def provider():
    stub = StubProvider()
    yield stub
    stub.stop()


@pytest.fixture
def council(provider):
    council = make.a_council()
    facts = {"name": "Northbrook", "issuer": provider.issuer, "client_id": CLIENT}
    officer = make.a_person(council, Role.OFFICER)
    set_up_sign_in(by=officer, council=council, secret=SECRET, at=make.NOW, **facts)
    return council


@pytest.fixture
def way(council):
    return f"/accounts/oidc/council-{council.pk}/login/"


def come(client, way, provider, **asked):
    """What a browser does from our button until it is back."""
    there = client.get(way, asked).headers["Location"]
    assert there.startswith(f"{provider.issuer}/authorize?")
    return client.get(provider.come(there))


def test_whoever_reads_welsh_comes_back_by_the_address_that_the_provider_knows(
    council, way, provider, client
):
    there = client.get(f"/cy{way}", {"next": "/cy/rounds/"}).headers["Location"]
    (back,) = parse_qs(urlsplit(there).query)["redirect_uri"]
    assert urlsplit(back).path == way.replace("login/", "login/callback/")
    officer = make.a_person(council, Role.OFFICER)
    client.force_login(officer)
    for language in ("", "/cy"):
        assert back in words(client.get(f"{language}{PAGE}"))


def is_signed_in(client):
    return client.get("/your-details/").status_code == 200


# --- As it should be ------------------------------------------------------------------------------


def test_the_first_time_the_address_is_shown_and_from_then_on_it_lets_in(
    council, way, provider, client, mailoutbox
):
    assert "Sign in with Northbrook" in words(client.get("/accounts/login/?next=/rounds/"))
    back = come(client, way, provider, next="/rounds/")
    assert back.headers["Location"] == CONFIRM
    assert not is_signed_in(client)
    assert not User.objects.filter(email="rosa@example.org").exists()
    (letter,) = mailoutbox
    assert letter.to == ["rosa@example.org"]
    done = client.post(CONFIRM, {"code": A_CODE.search(letter.body)[0]})
    assert done.headers["Location"] == "/rounds/"
    identity = SocialAccount.objects.get()
    assert (identity.uid, identity.user.email) == ("sub-1", "rosa@example.org")

    provider.email = "another@example.org"  # who they are says the identity, not the address
    elsewhere = Client()
    assert come(elsewhere, way, provider).headers["Location"] == "/"
    assert is_signed_in(elsewhere)
    assert SocialAccount.objects.get().extra_data == {}
    assert len(mailoutbox) == 1


def test_staff_take_the_second_step_here_too(council, way, provider, client):
    officer = make.confirmed(make.a_person(council, Role.OFFICER))
    identity = {"provider": f"council-{council.pk}", "uid": "sub-1"}
    SocialAccount.objects.create(user=officer, **identity)
    back = come(client, way, provider)
    assert back.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_an_account_that_is_there_already_is_not_taken_over(
    council, way, provider, client, mailoutbox
):
    rosa = make.confirmed(make.a_person(council, Role.RESIDENT, email="rosa@example.org"))
    come(client, way, provider)
    assert not is_signed_in(client)
    for wrong in ("AAAA-AAAA", "BBBB-BBBB"):
        client.post(CONFIRM, {"code": wrong})
    assert not SocialAccount.objects.exists()
    client.post(CONFIRM, {"code": A_CODE.search(mailoutbox[-1].body)[0]})
    assert SocialAccount.objects.get().user == rosa


def test_an_identity_is_connected_with_the_address_that_was_shown_alone(
    council, way, provider, client, mailoutbox
):
    come(client, way, provider)
    client.post("/accounts/login/", {"email": "somebody.else@example.org"})
    client.post(CONFIRM, {"code": A_CODE.search(mailoutbox[-1].body)[0]})
    assert is_signed_in(client)
    assert not SocialAccount.objects.exists()


# --- What must not let in -------------------------------------------------------------------------

AN_HOUR = 3600
FAULTS = {
    "another issuer": {"told": {"iss": "https://elsewhere.example"}},
    "another audience": {"told": {"aud": "another-client"}},
    "another's nonce": {"told": {"nonce": "another"}},
    "no nonce": {"told": {"nonce": None}},
    "run out": {"told": {"exp": int(time.time()) - AN_HOUR}},
    "never runs out": {"told": {"exp": None}},
    "nobody": {"told": {"sub": ""}},
    "signed by nobody": {"alg": "none"},
    "signed with another key": {"key": ANOTHERS},
    "signed with a shared text": {"alg": "HS256", "key": "k" * 64},
    "an unknown key": {"headers": {"kid": "key-2"}},
    "another issuer answers": {"config": {"issuer": "https://elsewhere.example"}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_right_lets_nobody_in(council, way, provider, client, fault):
    somebody = make.confirmed(make.a_person(council, Role.RESIDENT))
    SocialAccount.objects.create(user=somebody, provider=f"council-{council.pk}", uid="sub-1")
    for name, value in FAULTS[fault].items():
        setattr(provider, name, value)
    back = come(client, way, provider)
    assert NOT_SIGNED_IN in words(back)
    assert not is_signed_in(client)


def test_the_same_without_a_fault_lets_in(council, way, provider, client):
    somebody = make.confirmed(make.a_person(council, Role.RESIDENT))
    SocialAccount.objects.create(user=somebody, provider=f"council-{council.pk}", uid="sub-1")
    come(client, way, provider)
    assert is_signed_in(client)


def test_an_answer_works_once_and_in_the_browser_that_asked(council, way, provider, client):
    somebody = make.confirmed(make.a_person(council, Role.RESIDENT))
    SocialAccount.objects.create(user=somebody, provider=f"council-{council.pk}", uid="sub-1")
    back = provider.come(client.get(way).headers["Location"])
    assert NOT_SIGNED_IN in words(Client().get(back))
    client.get(back)
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert NOT_SIGNED_IN in words(client.get(back))


def test_no_address_of_the_page_says_what_is_asked(council, way, client):
    there = client.get(way, {"auth_params": "nonce=known&prompt=none", "scope": "files"})
    assert "nonce=known" not in there.headers["Location"]
    assert "files" not in there.headers["Location"]


@pytest.mark.parametrize("asked", [{}, {"process": "connect"}])
def test_nobody_who_is_signed_in_gets_an_identity_by_a_link(council, way, provider, client, asked):
    client.force_login(make.a_person(council, Role.RESIDENT))
    assert come(client, way, provider, **asked).headers["Location"] == CONNECT
    assert not SocialAccount.objects.exists()


# --- Somebody who is signed in already ------------------------------------------------------------


def signed_in(client, council):
    """Somebody who has just shown that it is them, as who signs in has."""
    rosa = make.confirmed(make.a_person(council, Role.RESIDENT, email="rosa@home.example"))
    client.force_login(rosa)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()
    return rosa


def test_who_is_signed_in_connects_it_once_they_have_said_so(
    council, way, provider, client, mailoutbox
):
    rosa = signed_in(client, council)
    assert come(client, way, provider, next="/rounds/").headers["Location"] == CONNECT
    assert "Here you are signed in as rosa@home.example." in words(client.get(CONNECT))
    assert not SocialAccount.objects.exists()
    assert client.post(CONNECT).headers["Location"] == "/rounds/"
    identity = SocialAccount.objects.get()
    assert (identity.uid, identity.user, identity.extra_data) == ("sub-1", rosa, {})
    (letter,) = mailoutbox
    assert letter.to == ["rosa@home.example"]
    assert "signed in to with Northbrook" in " ".join(letter.body.split())
    assert client.post(CONNECT).headers["Location"] == "/your-details/"  # it is asked once

    assert come(client, way, provider, next="/rounds/").headers["Location"] == "/rounds/"
    elsewhere = Client()
    come(elsewhere, way, provider)
    assert is_signed_in(elsewhere)


def test_it_is_said_that_another_account_has_it_and_nobody_is_signed_in_as_another(
    council, way, provider, client
):
    another = make.a_person(council, Role.RESIDENT)
    SocialAccount.objects.create(user=another, provider=f"council-{council.pk}", uid="sub-1")
    rosa = signed_in(client, council)
    back = come(client, way, provider, next="/your-details/")
    told = words(client.get(back.headers["Location"]))
    assert "Another account here has your identity at Northbrook." in told
    assert rosa.email in told
    assert SocialAccount.objects.get().user == another


def test_it_is_said_too_where_another_account_was_quicker(council, way, provider, client):
    signed_in(client, council)
    come(client, way, provider)
    another = make.a_person(council, Role.RESIDENT)
    SocialAccount.objects.create(user=another, provider=f"council-{council.pk}", uid="sub-1")
    assert "Another account here has your identity" in words(client.post(CONNECT, follow=True))
    assert SocialAccount.objects.get().user == another


def test_who_was_shown_by_another_provider_is_not_connected(council, way, provider, client):
    signed_in(client, council)
    come(client, way, provider)
    CouncilSignIn.objects.update(client_id="another-client")
    told = words(client.post(CONNECT, follow=True))
    assert "The council has changed where its people sign in." in told
    assert not SocialAccount.objects.exists()


def test_who_signs_in_while_the_provider_changes_is_in_and_not_connected(
    council, way, provider, client, mailoutbox
):
    come(client, way, provider)
    CouncilSignIn.objects.update(client_id="another-client")
    client.post(CONFIRM, {"code": A_CODE.search(mailoutbox[-1].body)[0]})
    assert is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_who_signed_in_long_ago_shows_first_that_it_is_them(council, way, provider, client):
    signed_in(client, council)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
    session.save()
    come(client, way, provider)
    assert "reauthenticate" in client.get(CONNECT).headers["Location"]
    assert "reauthenticate" in client.post(CONNECT).headers["Location"]
    assert not SocialAccount.objects.exists()


def test_without_an_address_there_is_no_account(council, way, provider, client):
    provider.email = None
    told = client.get(come(client, way, provider).headers["Location"])
    assert "has told us no email address" in words(told)


def test_a_provider_that_is_dead_leaves_the_other_ways(council, way, provider, client):
    provider.stop()
    begun = time.monotonic()
    assert NOT_SIGNED_IN in words(client.get(way))
    assert client.get("/accounts/login/").status_code == 200
    assert time.monotonic() - begun < 10


def test_it_is_one_councils_alone(council, way, provider, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    council.host = "north.example"
    council.save()
    make.a_council(host="south.example")
    assert client.get(way, headers={"host": "south.example"}).status_code == 404
    assert client.get(way, headers={"host": "north.example"}).status_code == 302
    page = client.get("/accounts/login/", headers={"host": "south.example"})
    assert "Sign in with Northbrook" not in words(page)


# --- Setting it up --------------------------------------------------------------------------------


def test_an_officer_sets_it_up_and_the_secret_is_sealed_and_never_shown(council, client, audited):
    client.force_login(make.a_person(council, Role.OFFICER))
    page = words(client.get(PAGE))
    assert f"/accounts/oidc/council-{council.pk}/login/callback/" in page
    assert SECRET not in page
    kept = CouncilSignIn.objects.get()
    assert SECRET not in kept.sealed_secret
    use = f"council-sign-in:{council.pk}"
    assert sealed_texts.unseal(kept.sealed_secret, use=use) == SECRET
    same = {"name": "Ours", "issuer": kept.issuer, "client_id": CLIENT, "secret": ""}
    assert client.post(PAGE, same).headers["Location"] == PAGE
    kept.refresh_from_db()
    assert (kept.name, sealed_texts.unseal(kept.sealed_secret, use=use)) == ("Ours", SECRET)
    refused = client.post(PAGE, {**same, "client_id": "another"})
    assert "Enter the secret that belongs to this client" in words(refused)
    assert client.post("/council-sign-in/stop/").headers["Location"] == PAGE
    assert not CouncilSignIn.objects.exists()
    assert {each.act for each in audited()} >= {
        "council_sign_in_set_up",
        "council_sign_in_stopped",
    }


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_nobody_else_sets_it_up(council, role):
    with pytest.raises(PermissionDenied):
        set_up_sign_in(
            by=make.a_person(council, role),
            council=council,
            name="Ours",
            issuer="https://id.example",
            client_id="x",
            secret="y",
            at=make.NOW,
        )


def test_where_people_vote_the_provider_has_https(council, settings):
    settings.HTTPS = True
    facts = {"name": "Ours", "issuer": "http://id.example", "client_id": "x", "secret": "y"}
    with pytest.raises(SignInRefused):
        set_up_sign_in(
            by=make.a_person(council, Role.OFFICER), council=council, at=make.NOW, **facts
        )


# --- Trying it before it is kept ------------------------------------------------------------------

NO_SUCH_PAGE = "{issuer}/nothing"
TRIED = {
    "another issuer": ({"issuer": "https://elsewhere.example"}, "another issuer"),
    "no way to sign in": ({"authorization_endpoint": None}, "authorization_endpoint"),
    "a way that is no address": ({"token_endpoint": "javascript:x"}, "token_endpoint"),
    "no keys": ({"jwks_uri": NO_SUCH_PAGE}, "no provider"),
}


def _tried(council, issuer):
    officer = make.a_person(council, Role.OFFICER)
    set_up_sign_in(
        by=officer,
        council=council,
        name="Ours",
        issuer=issuer,
        client_id="other",
        secret="y",
        at=make.NOW,
    )


@pytest.mark.parametrize("fault", TRIED)
def test_what_answers_wrongly_is_not_kept(council, provider, fault):
    said, words_of_it = TRIED[fault]
    provider.config = {
        name: value.format(issuer=provider.issuer) if value else value
        for name, value in said.items()
    }
    with pytest.raises(SignInRefused, match=words_of_it) as refusal:
        _tried(council, provider.issuer)
    assert refusal.value.about == "issuer"
    assert CouncilSignIn.objects.get().client_id == CLIENT  # the one before stays


def test_where_nobody_answers_nothing_is_kept(council):
    with pytest.raises(SignInRefused, match="Nobody answers"):
        _tried(council, "http://127.0.0.1:9/tenant")


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "[::1]", "localhost"])
def test_in_production_nothing_is_asked_of_our_own_network(council, settings, provider, host):
    settings.PRODUCTION = True
    port = provider.server.server_port
    with pytest.raises(SignInRefused, match="open internet"):
        _tried(council, f"http://{host}:{port}/tenant/v2.0")


def test_the_officer_reads_at_the_field_what_is_wrong(council, client):
    client.force_login(make.a_person(council, Role.OFFICER))
    sent = {"name": "Ours", "issuer": "http://127.0.0.1:9/x", "client_id": "x", "secret": "y"}
    refused = client.post(PAGE, sent)
    assert refused.status_code == 422
    assert "Nobody answers at this address." in words(refused)


@pytest.mark.parametrize(("client_id", "is_kept"), [(CLIENT, True), ("another-client", False)])
def test_of_another_client_nobodys_identity_counts_any_more(council, provider, client_id, is_kept):
    somebody = make.a_person(council, Role.RESIDENT)
    SocialAccount.objects.create(user=somebody, provider=f"council-{council.pk}", uid="sub-1")
    elsewhere = make.a_person(make.a_council(), Role.RESIDENT)
    SocialAccount.objects.create(user=elsewhere, provider="council-0", uid="sub-1")
    set_up_sign_in(
        by=make.a_person(council, Role.OFFICER),
        council=council,
        name="Ours",
        issuer=provider.issuer,
        client_id=client_id,
        secret=SECRET,
        at=make.NOW,
    )
    left = set(SocialAccount.objects.values_list("provider", flat=True))
    assert left == ({f"council-{council.pk}", "council-0"} if is_kept else {"council-0"})
    assert User.objects.filter(pk=somebody.pk).exists()


def test_stopping_it_forgets_them_as_the_next_provider_has_other_people(council, provider):
    somebody = make.a_person(council, Role.RESIDENT)
    SocialAccount.objects.create(user=somebody, provider=f"council-{council.pk}", uid="sub-1")
    elsewhere = make.a_person(make.a_council(), Role.RESIDENT)
    SocialAccount.objects.create(user=elsewhere, provider="council-0", uid="sub-1")
    officer = make.a_person(council, Role.OFFICER)
    stop_sign_in(by=officer, council=council, at=make.NOW)
    assert SocialAccount.objects.get().user == elsewhere

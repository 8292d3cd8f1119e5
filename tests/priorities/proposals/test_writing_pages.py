"""Writing a proposal page by page, as somebody does it: from the round to the confirmation, and
stopping half-way.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.models import Membership, Role, User
from priorities.models import Proposal
from tests import make


@pytest.fixture
def round_(db):
    return make.a_round(
        make.a_sector(make.a_council()), proposing=(-5, 5), voting=(6, 9), at=timezone.now()
    )


@pytest.fixture
def author(client, round_):
    person = make.a_person(round_.council, Role.RESIDENT, name="Rosa Marsden")
    client.force_login(person)
    return person


def start(client, round_) -> Proposal:
    client.post(reverse("start_proposal", args=[round_.slug]))
    return Proposal.objects.get(published_on=None)


def step(draft, name) -> str:
    return reverse("write_proposal", args=[draft.pk, name])


def test_from_the_round_to_the_confirmation(client, round_, author):
    ward, home = make.a_ward(round_.council), make.a_service(round_.sector)
    opening = client.post(reverse("start_proposal", args=[round_.slug]))
    draft = Proposal.objects.get()
    assert opening.url == step(draft, "problem")
    answers = {
        "problem": {"problem": "Visits end at five.", "title": "Longer visits"},
        "idea": {"idea": "Until eight.", "benefit": "Less lonely evenings."},
        "name": {"is_author_named": "True"},
        "where": {"area": ward.pk, "service": home.pk, "cost_pence": "£1,200.50"},
    }
    for name, answer in answers.items():
        assert client.get(step(draft, name)).status_code == 200
        onward = client.post(step(draft, name), answer)
    assert onward.url == reverse("check_proposal", args=[draft.pk])
    page = client.get(onward.url).content.decode()
    for words in (
        "Longer visits",
        "Less lonely evenings.",
        ward.name,
        home.name,
        "£1,201",
        "Rosa Marsden, resident",
    ):
        assert words in page
    published = client.post(
        reverse("publish_proposal", args=[draft.pk]), make.stamped("propose"), follow=True
    )
    assert "Your proposal is published" in published.content.decode()
    assert "Longer visits" in client.get(reverse("proposals", args=[round_.slug])).content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, round_, author):
    draft = start(client, round_)
    page = client.post(
        step(draft, "problem"), {"problem": "Visits end at five.", "title": ""}
    ).content.decode()
    assert "There is a problem" in page
    assert "Enter a short title" in page
    assert "Visits end at five." in page
    page = client.post(step(draft, "where"), {"cost_pence": "a lot"}).content.decode()
    assert 'value="a lot"' in page
    too_long = client.post(
        step(draft, "problem"), {"problem": "x" * 1001, "title": "t"}
    ).content.decode()
    assert "x" * 1001 in too_long


def test_stopping_half_way_keeps_it_and_asks_for_nothing(client, round_, author):
    draft = start(client, round_)
    answer = client.post(
        step(draft, "problem"), {"problem": "Half a thou", "title": "", "later": "yes"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("round_detail", args=[round_.slug])
    assert "Your draft is saved" in answer.content.decode()
    assert (
        "Go on with your draft"
        in client.get(reverse("start_proposal", args=[round_.slug])).content.decode()
    )
    assert start(client, round_) == draft
    assert "Half a thou" in client.get(step(draft, "problem")).content.decode()
    for name in ("idea", "where", "name"):
        assert client.post(step(draft, name), {"later": "yes"}).status_code == 302


def test_a_change_after_the_check_goes_back_to_the_check(client, round_, author):
    draft = start(client, round_)
    answer = client.post(f"{step(draft, 'idea')}?check", {"idea": "Another"})
    assert answer.url == reverse("check_proposal", args=[draft.pk])


def test_publishing_what_is_not_finished_says_what_is_missing(client, round_, author):
    draft = start(client, round_)
    answer = client.post(reverse("publish_proposal", args=[draft.pk]), make.stamped("propose"))
    assert answer.status_code == 422
    assert "what your idea is" in answer.content.decode()
    assert not Proposal.objects.published().exists()
    assert client.get(reverse("publish_proposal", args=[draft.pk])).url == reverse(
        "check_proposal", args=[draft.pk]
    )


def test_what_others_have_said_already_is_shown_before_publishing(client, round_, author):
    alike = make.a_proposal(
        round_,
        title="Visits until eight",
        problem="Evening visits end early.",
        idea="Families stay in the evening.",
    )
    other = make.a_proposal(round_, title="A garden", problem="No green.", idea="Tomatoes.")
    elsewhere = make.a_proposal(
        make.a_round(round_.sector), title=alike.title, problem=alike.problem, idea=alike.idea
    )
    draft = make.a_proposal(
        round_, author, published_on=None, title="Visit longer",
        problem="Visiting ends too early in the evening.", idea="Let a family stay.",
    )  # fmt: skip
    similar = client.get(reverse("check_proposal", args=[draft.pk])).context["similar"]
    assert similar == [alike]
    assert other not in similar
    assert elsewhere not in similar


def test_staff_are_warned_where_a_place_would_give_them_away(client, round_):
    nurse, home = make.with_second_factor(make.a_person()), make.a_service(round_.sector)
    Membership.objects.create(user=nurse, council=round_.council, role=Role.STAFF, service=home)
    client.force_login(nurse)
    draft = start(client, round_)
    assert "do not want to be recognised" in client.get(step(draft, "where")).content.decode()
    client.post(step(draft, "where"), {"service": home.pk})
    check = reverse("check_proposal", args=[draft.pk])
    assert "they may guess that it was you" in client.get(check).content.decode()
    Proposal.objects.update(is_author_named=True)
    assert "they may guess that it was you" not in client.get(check).content.decode()
    assert "do not want to be recognised" not in client.get(step(draft, "where")).content.decode()


def test_the_name_is_asked_for_before_the_place_and_it_is_said_what_is_kept(client, round_, author):
    draft = start(client, round_)
    assert client.post(step(draft, "idea"), {"idea": "Until eight."}).url == step(draft, "name")
    page = client.get(step(draft, "name")).content.decode()
    assert "The platform keeps which account wrote it" in page
    assert "people who run the database could look that up" in page
    assert client.post(step(draft, "name"), {"is_author_named": "False"}).url == step(
        draft, "where"
    )


def test_the_admin_shows_no_draft_and_of_a_proposal_neither_author_nor_time(client, round_, author):
    draft = start(client, round_)
    published = make.a_proposal(round_, author, started_at=make.NOW.replace(minute=47))
    client.force_login(make.with_second_factor(User.objects.create_superuser("root@example.org")))
    listed = client.get(reverse("admin:priorities_proposal_changelist")).content.decode()
    assert published.title in listed
    address = reverse("admin:priorities_proposal_change", args=[published.pk])
    shown = client.get(address).content.decode()
    assert author.name not in shown
    assert ":47" not in shown
    address = reverse("admin:priorities_proposal_change", args=[draft.pk])
    assert client.get(address).status_code == 302


def test_somebody_with_two_roles_chooses_as_which_to_speak(client, round_, author):
    Membership.objects.create(user=author, council=round_.council, role=Role.CARER)
    draft = start(client, round_)
    assert "An unpaid carer" in client.get(step(draft, "name")).content.decode()
    client.post(step(draft, "name"), {"author_role": "carer", "is_author_named": "False"})
    draft.refresh_from_db()
    assert draft.author_role == Role.CARER
    assert "Choose" in client.post(step(draft, "name"), {"author_role": "staff"}).content.decode()


def test_nobody_writes_in_the_draft_of_another(client, round_, author):
    draft = start(client, round_)
    addresses = [
        step(draft, "problem"),
        reverse("check_proposal", args=[draft.pk]),
        reverse("publish_proposal", args=[draft.pk]),
    ]
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address, {"title": "Mine"}).status_code == 404
    client.logout()
    for address in addresses:
        assert client.get(address).url.startswith(reverse("account_login"))


def test_a_stranger_is_shown_what_it_takes_and_where_to_sign_in(client, round_):
    address = reverse("start_proposal", args=[round_.slug])
    assert f"{reverse('account_login')}?next={address}" in client.get(address).content.decode()
    assert client.post(address).status_code == 403
    assert not Proposal.objects.exists()


def test_a_round_that_takes_no_proposals_says_so(client, author):
    closed = make.a_round(
        make.a_sector(author.memberships.get().council), proposing=(-9, -5), at=timezone.now()
    )
    address = reverse("start_proposal", args=[closed.slug])
    assert "not taking proposals now" in client.get(address).content.decode()
    assert client.post(address).status_code == 403


@pytest.mark.parametrize(
    "name", ["start_proposal", "problem", "idea", "where", "name", "check_proposal"]
)
def test_no_page_costs_much(client, round_, author, name, django_assert_max_num_queries):
    for n in range(40):
        make.a_service(round_.sector, make.a_ward(round_.council, f"Ward {n}"))
        make.a_proposal(
            round_, make.a_person(), problem="Visits end early in the evening", idea="Families stay"
        )
    draft = start(client, round_)
    address = (
        reverse(name, args=[round_.slug])
        if name == "start_proposal"
        else reverse(name, args=[draft.pk])
        if name == "check_proposal"
        else step(draft, name)
    )
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_what_keeps_it_from_being_published_leads_to_where_it_is_said(client, round_, author):
    draft = start(client, round_)
    refused = client.post(reverse("publish_proposal", args=[draft.pk]), make.stamped("propose"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'<li><a href="{step(draft, "problem")}?check">' in page
    assert f'<li><a href="{step(draft, "idea")}?check">' in page


def test_names_of_people_are_pointed_out_and_may_be_gone_past(client, round_, author):
    draft = start(client, round_)
    words = {"title": "Visits", "problem": "Mrs Jones in room 12 cries.", "idea": "Ring her son."}
    Proposal.objects.filter(pk=draft.pk).update(**words)
    page = client.get(reverse("check_proposal", args=[draft.pk])).content.decode()
    for said in ("Mrs Jones", "This may name a person.", "room 12", "in which room somebody lives"):
        assert said in page
    client.post(reverse("publish_proposal", args=[draft.pk]), make.stamped("propose"))
    assert Proposal.objects.published().filter(pk=draft.pk).exists()


def test_a_text_about_nobody_is_not_pointed_at(client, round_, author):
    draft = start(client, round_)
    words = {"title": "Visits", "problem": "They end at five.", "idea": "End them at eight."}
    Proposal.objects.filter(pk=draft.pk).update(**words)
    page = client.get(reverse("check_proposal", args=[draft.pk])).content.decode()
    assert "data-people" not in page

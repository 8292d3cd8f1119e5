"""Reading rounds and proposals: what is found, what is hidden, what a page costs, and a file that
runs nothing.
"""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.models import Role
from priorities.models import Phase, Proposal
from tests import make


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def council(db):
    return make.a_council()


@pytest.fixture
def round_(council, now):
    return make.a_round(make.a_sector(council), proposing=(-5, 5), voting=(6, 9), at=now)


def body(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def many(round_, n, now):
    ward, home = make.a_ward(round_.council), make.a_service(round_.sector)
    authors = [make.a_person(round_.council, Role.RESIDENT, name=f"Person {i}") for i in range(5)]
    Proposal.objects.bulk_create(
        Proposal(
            round=round_,
            author=authors[i % 5],
            author_role=Role.RESIDENT,
            is_author_named=True,
            area=ward,
            service=home,
            title=f"Idea number {i}",
            problem="p",
            idea="i",
            started_at=now,
            saved_at=now,
            published_on=(now - timedelta(days=i // 13)).date(),
        )
        for i in range(n)
    )


# --- Rounds ---------------------------------------------------------------------------------------


def test_what_is_open_comes_first(client, council, round_, now):
    over = make.a_round(
        round_.sector, proposing=(-30, -20), voting=(-19, -9), at=now, title="Long ago"
    )
    page = body(client.get(reverse("rounds")))
    assert (
        page.index("Open now")
        < page.index(str(round_.title))
        < page.index("Over, or still to come")
        < page.index(str(over.title))
    )


def test_rounds_are_found_by_words_and_by_sector(client, council, round_, now):
    other = make.a_round(
        make.a_sector(council, "Primary care"), at=now, title="Getting help at the surgery"
    )
    assert str(other.title) in body(client.get(reverse("rounds"), {"q": "SURGERY"}))
    assert str(round_.title) not in body(client.get(reverse("rounds"), {"q": "surgery"}))
    assert str(round_.title) not in body(
        client.get(reverse("rounds"), {"sector": other.sector.slug})
    )
    assert "Nothing found" in body(client.get(reverse("rounds"), {"q": "bicycle"}))


def test_rounds_not_published_or_of_elsewhere_are_not_there(client, council, round_, now):
    make.a_round(round_.sector, at=now, slug="secret", published_at=None, title="Not yet")
    elsewhere = make.a_council(host="elsewhere.example")
    make.a_round(make.a_sector(elsewhere), at=now, slug="theirs", title="Theirs")
    council.host = "testserver"
    council.save()
    page = body(client.get(reverse("rounds")))
    assert "Not yet" not in page
    assert "Theirs" not in page
    for slug in ("secret", "theirs", "nowhere"):
        assert client.get(reverse("round_detail", args=[slug])).status_code == 404
        assert client.get(reverse("proposals", args=[slug])).status_code == 404
        assert client.get(reverse("download_proposals", args=[slug])).status_code == 404
        assert client.get(reverse("start_proposal", args=[slug])).status_code == 404


def test_a_round_says_what_it_is_about_and_offers_what_is_open(client, round_):
    home = make.a_service(round_.sector, name="The Willows")
    round_.services.add(home)
    page = body(client.get(reverse("round_detail", args=[round_.slug])))
    for words in (
        str(round_.question),
        str(round_.what_can_change),
        str(round_.who_decides),
        "The Willows",
        "Write a proposal",
    ):
        assert words in page
    assert page.count("govuk-button--start") == 1


def test_between_phases_a_round_says_what_comes_next(client, council, now):
    found = make.a_round(make.a_sector(council), proposing=(-5, -1), voting=(3, 9), at=now)
    page = body(client.get(reverse("round_detail", args=[found.slug])))
    assert "Write a proposal" not in page
    assert "“Vote” opens on" in page


def test_a_round_in_its_voting_phase_has_not_ended_where_no_vote_has_opened(client, council, now):
    found = make.a_round(make.a_sector(council), at=now)
    page = body(client.get(reverse("round_detail", args=[found.slug])))
    assert "Happening now" in page
    assert "This round has ended" not in page
    assert "“Vote” has begun" in page
    assert "Ended" not in body(client.get(reverse("rounds")))


def test_once_its_vote_is_closed_early_a_phase_is_not_happening_now(client, council):
    at = timezone.now()
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=at), at=at)
    page = reverse("round_detail", args=[poll.round.slug])
    assert "Happening now" in body(client.get(page))
    make.close_early(poll, reason="Enough.", at=timezone.now())
    assert "Happening now" not in body(client.get(page))


def test_while_a_poll_is_open_a_round_offers_the_vote(client, council, now):
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=now), at=now)
    page = body(client.get(reverse("round_detail", args=[poll.round.slug])))
    assert reverse("vote", args=[poll.pk]) in page
    assert "Vote now" in body(client.get(reverse("rounds")))


def test_a_round_shows_its_reader_the_draft_they_began_and_nobody_else(client, round_, now):
    author = make.a_person(round_.council, Role.RESIDENT)
    draft = make.a_proposal(round_, author, published_on=None, title="My half idea")
    address = reverse("round_detail", args=[round_.slug])
    assert draft.title not in body(client.get(address))
    client.force_login(author)
    assert draft.title in body(client.get(address))


# --- Proposals ------------------------------------------------------------------------------------


def test_proposals_are_found_by_words_ward_and_voice(client, round_, now):
    ward = make.a_ward(round_.council)
    visits = make.a_proposal(round_, at=now, title="Longer visits", area=ward)
    garden = make.a_proposal(
        round_, at=now, title="A garden", author_role=Role.STAFF, idea="Tomatoes & beans."
    )
    address = reverse("proposals", args=[round_.slug])

    def titles(**asked):
        page = body(client.get(address, asked))
        return {found.title for found in (visits, garden) if found.title in page}

    assert titles() == {"Longer visits", "A garden"}
    assert titles(q="tomatoes BEANS") == {"A garden"}
    assert titles(ward=ward.code) == {"Longer visits"}
    assert titles(by="staff") == {"A garden"}
    assert titles(by="residents") == {"Longer visits"}
    assert titles(q="tomatoes", by="residents") == set()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"page": "older-1"},
        {"page": "older-99999999999999999-1"},
        {"q": "\u200b"},
        {"ward": "x"},
        {"by": "me"},
    ],
)
def test_an_address_made_up_breaks_nothing(client, round_, nonsense):
    make.a_proposal(round_)
    for name in ("proposals", "download_proposals"):
        assert client.get(reverse(name, args=[round_.slug]), nonsense).status_code == 200


def test_walking_through_the_pages_meets_every_proposal_once_both_ways(client, round_, now):
    many(round_, 60, now)
    address = reverse("proposals", args=[round_.slug])
    seen, href = [], ""
    while href is not None:
        found = client.get(f"{address}{href}").context["page"]
        seen.append([row.pk for row in found.rows])
        href, back = found.next_href, found.previous_href
    assert [len(page) for page in seen] == [24, 24, 12]
    assert sorted(pk for page in seen for pk in page) == sorted(
        Proposal.objects.values_list("pk", flat=True)
    )
    dates = [Proposal.objects.get(pk=pk).published_on for page in seen for pk in page]
    assert dates == sorted(dates, reverse=True)
    assert [row.pk for row in client.get(f"{address}{back}").context["page"].rows] == seen[1]


def test_a_page_keeps_what_narrows_the_list(client, round_, now):
    many(round_, 30, now)
    answer = client.get(reverse("proposals", args=[round_.slug]), {"q": "idea", "by": "residents"})
    assert "q=idea&by=residents&page=older-" in answer.context["page"].next_href
    page = answer.content.decode()
    assert f"{reverse('download_proposals', args=[round_.slug])}?q=idea&amp;by=residents" in page
    whole = client.get(reverse("proposals", args=[round_.slug]), {"page": "all"}).context["page"]
    assert len(whole.rows) == 30


@pytest.mark.parametrize("name", ["rounds", "round_detail", "proposals", "download_proposals"])
def test_a_list_costs_the_same_with_ten_and_with_a_thousand(
    client, round_, now, django_assert_max_num_queries, name
):
    def cost() -> int:
        address = reverse(name, args=[] if name == "rounds" else [round_.slug])
        with django_assert_max_num_queries(10) as queries:
            answer = client.get(address)
            b"".join(answer)
        return len(queries)

    many(round_, 10, now)
    cost()  # this process now knows the council
    few = cost()
    many(round_, 990, now)
    for n in range(20):
        Phase.objects.create(
            round=make.a_round(round_.sector, at=now),
            position=9,
            name=f"{n}",
            opens_at=now,
            closes_at=now + timedelta(1),
        )
    assert cost() == few


def test_one_proposal_costs_little(client, round_, now, django_assert_max_num_queries):
    many(round_, 1, now)
    with django_assert_max_num_queries(8):
        body(client.get(Proposal.objects.get().get_absolute_url()))


def test_a_proposal_shows_its_words_as_they_were_typed(client, round_, now):
    found = make.a_proposal(
        round_,
        at=now,
        title="<b>Bold</b>",
        idea="<script>alert(1)</script>\n\n& tea",
        cost_pence=125001,
    )
    page = body(client.get(found.get_absolute_url()))
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "<p>&amp; tea</p>" in page
    assert "£1,251" in page


def test_a_draft_is_not_found_by_anybody_but_its_author(client, round_, now):
    author = make.a_person(round_.council, Role.RESIDENT)
    draft = make.a_proposal(round_, author, published_on=None)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(make.a_person(round_.council, Role.OFFICER))
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(author)
    assert "This is your draft" in body(client.get(draft.get_absolute_url()))


# --- The file -------------------------------------------------------------------------------------


def table(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode())))


def test_the_file_holds_what_the_list_shows_and_no_name_that_was_kept(client, round_, now):
    author = make.a_person(round_.council, Role.STAFF, name="Dani Kowalski")
    make.a_proposal(
        round_, author, at=now, author_role=Role.STAFF, cost_pence=100, title="Quieter nights"
    )
    make.a_proposal(round_, at=now, published_on=None, title="A draft")
    rows = table(client.get(reverse("download_proposals", args=[round_.slug])))
    assert [len(row) for row in rows] == [10, 10]
    assert rows[1][1:] == [
        "Quieter nights", "Visits end at five.", "Let families stay until eight.", "", "1", "", "",
        "A member of front-line staff", str(now.date()),
    ]  # fmt: skip


def test_no_list_page_or_file_tells_the_name_of_whoever_kept_it(client, round_, now):
    author = make.a_person(
        round_.council, Role.STAFF, name="Dani Kowalski", email="dani@example.org"
    )
    found = make.a_proposal(round_, author, at=now, author_role=Role.STAFF)
    addresses = [
        reverse("round_detail", args=[round_.slug]),
        reverse("proposals", args=[round_.slug]),
        reverse("download_proposals", args=[round_.slug]),
        found.get_absolute_url(),
        "/api/v1/proposals/",
        f"/api/v1/proposals/{found.pk}/",
        f"/api/v1/rounds/{round_.slug}/",
    ]
    for address in addresses:
        told = b"".join(client.get(address)).decode().lower()
        assert "front-line staff" in told or "round" in address
        assert "dani" not in told
        assert "kowalski" not in told

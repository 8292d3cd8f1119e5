"""A result to take away: a card that other sites show, and a poster for a wall."""

import struct

import pytest
from django.urls import reverse
from django.utils import timezone

from outcomes.engines.posters import CardWords, PosterWords, card, poster
from outcomes.models import Card
from tests import make
from tests.engines.charts.test_charts import HOSTILE

WORDS = PosterWords(
    language="en",
    council="Northbrook",
    title="What first?",
    headline="“Bench” came first",
    chosen_heading="What people chose",
    chosen=("Bench", "Lights"),
    voted="12 people voted.",
    next_heading="What happens next",
    next="The committee must answer.",
    scan="Scan the code:",
)


@pytest.mark.parametrize("text", [*HOSTILE, '#eval(read("/etc/passwd"))', "a" * 5000, ""])
def test_a_card_is_of_one_size_whatever_people_write(text):
    png = card(CardWords("en", text, text, text, text))
    assert struct.unpack(">II", png[16:24]) == (1200, 630)


@pytest.mark.parametrize("text", [*HOSTILE, '#eval(read("/etc/passwd"))', "a" * 5000])
def test_a_poster_keeps_what_people_write_as_text_on_one_sheet(text):
    told = PosterWords("cy", *[text] * 4, (text,) * 30, *[text[:300]] * 4)
    printed = poster(told, size="a4", address="https://council.example/polls/1/result/")
    assert printed.startswith(b"%PDF")


@pytest.mark.django_db
class TestOnThePages:
    def test_the_card_is_drawn_in_the_job_and_named_on_the_page(self, client):
        poll = make.a_counted_poll(*[["option-1"]] * 12)
        make.settle()
        assert Card.objects.count() == 2  # English and Welsh
        page = client.get(reverse("poll_result", args=[poll.pk])).content.decode()
        card = reverse("result_card", args=[poll.pk])
        assert f'property="og:image" content="http://testserver{card}"' in page
        assert "12 of 12 voters chose it" in page.partition("og:image:alt")[2].partition(">")[0]
        png = client.get(card)
        assert png["Content-Type"] == "image/png"
        assert struct.unpack(">II", png.content[16:24]) == (1200, 630)

    def test_a_small_poll_s_card_and_poster_tell_no_number(self, client):
        poll = make.a_counted_poll(["option-1"])
        make.settle()
        page = client.get(reverse("poll_result", args=[poll.pk])).content.decode()
        assert "Fewer than 10 people voted" in page.partition("og:description")[2].partition(">")[0]
        assert "1 of 1" not in page
        assert client.get(reverse("result_poster", args=[poll.pk, "a4"])).status_code == 200

    @pytest.mark.parametrize(("size", "status"), [("a4", 200), ("a3", 200), ("a2", 404)])
    def test_the_poster_comes_in_two_sizes(self, client, size, status):
        poll = make.a_counted_poll(*[["option-1"]] * 12)
        make.settle()
        answer = client.get(reverse("result_poster", args=[poll.pk, size]))
        assert answer.status_code == status

    def test_there_is_none_of_an_open_poll(self, client):
        poll = make.an_open_poll()
        assert client.get(reverse("result_card", args=[poll.pk])).status_code == 404
        assert client.get(reverse("result_poster", args=[poll.pk, "a4"])).status_code == 404

    def test_the_page_asks_as_much_of_the_database_however_many_options(
        self, client, django_assert_max_num_queries
    ):
        asked, sector = [], make.a_sector(make.a_council())
        for options in (3, 12):
            names = [f"Option {n}" for n in range(options)]
            ballots = [[f"option-{n % options + 1}"] for n in range(12)]
            facts = {"method": "ranking", "rule": "borda", "seats": 1}
            round_ = make.a_round(sector, at=timezone.now())
            poll = make.a_counted_poll(*ballots, round_=round_, options=names, **facts)
            make.settle()
            address = reverse("poll_result", args=[poll.pk])
            assert client.get(address).status_code == 200
            with django_assert_max_num_queries(20) as captured:
                client.get(address)
            asked.append(len(captured))
        assert asked[0] == asked[1]

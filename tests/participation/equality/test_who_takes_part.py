"""Who takes part is asked of nobody who does not want it, and kept as counts that nobody can join
to a person.
"""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from participation.engines.equality import QUESTIONS
from participation.equality.actions import count_answers
from participation.equality.queries import answers_told
from participation.models import EqualityCount, Role
from tests import make

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2027, 3, 9), date(2027, 4, 1)


@pytest.fixture
def council():
    return make.a_council(host="testserver")


def say(client, **answers):
    address = reverse("say_who_takes_part")
    return client.post(address, make.stamped("equality", **answers))


def counts():
    return set(EqualityCount.objects.values_list("month", "question", "answer", "people"))


def test_answers_become_counts_of_the_month(council):
    count_answers(council=council, answers={"age": "75", "sex": "female"}, on=MARCH)
    count_answers(council=council, answers={"age": "75", "sex": "", "religion": "x"}, on=MARCH)
    month = date(2027, 3, 1)
    assert counts() == {(month, "age", "75", 2), (month, "sex", "female", 1)}


def test_the_table_knows_of_nobody():
    kinds = {each.name: each.get_internal_type() for each in EqualityCount._meta.concrete_fields}
    assert kinds == {
        "id": "BigAutoField",
        "council": "ForeignKey",
        "month": "DateField",
        "question": "CharField",
        "answer": "CharField",
        "people": "PositiveIntegerField",
    }


def test_the_page_asks_in_the_words_of_the_standards_and_needs_nothing(council, client):
    page = client.get(reverse("say_who_takes_part")).content.decode()
    for question in QUESTIONS.values():
        assert str(question.asks) in page
    assert page.count("Prefer not to say") == len(QUESTIONS)
    assert say(client).status_code == 302
    assert counts() == set()
    answer = say(client, age="75", sex="not-said")
    assert answer.url.startswith(reverse("who_takes_part"))
    assert {each[1:] for each in counts()} == {("age", "75", 1), ("sex", "not-said", 1)}
    assert not Session.objects.exists()


def test_the_answer_of_somebody_signed_in_is_joined_to_nothing(council, client):
    client.force_login(make.a_person(council, Role.RESIDENT))
    before = list(Session.objects.values_list("session_data", flat=True))
    say(client, age="75")
    assert list(Session.objects.values_list("session_data", flat=True)) == before


def test_it_is_told_in_groups_of_ten_once_the_month_is_over(council, client):
    for answer, people in {"75": 12, "65-74": 11, "16-24": 2}.items():
        for _ in range(people):
            count_answers(council=council, answers={"age": answer}, on=MARCH)
    assert not any(each.groups for each in answers_told(council, on=MARCH))
    age = answers_told(council, on=APRIL)[0]
    assert age.groups == [("75 or over", 10), ("65 to 74; 16 to 24", 15)]
    other = make.a_council()
    assert not any(each.groups for each in answers_told(other, on=APRIL))


def test_it_is_asked_after_a_vote_and_never_before(council, client):
    link = reverse("say_who_takes_part")
    resident = make.a_voter(council)
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=timezone.now()))
    client.force_login(resident)
    vote = reverse("vote", args=[poll.pk])
    before = [vote, f"{vote}choose/{poll.questions.get().key}/", reverse("home")]
    for address in before:
        assert link not in client.get(address, follow=True).content.decode()
    assert link in client.get(reverse("your_data")).content.decode()

"""What somebody has chosen and not cast: it travels in the body of each form, through every proof
that the booth asks for, in the order of their paper; and it is kept nowhere.
"""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from participation.models import Elector
from priorities.models import SealedBallot
from tests import make
from tests.priorities.ballots.test_voting_pages import CODE, hidden, text, url

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
MARKED = "option-2"


@pytest.fixture
def poll():
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    make.a_postcode(make.a_ward(round_.council), "NB1 1AA")
    return make.an_open_poll(
        round_, options=[f"Option {n}" for n in range(8)], proofs_asked=[{"email", "postcode"}]
    )


def traces(client):
    """How often the option that was chosen stands in any table, session or cache."""
    kept = repr(dict(client.session)) + repr(vars(caches["local"])) + repr(vars(caches["default"]))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            kept += repr(cursor.fetchall())
    return kept.count(MARKED)


def order(page):
    return list(dict.fromkeys(re.findall(r"option-\d", page.content.decode())))


class Booth:
    """A stranger's way through the booth; `on` sends on what the last page carries."""

    def __init__(self, client, poll, mailoutbox):
        self.client, self.poll, self.mail = client, poll, mailoutbox
        self.paper = client.get(url("choose", poll))
        seed = hidden(self.paper, ":seed")
        self.page = client.post(url("check_choices", poll), {QUESTION: [MARKED], ":seed": seed})

    def on(self, name, **fields):
        carried = {field: hidden(self.page, field) for field in ("ballot", ":seed")}
        self.page = self.client.post(url(name, self.poll), carried | fields)
        return self.page

    def proofs(self):
        """Each page of the proofs, after what was typed there was right."""
        yield self.on("prove_address", email="ann@example.org")
        code = re.search(r"^[A-Z0-9]{4}-?[A-Z0-9]{4}$", self.mail[0].body, re.MULTILINE)[0]
        yield self.on("prove_emailed_code", emailed_code=code)
        yield self.on("prove_postcode", postcode="NB1 1AA")


def test_they_survive_every_proof_and_are_kept_nowhere(client, poll, mailoutbox):
    before = traces(client)
    booth = Booth(client, poll, mailoutbox)
    for page in booth.proofs():
        assert page.status_code == 200
        assert traces(client) == before
        assert not SealedBallot.objects.exists()
    assert "Check your vote" in text(booth.page)
    sent = {name: hidden(booth.page, name) for name in ("ballot", "receipt_secret")}
    assert CODE.search(text(client.post(url("cast_ballot", poll), sent)))
    assert SealedBallot.objects.count() == 1
    assert traces(client) == before, "the ballot is sealed"


def test_whoever_goes_back_from_any_page_finds_their_paper_as_it_was(client, poll, mailoutbox):
    booth = Booth(client, poll, mailoutbox)
    for _page in booth.proofs():
        carried = {field: hidden(booth.page, field) for field in ("ballot", ":seed")}
        back = client.post(url("choose", poll), carried)
        assert order(back) == order(booth.paper)
        assert re.search(rf'value="{MARKED}"[^>]*checked', back.content.decode())


def test_when_voting_closes_in_between_nothing_is_left_of_them(client, poll, mailoutbox):
    booth = Booth(client, poll, mailoutbox)
    steps = booth.proofs()
    next(steps)
    next(steps)
    before = traces(client)
    make.close_early(poll, reason="Enough.", at=timezone.now())
    late = next(steps)
    assert (late.status_code, "Voting has closed" in text(late)) == (409, True)
    assert "Option 1" not in text(late)
    assert traces(client) == before
    assert not SealedBallot.objects.exists()


def test_whoever_leaves_without_casting_is_nobody(client, poll, mailoutbox):
    booth = Booth(client, poll, mailoutbox)
    list(booth.proofs())
    client.post(reverse("account_logout"))
    assert not SealedBallot.objects.exists()
    assert Elector.objects.count() <= 1, "an elector is no ballot"
    again = client.get(url("choose", poll))
    assert "checked" not in again.content.decode()

"""Findings, commitments, measures and summaries as programs read them."""

import pytest
from django.utils import timezone

from outcomes.indicators.actions.releases import import_release
from outcomes.models import Summary
from participation.models import Role
from priorities.models import Round
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    found = make.a_counted_poll(*[["option-1"]] * 9, *[["option-2"]] * 3)
    make.settle()
    return found


def rows(client, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200
    return response.json()["results"]


def test_findings_with_their_numbers(client, poll):
    told = {finding["we_heard"]: finding for finding in rows(client, "findings/")}
    first, second = told["“Bench” came first of 3."], told["“Lights” came second of 3."]
    assert (first["people"], first["out_of"], first["answer"]) == (9, 12, "not_yet")
    assert (second["people"], second["out_of"]) == (3, 12)
    assert client.get(f"/api/v1/findings/{first['id']}/").json() == first


def test_findings_can_be_asked_for_by_their_answer(client, poll):
    assert len(rows(client, "findings/?answer=not_yet")) == 2
    assert rows(client, "findings/?answer=will") == []
    assert client.get("/api/v1/findings/?answer=perhaps").status_code == 400


def test_commitments(client):
    commitment = make.a_commitment(title="Open evenings", budget_pence=800_000)
    (told,) = rows(client, "commitments/")
    assert (told["id"], told["title"], told["budget_pence"]) == (
        commitment.pk,
        "Open evenings",
        800_000,
    )
    assert (told["verdict"], told["verdicts"]) == (None, {}), "nothing is published yet"
    assert rows(client, "commitments/?done=true") == []


def test_measures_and_their_figures(client):
    council = make.a_council(area_code="E08000009")
    indicator = make.an_indicator(council)
    head = "indicator,area_code,area_name,period,value"
    text = f"{head}\n{indicator.key},E08000009,Northbrook,2024,71.5\n"
    import_release(
        by=make.a_person(council, Role.OFFICER),
        council=council,
        title="Ratings",
        source="CQC",
        licence="OGL",
        attribution="",
        file=text.encode(),
        at=timezone.now(),
    )
    assert [told["key"] for told in rows(client, "indicators/")] == [indicator.key]
    (figure,) = rows(client, f"observations/?indicator={indicator.key}&place_code=E08000009")
    assert (figure["value"], figure["publisher"], figure["licence"]) == (71.5, "CQC", "OGL")


def test_the_latest_summaries_as_they_were_published(client, poll):
    told = {summary["kind"]: summary for summary in rows(client, "summaries/")}
    assert told["round"]["round"] == poll.round.slug
    assert told["dashboard"]["document"] == Summary.objects.latest_dashboards().get().document
    (question,) = told["round"]["document"]["polls"][0]["result"]["questions"]
    scores = [option["score"] for option in question["options"]]
    assert scores == [9, 3, 0]
    assert question["margin"]["difference"] == 6


def test_what_is_not_published_and_what_is_elsewhere_is_not_told(client, poll):
    make.a_commitment(make.an_answered_finding(poll.round))
    Round.objects.update(published_at=None)
    for path in ("findings/", "commitments/"):
        assert rows(client, path) == []
    assert [summary["kind"] for summary in rows(client, "summaries/")] == ["dashboard"]


def test_it_only_reads(client, poll):
    for path in ("findings/", "commitments/", "indicators/", "observations/", "summaries/"):
        assert (
            client.post(f"/api/v1/{path}", {}, content_type="application/json").status_code == 405
        )


@pytest.mark.parametrize("path", ["findings/", "commitments/"])
def test_a_page_of_many_costs_as_much_as_one_of_few(path, client, django_assert_max_num_queries):
    round_ = make.a_finding().round
    for _ in range(3):
        for _ in range(5):
            make.a_commitment(make.an_answered_finding(round_))
        with django_assert_max_num_queries(6):
            rows(client, path)

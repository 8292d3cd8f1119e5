"""An election held elsewhere: its result page with the rules side by side, and nothing owed because
of it.
"""

import io

import pytest
from django.core.management import call_command

from outcomes import tasks
from outcomes.models import Finding, Summary
from participation.models import Role
from priorities.models import AnalysedResult, Poll
from tests import make
from tests.priorities.imported_elections.test_import_election import APPROVAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(tmp_path):
    make.a_person(make.a_council(), Role.OFFICER)
    file = tmp_path / "street.pb"
    file.write_text(APPROVAL, encoding="utf-8")
    call_command("import_election", file, stdout=io.StringIO())
    make.settle()
    return Poll.objects.get()


def test_its_page_shows_the_rules_side_by_side_with_reasons(
    client, poll, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        page = client.get(f"/polls/{poll.pk}/result/").content.decode()
    for words in (
        "Equal shares",
        "Most votes first",
        "Shared load",
        "Trees was funded",
        "Held elsewhere",
        "Northbrook",
    ):
        assert words in page
    assert "must answer" not in page
    assert "drawn by lot" not in page


def test_nobody_owes_it_an_answer_and_the_dashboard_keeps_silent(poll):
    assert not Finding.objects.exists()
    dashboard = Summary.objects.latest_dashboards().get()
    assert dashboard.document["wants"] == []


def test_one_imported_before_its_comparison_was_kept_shows_it_once_it_is_made_anew(client, poll):
    page = client.get(f"/polls/{poll.pk}/result/").content
    AnalysedResult.objects.all().delete()
    Summary.objects.update(edition=0, inputs_hash="as it was made then")
    tasks.rebuild_outdated_summaries()
    assert client.get(f"/polls/{poll.pk}/result/").content == page
    assert AnalysedResult.objects.filter(result=poll.pk).exists()

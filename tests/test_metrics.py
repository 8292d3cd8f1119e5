"""What operators may measure: off unless asked for, and never about a person."""

import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.running import a_platform, free_port

PERSON = "rosa.marsden@example.org"
KINDS_OF_LABEL = {
    *("view", "method", "status", "transport", "charset", "templatename", "type", "le"),
    *("generation", "implementation", "major", "minor", "patchlevel", "version"),  # of Python
}


def asked(address, **facts):
    try:
        with urlopen(Request(address, **facts), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def test_they_are_off_and_cost_nothing_unless_asked_for():
    assert settings.METRICS is False
    assert not [name for name in settings.MIDDLEWARE if "prometheus" in name]
    assert "django_prometheus" not in settings.INSTALLED_APPS


def test_they_tell_views_and_statuses_at_an_address_of_their_own_and_nobody(tmp_path):
    port = free_port()
    with a_platform(tmp_path, METRICS="1", METRICS_PORT=str(port)) as platform:
        platform.python("from tests import make; make.a_voter(make.a_council())")
        platform.start_web()
        assert asked(f"{platform.base_url}/rounds/?q={PERSON}")[0] == 200
        assert asked(f"{platform.base_url}/proposals/4711/")[0] == 404
        assert (
            asked(f"{platform.base_url}/accounts/login/", data=f"login={PERSON}".encode())[0] == 403
        )
        assert asked(f"{platform.base_url}/metrics")[0] == 404
        told = asked(f"http://127.0.0.1:{port}/metrics")[1]
    assert re.search(
        r'responses_total_by_status_view_method_total\{[^}]*view="rounds"[^}]*\} 1', told
    )
    assert set(re.findall(r'[{,](\w+)="', told)) <= KINDS_OF_LABEL
    labels = set(re.findall(r'="([^"]*)"', told))
    assert not [said for said in labels if re.search("rosa|4711|/rounds", said)]


@pytest.mark.parametrize("word", ["METRICS", "9200"])
def test_no_container_publishes_them(word):
    ports = re.findall(r"ports: .*", (settings.BASE_DIR / "docker-compose.yml").read_text())
    assert ports
    assert not [line for line in ports if word in line]

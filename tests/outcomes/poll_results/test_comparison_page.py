"""An election held elsewhere, counted by each rule: its page in the reader's language."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from participation.models import Role
from priorities.models import Poll
from tests import make, pseudo

LISTED = re.compile(r"<li>([^<]*)</li>")
FILE = """META
key;value
description;Our street decides
num_projects;2
num_votes;10
budget;100
vote_type;approval
currency;GBP
date_begin;01.03.2025
date_end;15.03.2025
PROJECTS
project_id;cost;votes;name
7;60;6;Benches
12;50;6;Trees
VOTES
voter_id;vote
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(tmp_path):
    """Of an election held elsewhere, while the language that nobody speaks is spoken."""
    make.a_person(make.a_council(), Role.OFFICER)
    file = tmp_path / "street.pb"
    votes = [f"{voter};{'7,12' if voter < 6 else ''}\n" for voter in range(10)]
    file.write_text(FILE + "".join(votes))
    call_command("import_election", file, stdout=StringIO())
    with pseudo.spoken(tmp_path / "locale"):
        make.settle()
        yield reverse("poll_result", args=[Poll.objects.get().pk])


def test_how_each_rule_came_about_is_said_in_the_readers_language(client, address):
    english = LISTED.findall(client.get(address).content.decode())
    assert "10 people voted, 4 of them with a blank ballot." in english
    page = client.get(f"/{pseudo.LEFT_TO_RIGHT}{address}").content.decode()
    lines = LISTED.findall(page)
    assert len(lines) == len(english)
    assert [rest for line in lines if (rest := pseudo.escaped(line))] == []

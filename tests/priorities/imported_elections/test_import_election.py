"""A real election from elsewhere: loaded whole with its ballots and counted, or refused with line
and reason.
"""

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation.models import Role
from priorities.engines.counting.formats.pb import read_pb
from priorities.engines.imported_election import ballots_of, count_of
from priorities.imported_elections.actions import import_election
from priorities.models import AnalysedResult, Poll, ResultLine, Round
from priorities.results.actions.analysing import analyse_result
from priorities.results.queries.analyses import analysis_of, not_analysed_in
from tests import make

pytestmark = pytest.mark.django_db

APPROVAL = """META
key;value
description;Our street decides
instance;2025
country;Nowhere
unit;Northbrook
num_projects;4
num_votes;10
budget;100
vote_type;approval
currency;GBP
date_begin;01.03.2025
date_end;15.03.2025
PROJECTS
project_id;cost;votes;name;selected
7;60;6;Benches;1
12;50;6;Trees;0
3;40;4;Lights;1
zebra;10;0;Crossing;0
VOTES
voter_id;vote
a;7,12
b;7,12,3
c;7
d;12,3
e;
f;7,12
g;7,12,3
h;7
i;12,3
j;
"""


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def load(tmp_path, text, *arguments):
    file = tmp_path / "street.pb"
    file.write_text(text, encoding="utf-8")
    out = io.StringIO()
    call_command("import_election", file, *arguments, stdout=out)
    return out.getvalue()


def test_the_count_is_shown_and_what_was_funded(officer, tmp_path):
    told = load(tmp_path, APPROVAL)
    assert "Our street decides, 2025: 10 ballots, 2 of them blank." in told
    assert told.count("funded") == 2
    trees, benches = (
        next(line for line in told.splitlines() if name in line) for name in ("Trees", "Benches")
    )
    assert (
        "funded" in trees
    )  # six votes each: the cheaper of the two comes first, and the other no longer fits
    assert "funded" not in benches


def test_where_it_was_held_is_said_or_that_nobody_knows(officer, tmp_path):
    load(tmp_path, APPROVAL)
    held = Round.objects.get()
    assert held.question_en == "What did people choose in Northbrook, Nowhere?"
    assert held.who_decides_en == Poll.objects.get().imported_from == "Northbrook, Nowhere"

    load(tmp_path, APPROVAL.replace("country;Nowhere\nunit;Northbrook\n", ""))
    unknown = Round.objects.exclude(pk=held.pk).get()
    assert unknown.question_en == "What did people choose in Our street decides, 2025?"
    assert "the file does not say where" in unknown.summary_en
    assert unknown.who_decides_en == "Those who held it"


def test_every_ballot_is_published_and_counts_again_to_the_same(officer, tmp_path):
    load(tmp_path, APPROVAL)
    poll = Poll.objects.get()
    assert (poll.is_certified, poll.is_imported, f"{poll.closed_at:%d %B %H:%M}") == (
        True,
        True,
        "16 March 00:00",
    )
    lines = [line.line for line in ResultLine.objects.all()]
    assert not Poll.objects.unended().exists(), "its end was elsewhere, and no log of ours knows it"
    assert len(lines) == 10
    assert not any("voter" in line for line in lines)
    told = json.loads(poll.result.manifest)
    again = count_of(ballots_of(told["questions"][0], iter(lines)))
    assert list(again.order) == told["result"]["question-1"]["order"]
    assert list(again.winners) == told["result"]["question-1"]["funded"] == ["12", "3"]
    assert again.cost == told["result"]["question-1"]["cost"] == 90


@pytest.mark.parametrize(
    ("kind", "votes", "first"),
    [
        ("choose-1", ["12", "12", "7"] * 4, "12"),
        ("ordinal", ["3,7", "3,12,7", "7,3"] * 4, "3"),
    ],
)
def test_other_ballots_are_loaded_too(officer, tmp_path, kind, votes, first):
    head = APPROVAL.replace("vote_type;approval", f"vote_type;{kind}").replace(
        "num_votes;10", "num_votes;12"
    )
    head = (
        head[: head.index("VOTES")].replace(";votes;", ";score;")
        + "VOTES\nvoter_id;vote\n"
        + "".join(f"voter-{n};{vote}\n" for n, vote in enumerate(votes))
    )
    load(tmp_path, head)
    told = json.loads(Poll.objects.get().result.manifest)
    assert told["result"]["question-1"]["order"][0] == first
    again = count_of(
        ballots_of(told["questions"][0], iter(line.line for line in ResultLine.objects.all()))
    )
    assert list(again.order) == told["result"]["question-1"]["order"]


def test_points_by_place_tell_how_many_ballots_would_have_had_to_be_different(officer, tmp_path):
    """3 leads 7 by 1 point, and one ballot that puts 7 first and leaves 3 out shifts 3 or more."""
    head = APPROVAL.replace("vote_type;approval", "vote_type;ordinal")
    head = head.replace("num_votes;5", "num_votes;3").replace("budget;", "was_budget;")
    head = head[: head.index("VOTES")].replace(";votes;", ";score;")
    load(tmp_path, head + "VOTES\nvoter_id;vote\na;3,7\nb;7,3\nc;3\nd;7,12,3\n")
    margins = Poll.objects.get().result.margins
    assert margins["question-1"]["ballots"] == 1
    assert margins["question-1"]["winner"] == "3"


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (APPROVAL.replace("d;12,3", "d;12,99"), "line 25"),
        (APPROVAL.replace("12;50;6", "12;-50;6"), "line 17"),
        (APPROVAL.replace("3;40;4", "12;40;4"), "line 18"),
        (APPROVAL.replace("PROJECTS\n", ""), "line"),
        ("", "street.pb"),
    ],
)
def test_a_bad_file_is_refused_with_the_line_and_nothing_is_stored(officer, tmp_path, broken, line):
    with pytest.raises(CommandError, match=line) as refused:
        load(tmp_path, broken)
    assert refused.value.returncode == 2
    assert not Poll.objects.exists()
    assert not Round.objects.exists()


def test_the_same_file_twice_is_refused(officer, tmp_path):
    load(tmp_path, APPROVAL)
    with pytest.raises(CommandError, match="already"):
        load(tmp_path, APPROVAL)
    assert Poll.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_officers_load_elections(council, now, role):
    election = read_pb(APPROVAL.encode(), file="street.pb")
    with pytest.raises(PermissionDenied):
        import_election(
            by=make.a_person(council, role),
            council=council,
            election=election,
            file=APPROVAL.encode(),
            at=now,
        )


def test_without_an_officer_the_command_says_what_to_do(council, tmp_path):
    with pytest.raises(CommandError, match="--by"):
        load(tmp_path, APPROVAL)


def test_the_rules_stand_side_by_side_with_their_explanations(officer, tmp_path):
    load(tmp_path, APPROVAL)
    [question] = analysis_of(Poll.objects.get()).questions.values()
    equal_shares, greedy, phragmen = question.rules
    assert (equal_shares.rule, greedy.rule, phragmen.rule) == ("equal-shares", "greedy", "phragmen")
    assert (greedy.winners, greedy.cost, question.has_budget) == (("12", "3"), 90, True)
    assert any("Trees was funded" in str(line) for line in greedy.explanation)
    assert equal_shares.difference == ()
    assert greedy.difference


def test_they_are_counted_once_at_the_import(officer, tmp_path):
    load(tmp_path, APPROVAL)
    poll = Poll.objects.get()
    with CaptureQueriesContext(connection) as captured:
        assert analysis_of(poll)
    assert len(captured) == 1
    assert "priorities_resultline" not in captured[0]["sql"]


def test_one_imported_before_they_were_kept_is_counted_once_more(officer, tmp_path):
    load(tmp_path, APPROVAL)
    poll = Poll.objects.get()
    kept = analysis_of(poll)
    assert not not_analysed_in(poll.round)
    AnalysedResult.objects.all().delete()
    assert not_analysed_in(poll.round) == [poll]
    for _ in range(2):
        analyse_result(poll=poll)
    assert analysis_of(poll) == kept

"""The shell's count: every rule and variant can be chosen, and nothing that is asked for is passed
over in silence.
"""

import json

import pytest
from django.core.management import CommandError, call_command

from priorities.engines.counting.rules import RULES
from priorities.management.commands.count import OPTIONS

# Votes: park 4, bench 3, pond 3, lamp 1; points: park 4, bench 9, pond 3, lamp 5.
POINTS = """META
key;value
budget;100
vote_type;cumulative
num_votes;5
PROJECTS
project_id;cost;name
park;60;Park
bench;50;Bench
pond;30;Pond
lamp;10;Lamp
VOTES
voter_id;vote;points
1;park,bench;1,3
2;park,bench;1,3
3;park,bench;1,3
4;park,pond;1,1
5;pond,pond,lamp;1,1,5
"""
WARD = """2,2,
3,1,2,
2,2,1,
"Candidate 1","Ann","Green (Gr)",
"Candidate 2","Bob","Labour (Lab)",
""Upper, Lower"",
"""


@pytest.fixture
def count(tmp_path, capsys):
    (tmp_path / "a.pb").write_text(POINTS)
    (tmp_path / "a.csv").write_text(WARD)

    def counted(*options, file="a.pb"):
        call_command("count", str(tmp_path / file), *options)
        return capsys.readouterr()

    return counted


def winners(count, *options):
    return json.loads(count(*options, "--format", "json").out)["winners"]


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ([], ["park", "pond", "lamp"]),
        (["--stop-at-misfit"], ["park"]),
        (["--stop-at-misfit", "--reserve-from", "1/2"], ["park", "bench"]),
        (["--threshold", "2"], ["park", "pond"]),
        (["--exclusive", "park,pond"], ["park", "lamp"]),
        (["--exclusive", "park,pond", "--exclusive", "lamp,park"], ["park"]),
        (["--satisfaction", "points"], ["lamp", "bench", "pond"]),
        (["--satisfaction", "points", "--undivided"], ["bench", "lamp", "pond"]),
    ],
)
def test_the_variants_of_cities_can_be_chosen(count, options, chosen):
    assert winners(count, "--rule", "greedy", *options) == chosen


def test_ending_at_the_first_that_does_not_fit_is_a_rule_of_its_own(count):
    assert winners(count, "--rule", "greedy-no-skip") == ["park"]


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        (
            ["--rule", "greedy", "--completion", "add1"],
            "--completion makes no difference",
        ),
        (["--rule", "phragmen", "--satisfaction", "points"], "--satisfaction makes no difference"),
        (["--rule", "equal-shares", "--threshold", "3"], "--threshold makes no difference"),
        (["--rule", "greedy", "--seats", "3"], "--seats makes no difference"),
        (["--rule", "greedy-no-skip", "--stop-at-misfit"], "It is for greedy."),
        (["--rule", "greedy", "--reserve-from", "1/2"], "--reserve-from needs --stop-at-misfit"),
        (["--rule", "greedy", "--undivided"], "--undivided needs another --satisfaction"),
        (["--rule", "greedy", "--exclusive", "park,palace"], "not an option"),
    ],
)
def test_what_would_make_no_difference_is_refused(count, options, refusal):
    with pytest.raises(CommandError, match=refusal):
        count(*options)


# An option of the shell as it is given, by its name.
GIVEN = {
    "seats": ["--seats", "2"],
    "satisfaction": ["--satisfaction", "cardinality"],
    "completion": ["--completion", "add1"],
    "integral_start": ["--integral-start"],
    "threshold": ["--threshold", "2"],
    "stop_at_misfit": ["--stop-at-misfit"],
    "reserve_from": ["--reserve-from", "1/2"],
    "exclusive": ["--exclusive", "park,pond"],
    "undivided": ["--undivided"],
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("option", OPTIONS)
def test_each_rule_refuses_each_option_that_it_does_not_use_and_no_other(count, option, rule):
    is_used = OPTIONS[option] in RULES[rule].takes
    flag = GIVEN[option][0]
    refused = refusal(count, "--rule", rule, *GIVEN[option])
    assert (f"{flag} makes no difference to {rule}." in refused) != is_used


def refusal(count, *options):
    """The words with which a count is refused; "" where it is not."""
    try:
        count(*options)
    except CommandError as refused:
        return str(refused)
    return ""


def test_every_option_that_changes_a_count_is_refused_where_it_does_not():
    assert GIVEN.keys() == OPTIONS.keys()
    assert set(OPTIONS.values()) | {"place_points", "most_points"} == set().union(
        *(rule.takes for rule in RULES.values())
    )


def test_a_refusal_is_in_the_language_that_is_spoken(count, monkeypatch):
    def spoken(words):
        return f"<{words}>"

    monkeypatch.setattr("priorities.management.commands.count._", spoken)
    for options in (
        ["--rule", "greedy", "--completion", "add1"],
        ["--rule", "greedy", "--reserve-from", "1/2"],
        ["--rule", "greedy", "--undivided"],
        ["--rule", "greedy", "--threshold", "0"],
        ["--rule", "greedy", "--reserve-from", "2"],
        ["--rule", "greedy", "--reserve-from", "some"],
    ):
        with pytest.raises(CommandError, match=r"<.*>"):
            count(*options)


def test_beside_each_other_each_rule_takes_what_it_uses(count):
    told = count("--rule", "greedy", "--compare", "equal-shares", "--completion", "add1").out
    assert "equal-shares (completion: add1, raised by: 1, satisfaction: cost" in told
    assert "greedy (satisfaction: cost" in told
    assert "Budget: 100" in told
    with pytest.raises(CommandError, match="--seats"):
        count("--compare", "--seats", "2")


def test_other_numbers_of_seats_are_said(count):
    told = count("--rule", "stv", "--compare", "irv", "borda", file="a.csv").out
    assert "These do not fill as many seats as each other: stv 2, irv 1, borda 2." in told


def test_transferable_votes_have_their_sheet(count):
    told = count("--rule", "stv", file="a.csv").out
    assert "Votes after each stage; needed to be elected: 2" in told


def test_what_was_odd_is_said_with_its_line(count):
    assert "line 18: the vote names a project twice; its points are added up." in count().err
    assert "line 6: a name is quoted more than once" in count(file="a.csv").err

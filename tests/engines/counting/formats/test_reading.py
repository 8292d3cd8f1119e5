"""Reading files: rows that span lines, blocks of any size, what is said of the whole file, and
limits met exactly.
"""

import random

import pytest

from priorities.engines.counting.ballots import Kind, Option
from priorities.engines.counting.formats import FORMATS, read
from priorities.engines.counting.formats.columns import _ODD
from priorities.engines.counting.formats.pb import read_pb
from priorities.engines.counting.formats.preflib import read_preflib
from priorities.engines.counting.formats.published import Asked, PublishedBallot, elections
from priorities.engines.counting.formats.published.lines import Choice
from priorities.engines.counting.formats.refusals import FileRefused
from tests.engines.counting.formats.broken_files import GOOD

TWO_LINES = GOOD["a.pb"].replace("1;700;Bench", '1;700;"Ben\nch"')
TAG = "0" * 32


def refused(data: str, file: str) -> str:
    with pytest.raises(FileRefused) as refusal:
        read(data.encode(), file=file)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '1;700;"Ben\nch"',
            '1;700;"Ben\nch";x',
            "line 7: there are 4 cells where the heading has 3.",
        ),
        (
            '1;700;"Ben\nch"',
            '"1,2";700;"Ben\nch"',
            "line 7: the project has no id, or one with a comma or semicolon.",
        ),
        ('1;700;"Ben\nch"', '1;7x;"Ben\nch"', 'line 7: "7x" is not an amount of money.'),
        ("2;50.5;Trees", '1;50.5;"Tre\nes"', 'line 9: project "1" stands here twice.'),
        ("budget;1000", 'budget;1000\nbudget;"1\n2"', 'line 4: META says "budget" twice.'),
        ("META\n", '"ME\nTA"\n', "line 1: a .pb file begins with the word META."),
        (
            "project_id;cost;name",
            'project_id;cost;"na\nme";cost',
            "line 6: the heading names a column twice.",
        ),
        ("project_id;cost;name", 'project;"co\nst";name', "line 6: the heading lacks project_id."),
    ],
)
def test_a_row_over_several_lines_is_named_by_its_first(old: str, new: str, words: str) -> None:
    assert TWO_LINES.count(old) == 1
    assert words in refused(TWO_LINES.replace(old, new), "a.pb")


def test_a_pb_file_has_its_description_as_title_and_keeps_its_notices() -> None:
    text = GOOD["a.pb"].replace(
        "budget;1000", "budget;1000\ndescription;Our; streets;\nnum_votes;9"
    )
    election = read(text.encode(), file="a.pb")
    assert election.title == "Our; streets"
    assert [notice.text for notice in election.notices] == [
        "num_votes says 9, but the file holds 2."
    ]
    assert read(GOOD["a.pb"].encode(), file="a.pb").title == ""
    assert [option.name for option in read(GOOD["b.pb"].encode(), file="b.pb").ballots.options] == [
        "",
        "",
    ]


@pytest.mark.parametrize("block", [1, 5, 9, 20])
def test_votes_are_read_the_same_in_blocks_of_any_size(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = "".join(f"{voter};{1 + voter % 2}{',2' * (voter % 2 == 0)}\n" for voter in range(1, 12))
    data = GOOD["a.pb"].replace("1;1,2\n2;2\n", votes).encode()
    at_once = read_pb(data, file="a.pb").ballots
    monkeypatch.setattr("priorities.engines.counting.formats.pb.sheets.BLOCK", block)
    in_blocks = read_pb(data, file="a.pb").ballots
    assert in_blocks.marks() == at_once.marks()
    assert len(in_blocks) == 11
    with pytest.raises(FileRefused) as refusal:
        read_pb(data + b"12;1\n13;7\n14;2\n", file="a.pb")
    assert str(refusal.value) == 'a.pb, line 23: the vote names "7", which is not a project.'
    with pytest.raises(FileRefused) as refusal:
        read_pb(data + b"12;1\n13;\xff\n", file="a.pb")
    assert refusal.value.line == 23


def test_money_of_any_fineness_is_read_exactly() -> None:
    for text, cost, unit in (("700", 7000, 10), ("700.25", 70025, 100), ("700.125", 700125, 1000)):
        ballots = read(GOOD["a.pb"].replace("1;700", f"1;{text}").encode(), file="a.pb").ballots
        assert (ballots.unit, ballots.options[0].cost) == (unit, cost)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("a.txt", f"a.txt: the name must end in {', '.join(FORMATS)}."),
        ("a", f"a: the name must end in {', '.join(FORMATS)}."),
    ],
)
def test_a_file_of_another_ending_is_told_which_there_are(file: str, words: str) -> None:
    assert refused("", file) == words


def test_a_preflib_file_is_known_by_its_ending() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_preflib(GOOD["a.soc"].encode(), file="a.pb")
    assert str(refusal.value) == "a.pb: the name must end in soc, soi, toc, toi."


def test_published_lines_of_blank_ballots_alone_do_not_tell_the_options() -> None:
    blank = GOOD["a.jsonl"].replace('["1"]', "[]").replace('["1","2"]', "[]")
    assert (
        refused(blank, "a.jsonl") == "a.jsonl: every ballot is blank, so the options are not known."
    )


@pytest.mark.parametrize(
    ("kind", "question", "choice", "words"),
    [
        (Kind.APPROVAL, "r" * 50, (), f'nobody asked the question "{"r" * 40}".'),
        (Kind.APPROVAL, "parks", {"1": 1}, "the choice does not fit approval ballots."),
        (
            Kind.APPROVAL,
            "parks",
            ("3",),
            "the ballot names an option that its question does not have.",
        ),
        (Kind.APPROVAL, "parks", ("2", "1"), "the options are not in order."),
        (Kind.SINGLE, "parks", ("1", "2"), "the ballot names more than one option."),
    ],
)
def test_a_published_ballot_keeps_to_its_question(
    kind: Kind, question: str, choice: Choice, words: str
) -> None:
    asked = {"parks": Asked(kind, (Option("1"), Option("2")))}
    fine = PublishedBallot((), "email", "parks", TAG, "p")
    odd = PublishedBallot(choice, "email", question, TAG, "p")
    with pytest.raises(FileRefused) as refusal:
        elections([fine, odd], asked, file="x.jsonl")
    assert str(refusal.value) == f"x.jsonl, line 2: {words}"


def test_a_question_that_cannot_be_counted_names_the_file() -> None:
    most = PublishedBallot({"1": 2**53 - 1}, "email", "parks", TAG, "p")
    assert (
        elections([most], {"parks": Asked(Kind.POINTS, (Option("1"),))}, file="x")[
            "parks"
        ].ballots.values
        is not None
    )
    with pytest.raises(FileRefused) as refusal:
        elections([], {"parks": Asked(Kind.APPROVAL, ())}, file="x.jsonl")
    assert str(refusal.value) == "x.jsonl: There are no options, or two with one id."


def test_lists_among_points_are_refused() -> None:
    lines = GOOD["a.jsonl"].replace('["1"]', '{"1":9007199254740991}').replace('["1","2"]', "[]")
    assert refused(lines, "a.jsonl") == "a.jsonl, line 2: the choice does not fit points ballots."


def test_withdrawals_over_several_lines_are_taken_together() -> None:
    three = '3 1\n-1\n-2\n3 1 2 3 0\n1 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Club"\n'
    assert [option.name for option in read(three.encode(), file="a.blt").ballots.options] == ["Cy"]


def test_a_name_made_up_to_look_like_a_projects_to_the_quick_search_is_refused() -> None:
    """Names are found by sums of their 64-bit words; this one has the sum of the project's, and its
    length and end.
    """
    name = b"project-number-17-17"
    first, second, _ = (int.from_bytes(name[at : at + 8], "little") for at in (0, 8, 16))
    one, other = ((_ODD * (2 * 64 * place + 1)) % 2**64 for place in (0, 1))
    dice = random.Random(17)
    while True:
        changed = bytes(dice.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(8))
        rest = (
            (first * one + (second - int.from_bytes(changed, "little")) * other)
            * pow(one, -1, 2**64)
            % 2**64
        )
        forged = rest.to_bytes(8, "little") + changed + name[16:]
        if forged.isascii() and forged.decode().isprintable() and not set(forged) & set(b' ,;"'):
            break
    like_it = b"another-number-17-17"
    data = (
        GOOD["a.pb"]
        .encode()
        .replace(b"1;700", name + b";700")
        .replace(b"2;50.5", like_it + b";50.5")
    )
    data = data.replace(b"1;1,2", b"1;" + name + b"," + like_it).replace(b"2;2", b"2;" + like_it)
    assert read_pb(data, file="a.pb").ballots.marks() == [
        {name.decode(): 1, like_it.decode(): 1},
        {like_it.decode(): 1},
    ]
    with pytest.raises(FileRefused) as refusal:
        read_pb(data.replace(b"2;" + like_it + b"\n", b"2;" + forged + b"\n"), file="a.pb")
    assert (
        str(refusal.value)
        == f'a.pb, line 12: the vote names "{forged.decode()}", which is not a project.'
    )

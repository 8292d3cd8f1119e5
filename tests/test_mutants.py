"""The tool that breaks the application: what it breaks, which tests it asks, what it remembers."""

import ast
import json
from pathlib import Path

import pytest

from bench.mutants.application import Results, changed_last_first, figures, is_named, record
from bench.mutants.faults import DRAWN, NARROWING, faults_of, own_narrowings
from bench.mutants.reach import MOST_SECONDS, Reach, hash_of

HOUSE = Path(__file__).resolve().parent.parent
APPS = ("coopservices", "participation", "priorities", "outcomes")


def broken(text, file="priorities/polls/actions.py", narrowing=NARROWING):
    """Each kind of fault with what becomes of the text by it."""
    code = text.encode()
    found = faults_of(file, code, narrowing)
    return [(fault.kind, fault.in_text(code).decode()) for fault in found]


@pytest.mark.parametrize(
    ("line", "kind", "becomes"),
    [
        ("require(may_vote(by))", "require left out", "pass"),
        ("audit.record('x', by=by)", "record left out", "pass"),
        ("if not by: return", "guard left out", "if False: return"),
        ("if by:\n        a()\n        b()", "condition negated", "if not (by):"),
        ("return a < b", "comparison swapped", "return a <= b"),
        ("return a >= b", "comparison swapped", "return a > b"),
        ("return a not in b", "comparison swapped", "return a in b"),
        ("return a and b", "part left out", "return ((a))"),
        ("return Q(a=1) & ~Q(b=2)", "part left out", "return Q(a=1)"),
        ("return not by", "negation left out", "return (by)"),
        ("return True", "answer turned", "return False"),
        ("return [a for a in b if a]", "condition left out", "return [a for a in b if True]"),
        ("return P.objects.of(c).first()", "of left out", "return P.objects.all().first()"),
        (
            "return P.objects.select_for_update().get()",
            "select_for_update left out",
            "return P.objects.all().get()",
        ),
        ("return f.filter(a=1, b=2)", "a left out", "return f.filter( b=2)"),
        ("return f.filter(at__lte=at)", "comparison swapped", "return f.filter(at__lt=at)"),
        ("return page(r, status=422)", "status changed", "return page(r, status=200)"),
    ],
)
def test_what_is_broken(line, kind, becomes):
    text = f"def act(by):\n    {line}\n"
    changes = broken(text, narrowing=NARROWING | {"of"})
    assert any(each == kind and f"\n    {becomes}" in after for each, after in changes)
    for _, after in changes:
        ast.parse(after)


def test_a_decorator_is_left_out_but_not_one_that_shapes():
    text = "@never_cache\n@property\ndef a():\n    pass\n"
    after = "@(lambda thing: thing)\n@property\ndef a():\n    pass\n"
    assert broken(text) == [("decorator left out", after)]


def test_a_permission_is_given_to_all():
    text = "def may_vote(by):\n    return holds(by)\n"
    assert broken(text, "priorities/polls/permissions.py") == [
        ("always allowed", text.replace("holds(by)", "True"))
    ]


def test_types_and_constraints_are_not_broken():
    text = (
        "class A:\n    b: int | None = None\n"
        "    class Meta:\n        ordering = [not 1]\n"
        "    def c(self, d: int | None) -> str | None:\n        e: int | None = d\n"
    )
    assert broken(text) == []


def test_entries_of_settings_are_left_out_and_switches_turned():
    text = "HEARD = {'a': ['b'], 'c': {'d': True}}\nON = True\nFEW = ['e', 'f']\n"
    after = [after for _, after in broken(text, "coopservices/settings.py")]
    assert "HEARD = {'a': [*()], 'c': {'d': True}}\n" in "".join(after)
    assert "HEARD = {'a': ['b'], **{}}\n" in "".join(after)
    assert "ON = False\n" in "".join(after)
    assert "FEW = ['e', *()]\n" in "".join(after)
    for each in after:
        ast.parse(each)


def test_a_template_loses_its_token_its_guard_and_its_part():
    text = '<form>{% csrf_token %}</form>{% if may %}x{% endif %}{% include "a.html" %}'
    assert broken(text, "templates/a.html") == [
        ("no token", text.replace("{% csrf_token %}", "")),
        ("shown to all", text.replace("may", "1")),
        ("part left out", text.replace('{% include "a.html" %}', "")),
    ]


def test_places_count_in_bytes():
    text = 'def a():\n    return "Tŷ cyngor" if b < c else d  # ŵ\n'
    assert ("comparison swapped", text.replace("<", "<=")) in broken(text)


def test_whatever_is_broken_can_still_be_read():
    narrowing = NARROWING | own_narrowings(HOUSE, APPS)
    assert {"of", "visible_to", "published"} <= narrowing
    for file in ("priorities/ballots/views.py", "outcomes/commitments/models.py"):
        code = (HOUSE / file).read_bytes()
        faults = faults_of(file, code, narrowing)
        assert len({fault.name for fault in faults}) == len(faults) > 10
        for fault in faults:
            ast.parse(fault.in_text(code))


# --- Which tests are asked ------------------------------------------------------------------------

FILE = "priorities/polls/actions.py"
TEXT = b"def act(by):\n    require(by)\n    return None\n\n\n@never_cache\ndef other():\n    pass\n"
FAULTS = {fault.kind: fault for fault in faults_of(FILE, TEXT)}
NEAR, FAR = "tests/priorities/polls/test_a.py::test_a", "tests/test_b.py::test_b"
READS = "tests/test_house.py::test_c"


def test_a_fault_of_a_template_is_asked_of_the_tests_that_draw_it():
    (fault,) = faults_of("templates/a.html", b"one\n{% if a %}b{% endif %}")
    drawn = Reach({"tests/test_a.py::test_it": 1}, {"templates/a.html": {DRAWN[0]: {0}}})
    assert drawn.of(fault) == ["tests/test_a.py::test_it"]


def a_reach(tests, **lines):
    found = {FILE: {int(line[1:]): set(numbers) for line, numbers in lines.items()}}
    return Reach(tests, found)


def test_the_tests_that_run_the_line_are_asked_the_nearest_first():
    reach = a_reach({FAR: 1, NEAR: 2, READS: 1}, _2=[0, 1], _8=[1])
    assert reach.of(FAULTS["require left out"]) == [NEAR, FAR, READS]
    assert reach.of(FAULTS["decorator left out"]) == [NEAR, READS]


def test_where_no_test_runs_the_line_only_those_that_read_it_are_asked():
    assert a_reach({NEAR: 1, READS: 1}, _3=[0]).of(FAULTS["require left out"]) == [READS]


def test_no_more_tests_are_asked_than_there_is_time_for():
    tests = {f"{FAR}{n}": MOST_SECONDS / 2 for n in range(5)}
    assert len(a_reach(tests, _2=range(5)).of(FAULTS["require left out"])) == 2


def test_settings_are_asked_of_tests_that_stand_in_no_slice():
    (fault, *_) = faults_of("coopservices/settings.py", b"ON = True\n")
    assert a_reach({NEAR: 1, FAR: 1}, _2=[0]).of(fault) == [FAR]


def test_what_was_measured_of_each_file_of_tests_is_put_together(tmp_path):
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(TEXT)
    for name, test, line in (("a", NEAR, 2), ("b", FAR, 8)):
        texts = {FILE: hash_of(TEXT)}
        told = {"tests": {test: 1}, "lines": {FILE: {line: [0]}}, "texts": texts}
        (tmp_path / name).write_text(json.dumps(told))
    measured = [tmp_path / "a", tmp_path / "b"]
    fault = FAULTS["require left out"]
    assert Reach.of_measured(measured, tmp_path).of(fault) == [NEAR]
    path.write_bytes(b"\n" + TEXT)
    assert Reach.of_measured(measured, tmp_path).of(fault) == [NEAR, FAR], (
        "its lines may have moved"
    )


# --- What is remembered ---------------------------------------------------------------------------


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path):
    fault = FAULTS["require left out"]
    Results(tmp_path / "kept").add(fault, TEXT, b"tests", NEAR)
    results = Results(tmp_path / "kept")
    assert results.of(fault, TEXT, b"tests") == NEAR
    assert results.of(fault, TEXT, b"other tests") == NEAR
    assert results.of(fault, TEXT + b"\n", b"tests") is None


def test_what_was_not_noticed_is_tried_again_with_other_tests(tmp_path):
    fault, results = FAULTS["require left out"], Results(tmp_path / "kept")
    assert results.of(fault, TEXT, b"tests") is None
    results.add(fault, TEXT, b"tests", "")
    assert results.of(fault, TEXT, b"tests") == ""
    assert results.of(fault, TEXT, b"other tests") is None


def test_figures_stand_beside_those_of_the_engines(tmp_path):
    known, results = tmp_path / "known.json", Results(tmp_path / "kept")
    engine = {"priorities/engines/a.py": {"hash": "1", "mutants": 2, "noticed": 2}}
    known.write_text(json.dumps({**engine, "priorities/gone.py": {}}))
    results.add(FAULTS["require left out"], TEXT, b"tests", "")
    results.add(FAULTS["decorator left out"], TEXT, b"tests", NEAR)
    found = figures({FILE: list(FAULTS.values()), "a.py": []}, {FILE: TEXT, "a.py": b""}, results)
    record(found, known)
    told = json.loads(known.read_text())
    assert told.keys() == {FILE, *engine}
    assert (told[FILE]["mutants"], told[FILE]["tried"], told[FILE]["noticed"]) == (2, 2, 1)


def test_words_choose_folders_and_names():
    assert is_named("priorities/polls/actions/closing.py", ["actions", "views"])
    assert is_named("priorities/ballots/views.py", ["actions", "views"])
    assert not is_named("priorities/polls/models.py", ["actions", "views"])
    assert is_named("priorities/polls/models.py", [])


def test_every_file_is_put_in_the_order_of_its_changes():
    files = ["manage.py", "priorities/polls/models.py", "no/such/file.py"]
    assert sorted(changed_last_first(files)) == sorted(files)
    assert changed_last_first(files)[-1] == "no/such/file.py"

"""The rules of the house that no linter knows. Each says why, so that whoever meets it can mend the
cause.
"""

import ast
import functools
import inspect
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = ("coopservices", "participation", "priorities", "outcomes")
APPS = FLOORS[1:]
DOORS = (
    "urls",
    "views",
    "api",
    "admin",
    "tasks",
    "management",
    "adapters",
    "middleware",
    "context",
)
ROOMS = (
    *DOORS,
    "forms",
    "actions",
    "queries",
    "words",
    "permissions",
    "models",
    "documents",
    "engines",
)
MODULES = sorted(
    path
    for floor in FLOORS
    for path in (HOUSE / floor).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
PAGES = [
    path for path in TEMPLATES if "forms" not in path.parts
]  # the form renderer asks of HTML attributes by name


def _name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def _room(path: Path) -> str:
    """The first part of a path that is a room's name; "" for a slice's own sentence."""
    parts = (part.removesuffix(".py") for part in path.relative_to(HOUSE).parts[1:])
    return next((part for part in parts if part in ROOMS), "")


def _in_rooms(*rooms: str) -> list[Path]:
    found = [
        path
        for path in MODULES
        if path.relative_to(HOUSE).parts[0] in APPS and _room(path) in rooms
    ]
    assert found, "A rule over no files holds nothing."
    return found


def every(paths: list[Path]):
    """One test over many files, which names each that breaks the rule."""

    def over_all(rule):
        @functools.wraps(rule)
        def test():
            broken = []
            for path in paths:
                try:
                    rule(path)
                except AssertionError as fault:
                    broken.append(f"{_name(path)}: {fault}")
            assert not broken, "\n".join(broken)

        del test.__wrapped__  # pytest would ask it for its arguments
        return test

    return over_all


def _calls(tree: ast.AST):
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


@every(MODULES)
def test_a_module_opens_with_what_it_is(path):
    text = path.read_text()
    if text.strip() and _name(path).count("/") > 0 and "templatetags/__init__" not in _name(path):
        assert ast.get_docstring(ast.parse(text)), "Say in one sentence what this module is."


@every(MODULES)
def test_only_the_settings_read_the_environment(path):
    if path.name in ("settings.py", "celery.py", "wsgi.py"):
        return
    assert not re.search(
        r"\bos\.(environ|getenv)\b|^import environ|^from environ", path.read_text(), re.MULTILINE
    )


@every(_in_rooms("actions", "queries", "words", "permissions", "engines", "forms"))
def test_only_doors_read_the_clock(path):
    assert not re.search(
        r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(|localdate\(\)",
        path.read_text(),
    ), "Take the time as an argument: only doors read the clock."


WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
SQL_THAT_WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|DROP|ALTER|CREATE)\b", re.IGNORECASE
)


def _is_write(call: ast.Call, many_to_many: frozenset[str]) -> bool:
    """Whether a call writes rows: `update` with names alone is a QuerySet's, `add` and `set` on a
    relation are rows.
    """
    of = call.func.value
    if call.func.attr in WRITES:
        return True
    if call.func.attr == "update":
        return bool(call.keywords) and not call.args
    return (
        call.func.attr in {"add", "set", "remove", "clear"}
        and getattr(of, "attr", "") in many_to_many
    )


def _many_to_many() -> frozenset[str]:
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return frozenset(field.name for model in ours for field in model._meta.many_to_many)


@every(_in_rooms(*DOORS, "queries", "words", "permissions", "forms", "engines", "documents"))
def test_only_actions_write(path):
    tree = ast.parse(path.read_text())
    for call in _calls(tree):
        assert not _is_write(call, _many_to_many()), (
            f"line {call.lineno}: {ast.unparse(call.func)} changes the world; that is an "
            "action's business"
        )
    for text in ast.walk(tree):
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            assert not SQL_THAT_WRITES.match(text.value), (
                f"line {text.lineno}: SQL that writes is an action's business"
            )


def _names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_an_action_has_a_door_that_is_not_the_demonstration():
    doors = [
        path
        for path in _in_rooms(*DOORS)
        if "demo" not in path.parts and "demonstration" not in path.parts
    ]
    reached = set().union(*(_names_in(path) for path in doors if path.name != "make_demo.py"))
    named = [*settings.PARTS_OF_AN_ACCOUNT, *settings.PARTS_OF_A_RESTORE]
    reached |= {name.rpartition(".")[2] for name in named}
    acts = {
        action.name: path for path in _in_rooms("actions") for action in _public_functions(path)
    }
    while more := {
        name
        for name in acts
        if name not in reached and _is_called_by_a_reached(name, acts, reached)
    }:
        reached |= more
    for_the_demonstration = {
        name for name, path in acts.items() if "demonstration" in path.with_suffix("").parts
    }
    unreached = acts.keys() - reached - for_the_demonstration
    assert not unreached, "an act of which the demonstration or a test is the only door"


def _is_called_by_a_reached(name: str, acts: dict[str, Path], reached: set[str]) -> bool:
    callers = (other for other in acts if other in reached and other != name)
    return any(name in _names_of_function(acts[caller], caller) for caller in callers)


@functools.cache
def _names_of_function(path: Path, function: str) -> frozenset[str]:
    """All that a function of a module names, and all that the private functions and tables name
    that it uses there.
    """
    tree = ast.parse(path.read_text())
    parts = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    tables = [node for node in tree.body if isinstance(node, ast.Assign)]
    parts |= {node.targets[0].id: node for node in tables if isinstance(node.targets[0], ast.Name)}
    todo, seen, names = [function], set(), set()
    while todo:
        part = todo.pop()
        node = parts[part]
        seen.add(part)
        found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        found |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        names |= found
        todo += [each for each in found & parts.keys() if each.startswith("_") and each not in seen]
    return frozenset(names)


def _public_functions(path: Path):
    tree = ast.parse(path.read_text())
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


@every(_in_rooms("actions"))
def test_an_action_takes_its_facts_by_name_with_who_first_and_when_last(path):
    for action in _public_functions(path):
        arguments = action.args
        names = [argument.arg for argument in arguments.kwonlyargs]
        assert not arguments.args, f"{action.name} takes facts by position"
        assert ast.get_docstring(action), f"{action.name} does not say what it does"
        if "by" in names:
            assert names[0] == "by", f"{action.name}: who comes first"
        if "at" in names:
            assert names[-1] == "at", f"{action.name}: when comes last"


# Acts that are not one transaction, each with why.
NOT_OF_ONE_PIECE = {
    "set_up_sign_in": "it asks the provider first, which may take seconds",
    "locked_register": "a part of its caller's transaction",
    "edited": "a part of its caller's transaction",
    "kept": "a part of its caller's transaction",
    "enter_details": "wrong details are counted though they are refused",
    "confirm_number": "a try is counted though it is refused",
    "cast_helped_ballot": "the help is over before the ballot is cast",
    "elector_helped": "it writes nothing",
    "mark_news_read": "one statement",
}


@every(_in_rooms("actions"))
def test_what_somebody_does_is_done_whole_or_not_at_all(path):
    for action in _public_functions(path):
        is_an_act = "by" in {argument.arg for argument in action.args.kwonlyargs}
        if is_an_act and action.name not in NOT_OF_ONE_PIECE:
            around = [ast.unparse(each) for each in action.decorator_list]
            assert "transaction.atomic" in around, f"{action.name} may be half done"


@every(_in_rooms("views", "api"))
def test_a_view_that_catches_a_refusal_says_it(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ExceptHandler) and node.name:
            names = {
                each.id for part in node.body for each in ast.walk(part) if hasattr(each, "id")
            }
            assert node.name in names, f"what was refused in line {node.lineno} is told to nobody"


@every(_in_rooms("views"))
def test_a_view_of_somebody_who_has_signed_in_asks_them_to(path):
    for view in _public_functions(path):
        around = {ast.unparse(each) for each in view.decorator_list}
        of = [ast.unparse(each.annotation) for each in view.args.args if each.annotation]
        if "UserRequest" in of:
            assert around & {"login_required", "step_of_help"}, f"{view.name} asks nobody"


@every(_in_rooms("tasks"))
def test_a_task_does_something(path):
    for task in _public_functions(path):
        assert any(
            isinstance(each, ast.Call) for line in task.body[1:] for each in ast.walk(line)
        ), f"{task.name} does nothing"


def test_every_event_is_recorded_where_it_happens():
    texts = [ast.parse(path.read_text()) for path in MODULES]
    recorded = {
        call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
        for tree in texts
        for call in _calls(tree)
        if ast.unparse(call.func) == "events.record"
    }
    # Which of these it is, is worked out: of a ballot, a decision of two, a summary.
    worked_out = {
        "priorities.ballot_cast",
        "priorities.ballot_withdrawn",
        "priorities.ballots_excluded",
        "priorities.certifying_paused",
        "priorities.certifying_resumed",
        "outcomes.round_summarised",
        "outcomes.dashboard_summarised",
    }
    assert settings.EVENT_SUBSCRIBERS.keys() - worked_out == recorded - {""}


@every(_in_rooms("queries", "words", "engines", "permissions"))
def test_engines_and_queries_say_what_they_return(path):
    if _room(path) == "permissions":
        return
    silent = [
        function.name for function in _public_functions(path) if not ast.get_docstring(function)
    ]
    assert not silent, f"{', '.join(silent)}: say what is returned"


def test_no_room_has_a_name_that_says_nothing():
    names = {part for path in MODULES for part in path.with_suffix("").parts}
    assert not names & {
        "utils",
        "helpers",
        "services_layer",
        "managers",
        "signals",
        "misc",
        "common",
    }


def test_an_address_has_the_name_of_its_view():
    def leaves(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern
            elif getattr(pattern, "app_name", None) is None and "admin" not in str(pattern.pattern):
                yield from leaves(pattern.url_patterns)

    ours = [
        leaf
        for leaf in leaves(get_resolver().url_patterns)
        if inspect.isfunction(inspect.unwrap(leaf.callback))
        and leaf.callback.__module__.split(".")[0] in FLOORS
        and not hasattr(leaf.callback, "cls")
    ]
    assert ours
    wrong = [
        f"{leaf.name} is {leaf.callback.__name__}"
        for leaf in ours
        if leaf.name != leaf.callback.__name__
    ]
    assert not wrong


@every(PAGES)
def test_a_template_asks_objects_and_compares_no_words(path):
    assert not re.search(r"{%-?\s*(if|elif)[^%]*[=!]=\s*[\"']", path.read_text()), (
        "Ask the object a question instead."
    )


@every(PAGES)
def test_a_page_has_a_title_and_something_in_its_middle(path):
    text = path.read_text()
    if '{% extends "base.html" %}' in text:
        empty = re.findall(r"{% block (title|middle) %}\s*{% endblock", text)
        assert not empty, f"nothing stands in {empty}"


@every(TEMPLATES)
def test_a_template_lives_under_the_content_security_policy(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "Scripts come from files."
    assert not re.search(
        r"(src|href)=[\"'](https?:)?//(?!www\.w3\.org)", re.sub(r"<a\s[^>]*>", "", text)
    )


LONGEST_LINE_OF_A_TEMPLATE = 120
HTML_TAG = re.compile(r"<[a-zA-Z/!](?:{%.*?%}|{{.*?}}|[^<>{]|{(?![%{]))*>", re.DOTALL)


def _one_tag_a_line(text: str) -> None:
    """One block tag a line, with its own end if that is there too: {% button %}Save{% endbutton %}.

    Within an HTML tag there may be more, as in a list of classes. A word to translate counts as the
    word.
    """
    for number, line in enumerate(text.splitlines(), 1):
        assert len(line) <= LONGEST_LINE_OF_A_TEMPLATE, (
            f"line {number} is {len(line)} characters long"
        )
    outside = HTML_TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text)
    for number, line in enumerate(outside.splitlines(), 1):
        names = [name for name in re.findall(r"{%-?\s*(\w+)", line) if name != "translate"]
        is_pair = len(names) == 2 and names[1] == f"end{names[0]}"
        assert len(names) <= 1 or is_pair, f"line {number} has {', '.join(names)}"


@every(TEMPLATES)
def test_a_template_has_one_tag_a_line(path):
    _one_tag_a_line(path.read_text())


@pytest.mark.parametrize(
    "crammed",
    [
        '{% if a %}{% url "rounds" %}{% endif %}',
        "{% if a %}one{% else %}two{% endif %}",
        "<p>{% if a > b %}one{% endif %}{% if b %}two{% endif %}</p>",
        "<p>" + "long " * 24 + "</p>",
    ],
)
def test_a_template_with_several_tags_a_line_is_found(crammed):
    with pytest.raises(AssertionError, match="line 1"):
        _one_tag_a_line(crammed)


@pytest.mark.parametrize(
    "plain",
    [
        "{% button %}Save{% endbutton %}",
        '{% button %}{% translate "Save" %}{% endbutton %}',
        "<p>{% if a > b %}one{% endif %}</p>",
        '<a class="{% if a %}x{% else %}y{% endif %}"\n   href="{% url "rounds" %}">Rounds</a>',
    ],
)
def test_one_tag_with_its_end_and_tags_within_html_tags_may_share_a_line(plain):
    _one_tag_a_line(plain)


FORM_THAT_POSTS = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)


@every([path for path in TEMPLATES if path.parent.name != "examples"])  # these send nothing
def test_every_form_that_posts_has_its_token(path):
    for form in FORM_THAT_POSTS.findall(path.read_text()):
        assert "{% csrf_token %}" in form, form[:80]


@every(MODULES)
def test_no_sentence_is_looked_up_within_an_f_string(path):
    """`make messages` would not find it, and it would stay English."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FormattedValue):
            called = {
                call.func.id
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            }
            assert not called & {"_", "gettext", "ngettext", "sentence", "counted"}, node.lineno


def test_no_two_files_of_tests_in_folders_have_one_name():
    """Pytest imports them by their names alone, and collects the second of a name from nowhere."""
    names = Counter(path.name for path in (HOUSE / "tests").glob("*/**/test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []

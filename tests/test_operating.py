"""Every command, target, setting, page and file that the documents tell operators of is there."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

HOUSE = settings.BASE_DIR
DOCUMENTS = sorted(
    [*HOUSE.glob("*.md"), *(HOUSE / "docs").glob("*.md"), HOUSE / "docker-compose.yml"]
)
OPERATING = (HOUSE / "docs" / "operating.md").read_text()


def named(pattern, text=None):
    """What the pattern finds in a text, or else in all documents."""
    texts = [text] if text else [path.read_text() for path in DOCUMENTS]
    return sorted({found for each in texts for found in re.findall(pattern, each)})


def test_every_command_of_manage_py_is_there():
    told = named(r"manage\.py ([a-z_]+)")
    assert len(told) > 10
    assert set(told) <= set(get_commands())


def test_every_command_that_is_told_of_takes_the_options_that_are_told():
    checked = 0
    for line in re.split(r"\n|`", OPERATING):
        for name, rest in re.findall(r"\b([a-z]+_?[a-z_]+)\b(?= .*--)(.*)", line):
            words = [name, *rest.split()]
            at = next((n for n, word in enumerate(words) if word in get_commands()), None)
            if at is None or "docker" in words[at:]:
                continue
            command = load_command_class(get_commands()[words[at]], words[at])
            options = command.create_parser("manage.py", words[at])._option_string_actions
            for option in (each for each in words[at:] if each.startswith("--")):
                assert option in options, f"{words[at]} {option}"
                checked += 1
    assert checked > 5


def test_every_target_of_make_is_there():
    told = named(r"`make ([a-z]+)")
    there = re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    assert len(told) > 5
    assert set(told) <= {*there, "run"}


def test_every_page_that_operators_are_sent_to_is_there():
    for page in named(r"`(/[a-z-]+/?)`", OPERATING):
        if page.startswith(("/backups",)):
            continue
        try:
            resolve(page)
        except Resolver404:
            pytest.fail(f"{page} is no page")


def test_every_setting_that_operators_are_told_of_is_read():
    read = (HOUSE / "coopservices" / "settings.py").read_text()
    asked = (HOUSE / ".env.example").read_text() + (HOUSE / "docker-compose.yml").read_text()
    told = named(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`", OPERATING)
    assert len(told) > 10
    assert [name for name in told if name not in read + asked] == []


def test_every_service_of_compose_that_is_told_of_is_there():
    compose = (HOUSE / "docker-compose.yml").read_text()
    for name in named(r"docker compose (?:run --rm|exec)(?: --no-deps)? ([a-z]+)", OPERATING):
        assert re.search(rf"^  {name}:$", compose, re.MULTILINE), name


def test_every_file_and_link_is_there():
    for path in named(r"`((?:tests|deploy|bench|docs)/[\w./-]+)`", OPERATING):
        assert (HOUSE / path).exists(), path
    for path in named(r"\]\(([\w./-]+\.md)\)", OPERATING):
        assert (HOUSE / "docs" / path).resolve().exists(), path


def test_every_word_of_the_log_that_is_told_of_is_logged():
    code = "".join(
        path.read_text()
        for app in ("coopservices", "participation", "priorities", "outcomes")
        for path in (HOUSE / app).rglob("*.py")
    )
    for event in ("no_mail", "count_stopped", "poll_reopened_by_hand", "poll_closed_by_hand"):
        assert f"`{event}`" in OPERATING
        assert f'"{event}"' in code

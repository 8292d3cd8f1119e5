"""Production refuses to start with what only development may have, and the way it is shipped keeps
its promises.
"""

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.db import connection

HOUSE = Path(__file__).resolve().parent.parent
SOUND = {
    "PRODUCTION": "1",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "say.northbrook.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def _manage(tmp_path, *command, **environment):
    ours = {name: value for name in ("PATH", "HOME", "LANG") if (value := os.environ.get(name))}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=HOUSE,
        env={**ours, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _run(tmp_path, code, **environment):
    return _manage(tmp_path, "shell", "--no-imports", "-c", code, **environment).stdout.strip()


def _print_setting(tmp_path, expression, **environment):
    return _run(tmp_path, f"from django.conf import settings; print({expression})", **environment)


def test_production_starts_and_django_finds_nothing_to_warn_of(tmp_path):
    checked = _manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **SOUND)
    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout


def test_a_web_server_starts_with_every_page_and_without_what_draws(tmp_path):
    code = (
        "import sys, coopservices.wsgi; print(['outcomes.urls' in sys.modules, 'altair' in "
        "sys.modules])"
    )
    assert _run(tmp_path, code) == "[True, False]"


UNSOUND = {
    "no key of its own": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "the key everybody knows": (
        {"SECRET_KEY": "development-only-key-never-use-it-where-people-vote"},
        "SECRET_KEY",
    ),
    "a short key": ({"SECRET_KEY": secrets.token_urlsafe(64)[:49]}, "SECRET_KEY"),
    "a key of few characters": ({"SECRET_KEY": "abcdefghijklmno" * 6}, "SECRET_KEY"),
    "a demonstration": ({"DEMO": "1"}, "DEMO"),
    "DEBUG": ({"DEBUG": "1"}, "DEBUG"),
    "no host": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "one place for keys": ({"KEY_STORE_DIRS": "/srv/keys"}, "KEY_STORE_DIRS"),
    "one place for keys, twice": ({"KEY_STORE_DIRS": "/srv/keys,/srv/keys"}, "KEY_STORE_DIRS"),
}


@pytest.mark.parametrize(("fault", "word"), UNSOUND.values(), ids=UNSOUND)
def test_production_refuses_to_start_with(tmp_path, fault, word):
    refused = _manage(tmp_path, "check", **{**SOUND, **fault})
    assert refused.returncode != 0
    assert "ImproperlyConfigured" in refused.stderr
    assert word in refused.stderr.strip().splitlines()[-1]


def test_a_demonstration_for_the_public_is_asked_for_twice(tmp_path):
    both = {"DEMO": "1", "PUBLIC_DEMONSTRATION": "1"}
    assert _print_setting(tmp_path, "settings.DEMO", **SOUND, **both) == "True"


def test_no_other_site_of_the_domain_can_set_a_cookie_of_ours(tmp_path):
    wanted = (
        "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "
        "settings.LANGUAGE_COOKIE_SECURE, settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH, "
        "settings.LANGUAGE_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN, "
        "settings.CSRF_COOKIE_DOMAIN, settings.LANGUAGE_COOKIE_DOMAIN]"
    )
    names = ["__Host-sessionid", "__Host-csrftoken", "__Host-language"]
    assert _print_setting(tmp_path, wanted, **SOUND) == str(
        [*names, True, "/", "/", "/", None, None, None]
    )
    assert "__Host-" not in _print_setting(tmp_path, wanted, **{**SOUND, "HTTPS": "0"})


def test_a_database_address_alone_means_production(tmp_path):
    refused = _manage(tmp_path, "check", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert "Set SECRET_KEY" in refused.stderr


def test_in_production_cookies_travel_by_https_alone_and_redis_holds_no_session(tmp_path):
    names = [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SESSION_ENGINE",
        "MESSAGE_STORAGE",
    ]
    wanted = "[" + ", ".join(f"settings.{name}" for name in names) + "]"
    printed = _print_setting(tmp_path, wanted, REDIS_URL="redis://127.0.0.1:1/0", **SOUND)
    assert printed == str(
        [
            True,
            True,
            True,
            "coopservices.sessions",
            "django.contrib.messages.storage.session.SessionStorage",
        ]
    )


# --- How it is shipped ----------------------------------------------------------------------------

OURS = ("web", "worker", "beat", "migrate", "operator")
OTHERS = ("postgres", "redis", "proxy")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((HOUSE / "docker-compose.yml").read_text())


def test_the_compose_file_has_every_part(compose):
    assert set(compose["services"]) == {*OURS, *OTHERS}


def test_no_secret_has_a_default(compose):
    text = (HOUSE / "docker-compose.yml").read_text()
    for name, rest in re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text):
        if re.search("PASSWORD|SECRET|HOSTS|EMAIL", name):
            assert rest.startswith(":?"), f"{name} must be asked for"
    example = (HOUSE / ".env.example").read_text()
    assert not re.search(r"^[A-Z_]*(PASSWORD|SECRET|HOSTS)[A-Z_]*=\S", example, re.MULTILINE)


def test_only_the_proxy_is_reached_from_outside_and_only_from_this_machine(compose):
    published = {
        name: service["ports"]
        for name, service in compose["services"].items()
        if "ports" in service
    }
    assert published == {"proxy": ["127.0.0.1:8000:8080"]}
    assert compose["networks"]["inside"]["internal"] is True
    assert compose["services"]["proxy"]["networks"] == ["front"]
    assert [name for name in OURS if "front" in compose["services"][name]["networks"]] == ["web"]
    assert {"postgres", "redis"} <= {
        name for name, service in compose["services"].items() if service["networks"] == ["inside"]
    }


@pytest.mark.parametrize("name", [*OURS, *OTHERS])
def test_a_container_may_do_no_more_than_it_must(compose, name):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" in service or name in OURS
    assert not any(cap in str(service.get("cap_add", "")) for cap in ("SYS_", "NET_", "ALL"))
    assert "healthcheck" in service


@pytest.mark.parametrize("name", [*OURS, *OTHERS])
def test_a_container_takes_no_more_than_its_share(compose, name):
    service = compose["services"][name]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert all("size=" in place for place in service["tmpfs"])


@pytest.mark.parametrize("name", ["migrate", "beat"])
def test_what_neither_seals_nor_counts_sees_no_key(compose, name):
    assert not [volume for volume in compose["services"][name]["volumes"] if "key" in volume]


@pytest.mark.parametrize("name", ["web", "worker", "operator"])
def test_keys_live_in_two_places_outside_the_database(compose, name):
    service = compose["services"][name]
    volumes = dict(volume.split(":")[:2] for volume in service["volumes"])
    key_places = [place for volume, place in volumes.items() if volume.startswith("keys")]
    assert sorted(service["environment"]["KEY_STORE_DIRS"].split(",")) == sorted(key_places)
    assert len(key_places) == 2
    database_volumes = {
        volume.split(":")[0] for volume in compose["services"]["postgres"]["volumes"]
    }
    assert not database_volumes & set(volumes)


def test_the_platform_signs_in_to_the_database_as_no_superuser(compose):
    postgres = compose["services"]["postgres"]
    superuser, role, owner = (
        postgres["environment"][name] for name in ("POSTGRES_USER", "APP_ROLE", "OWNER_ROLE")
    )
    assert len({superuser, role, owner}) == 3
    for name in OURS:
        address = compose["services"][name]["environment"]["DATABASE_URL"]
        is_owner = name in ("migrate", "operator")
        words = (
            f"{owner}:${{POSTGRES_OWNER_PASSWORD" if is_owner else f"{role}:${{POSTGRES_PASSWORD"
        )
        assert address.startswith(f"postgres://{words}")
        assert ("OWNER_PASSWORD" in str(compose["services"][name])) == is_owner
        assert "SUPERUSER" not in str(compose["services"][name])
    assert "./deploy/postgres:/docker-entrypoint-initdb.d:ro" in postgres["volumes"]


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "postgresql" or not shutil.which("psql"), reason="needs PostgreSQL"
)
def test_the_roles_that_are_made_may_do_nothing_outside_their_database():
    """What they may do inside is asked by the drill of restoring (bench/two_roles.py)."""
    role, told = f"app_{secrets.token_hex(6)}", connection.settings_dict
    server = {"PGHOST": told["HOST"], "PGPORT": str(told["PORT"] or 5432)}
    server |= {"PGPASSWORD": told["PASSWORD"] or "", "PATH": os.environ["PATH"]}
    names = {"POSTGRES_USER": told["USER"], "POSTGRES_DB": "postgres"}
    owner = f"{role}_owner"
    app = {"APP_ROLE": role, "APP_PASSWORD": "it's a secret"}
    app |= {"OWNER_ROLE": owner, "OWNER_PASSWORD": "it's another"}
    psql = ["psql", "-qAt", "-U", told["USER"], "-d", "postgres", "-c"]
    try:
        subprocess.run([HOUSE / "deploy/postgres/role.sh"], env=server | names | app, check=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, "
                "rolbypassrls FROM pg_roles WHERE rolname IN (%s, %s)",
                [role, owner],
            )
            assert cursor.fetchall() == [(True, False, False, False, False, False)] * 2
            cursor.execute(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [role]
            )
            assert cursor.fetchone() == (owner,)
    finally:
        drops = (f"DATABASE IF EXISTS {role}", f"ROLE IF EXISTS {role}, {owner}")
        for gone in (f"DROP {each}" for each in drops):
            subprocess.run([*psql, gone], env=server, check=True)


def test_what_a_container_writes_is_for_its_own_user_alone():
    said = subprocess.run(
        [HOUSE / "bin/private", "sh", "-c", "umask"], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "0077"
    assert 'ENTRYPOINT ["bin/private"]' in (HOUSE / "Dockerfile").read_text()


def test_the_web_trusts_one_proxy_which_overwrites_what_strangers_say(compose):
    web = compose["services"]["web"]["environment"]
    assert (web["BEHIND_PROXY"], web["TRUSTED_PROXY_COUNT"]) == ("1", "1")
    said = (HOUSE / "deploy/nginx.conf").read_text()
    passed_on = dict(re.findall(r"proxy_set_header (\S+) (\S+);", said))
    assert passed_on["X-Forwarded-For"] == "$remote_addr"
    assert passed_on["X-Forwarded-Proto"] == "$came_by"
    assert {passed_on[f"X-Forwarded-{name}"] for name in ("Host", "Port", "Prefix")} == {'""'}


def test_redis_keeps_what_it_is_given(compose):
    assert "--appendonly yes" in " ".join(compose["services"]["redis"]["command"])


def test_the_image_is_built_from_hashed_packages_and_runs_as_nobody_special():
    text = (HOUSE / "Dockerfile").read_text()
    installs = [
        line for line in text.splitlines() if re.search(r"pip install|npm (ci|install)", line)
    ]
    assert installs
    assert all("--require-hashes" in line or "npm ci" in line for line in installs)
    last_stage = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER (?!root|0)\S+", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage
    assert "granian" in last_stage
    assert not re.search(r"^(ENV|ARG) .*(SECRET|PASSWORD)", text, re.MULTILINE)


def test_nothing_private_is_sent_to_the_image():
    ignored = (HOUSE / ".dockerignore").read_text().split()
    assert {".git", ".env", "var", ".venv", "node_modules", "tests"} <= set(ignored)

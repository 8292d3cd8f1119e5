"""The drill of restoring, on PostgreSQL with the two roles that are shipped: a backup is made, then
people vote on, polls end, are counted and certified, somebody deletes their account; and the
database is put back.
"""

import json
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

from bench.two_roles import a_platform_of_two_roles, what_is_allowed
from tests.running import a_platform


def restore_a_backup(*, on_a_server: bool) -> tuple[bool, str]:
    """What ended stays ended, what was published stays published, who was deleted stays deleted;
    where votes are missing the page says so, and nobody is written to twice.
    """
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        var, owner, allowed = folder / "platform", {}, []
        if on_a_server:
            platform, owner = stack.enter_context(a_platform_of_two_roles(var))
        else:
            platform = stack.enter_context(a_platform(var, STATIC_COLLECTED="0"))

        def asked(what: str, *polls: str) -> object:
            said = platform.python(f"from bench import restores; restores.{what}(*{polls!r})")
            return json.loads(said)

        polls = asked("before")
        backup = folder / "backup.zip"
        platform.manage("back_up", str(backup))
        keys_are_apart = not _holds_a_key(backup, platform.var)
        published = asked("after", *polls)
        began = datetime.now().astimezone()
        platform.manage("restore", str(backup), "--replace", **owner)
        if on_a_server:
            platform.manage("grant_tables", "coopservices", **owner)
            allowed = what_is_allowed(platform)
        took = (datetime.now().astimezone() - began).total_seconds()
        now = asked("tell", *polls)
        held, states = asked("vote_again", polls[0])
        platform.manage("verify_audit")
    expected = {
        "states": ["open", "closed", "certified", "closed", "draft"],
        "held": [12, 12, 0, 12, 0],
        "marked": [True, False, False, True, False],
        "says so": [True, False, False, True, False],
        "published": published,
        "log": True,
        "leaver": False,
        "sessions": 0,
        "invitations": 0,
        "letters": 0,
        "keys": [True, True, False, True, True],
        "opens again": False,
    }
    wrong: list[str] = [name for name, value in expected.items() if now[name] != value]
    wrong += [] if keys_are_apart else ["a key is in the backup"]
    wrong += [] if datetime.fromisoformat(now["news since"]) >= began else ["old news"]
    wrong += allowed
    wrong += [] if held == 13 and states[polls[3]] == "closed" else ["voting again"]
    told = f"WRONG: {', '.join(wrong)}" if wrong else "all of it holds"
    return not wrong, f"restored in {took:.1f} s   5 polls, 25 ballots cast since   {told}"


def _holds_a_key(backup: Path, var: Path) -> bool:
    with ZipFile(backup) as archive:
        written = b"".join(archive.read(name) for name in archive.namelist())
    keys = [path.read_bytes() for path in (var / "keys").glob("*.key")]
    assert keys
    return any(each in written or each.hex().encode() in written for each in keys)

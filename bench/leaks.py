"""A drill whose checks are tests: two hundred people vote by every channel, each as nobody else
does, and every byte that the platform left anywhere is searched for what links one of them to a
choice. `make drill` runs it.

Everything has a server of its own, whose files are read: the database with its log of writes and of
statements, a dump of it, Redis with all that it was ever told, what web and worker wrote to their
logs, the mail, and what was printed. Once more in small with the file-based broker.
"""

import http.client
import json
import re
import subprocess
import time
from collections import defaultdict
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from statistics import correlation
from urllib.parse import urlencode
from uuid import UUID

import psycopg2
import pytest

from bench.channels import (
    CHANNELS,
    QUESTION,
    Client,
    Progress,
    Vote,
    account_for_papers,
    ballot_of,
    close,
    compare,
    counted,
    work,
)
from bench.load import CSRF
from bench.marked_ballots import LINES, SEALED
from bench.searching import Marks, holds_any, rows_of, spellings
from priorities.engines.keys import subkey
from priorities.engines.sealing.receipts import decode
from priorities.engines.sealing.seal import SealBroken, unseal
from tests.running import POSTGRESQL, a_platform, a_postgresql, a_redis_server

ELECTORS = {"web": 80, "code": 70, "paper": 30, "slip": 20, "helped": 10}
BY_MAIL = 5  # of those with an account, who sign in inside the booth
SECRETS = 25  # of each kind that are looked for
NOBODY = f"csrftoken={CSRF}"
PUBLISHED = ("ballots.jsonl", "verify.py", "manifest.json", "definition.json")
BESIDE_THE_LINES = {  # written when they are published; none of them knows an elector
    LINES,
    "priorities_result",
    "priorities_logentry",
    "priorities_poll",
    "coopservices_event",
}

# The file of each table, with the table's name; what is too long for its row is the row's.
_FILES = """
    SELECT pg_relation_filenode(each.oid), COALESCE(owner.relname, each.relname)
    FROM pg_class AS each LEFT JOIN pg_class AS owner ON owner.reltoastrelid = each.oid
"""
_WAITS_FOR_LOG = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE 'INSERT INTO "priorities_logentry"%'
"""
_WRITE = re.compile(  # a row that was written; a page that is tidied is nothing of a transaction's
    r"Heap2? .*tx: +([1-9]\d*),.*desc: (?:INSERT|MULTI_INSERT|UPDATE|HOT_UPDATE|DELETE)\b"
    r".* rel \d+/\d+/(\d+)"
)


@dataclass
class Disks:
    """Where everything is written, and what an officer printed."""

    platform: object
    postgresql: object
    others: list
    printed: dict = field(default_factory=dict)

    def query(self, statement):
        with closing(psycopg2.connect(self.database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    @property
    def database(self):
        return self.platform.environment["DATABASE_URL"]

    def dump(self):
        run = [str(POSTGRESQL / "pg_dump"), self.database]
        return subprocess.run(run, check=True, capture_output=True).stdout

    def flush(self):
        """Let the database write what it has in memory."""
        self.query("CHECKPOINT")

    @property
    def place_in_log(self):
        """How far the database's log of writes has come."""
        ((place,),) = self.query("SELECT pg_current_wal_flush_lsn()")
        return place

    def written_together(self, first, last):
        """For each table, those into which one transaction wrote together with it, by the log of
        writes between two places: what a row said of its transaction may be gone from it.
        """
        cluster = self.postgresql.folder / "cluster"
        run = [POSTGRESQL / "pg_waldump", "-p", cluster / "pg_wal", "-s", first, "-e", last]
        log = subprocess.run(run, check=True, capture_output=True, text=True).stdout
        tables = {str(file): name for file, name in self.query(_FILES)}
        inside = {
            own: of
            for of, those in re.findall(r"tx: +(\d+),.*COMMIT.*subxacts: ([\d ]+)", log)
            for own in those.split()
        }
        written = defaultdict(set)
        for own, file in _WRITE.findall(log):
            written[inside.get(own, own)].add(tables.get(file, file))
        together = defaultdict(set)
        for those in written.values():
            for each in those:
                together[each] |= those
        return together

    def written(self, since):
        """Every file that was written since then, by where it lies, but for what is published."""
        for root in (self.postgresql.folder, self.platform.var, *self.others):
            for path in [root, *root.rglob("*")]:
                is_new = path.is_file() and path.stat().st_mtime >= since
                if is_new and path.name not in PUBLISHED:
                    yield str(path), path.read_bytes()

    def search(self, marks, secrets, since):
        """Where a choice or a secret can be read: pairs of a place and what is there."""
        found = set()
        everything = {**dict(self.written(since)), "dump": self.dump(), **self.printed}
        for place, data in everything.items():
            kinds = {kind for kind, wanted in secrets.items() if holds_any(data, wanted)}
            if marks.found_in(data):
                kinds.add("a choice")
            if place == "letters":
                kinds.discard("a printed code")  # which is what they are for
            found |= {(place, kind) for kind in kinds}
        return found


def print_everything(vote, disks):
    """Letters and papers, as an officer prints them."""
    how = {"first": "1", "last": "50", "language": "en", "kind": "letters"}
    codes = vote.path(f"codes/{vote.told['batch']}/print/")
    disks.printed["letters"] = pdf(vote, codes, how)
    for number in (1, 2):
        papers = vote.path(f"papers/{number}/print/")
        disks.printed[f"papers {number}"] = pdf(vote, papers, {"language": "en-gb"})


def pdf(vote, path, form):
    headers = {
        "Cookie": vote.told["officers"][0],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({**form, "csrfmiddlewaretoken": CSRF})
    with closing(http.client.HTTPConnection("127.0.0.1", vote.ports[0], timeout=60)) as connection:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        data = response.read()
    assert data.startswith(b"%PDF"), (path, response.status)
    return data


def everybody_votes(vote):
    """By every channel; some vote again, and some withdraw."""
    plans = [plan for channel in CHANNELS.values() for plan in channel(vote)]
    work(Client(vote, 0), plans, Progress(1))


def some_sign_in_inside_the_booth(vote, mail):
    """Their choices travel with each form while a code comes by mail."""
    for n in range(BY_MAIL):
        client, elector, choice = Client(vote, n), vote.electors[n], vote.a_choice()
        email, _session = vote.told["web"][n]
        form = {"ballot": ballot_of(choice), "email": email}
        sent = client.ask(vote.path("vote/address/"), NOBODY, form)
        code = code_in(mail, email)
        there = vote.path("vote/address/code/")
        entered = client.ask(there, sent.cookies, form | {"emailed_code": code})
        cast = client.ask(vote.path("vote/cast/"), entered.cookies, form)
        assert cast.status == 200
        elector.may_be = {choice}
        client.close()


def code_in(mail, email):
    """The code that was sent to an address, once it is there."""
    for _ in range(100):
        for each in mail.glob("*"):
            text = each.read_text()
            code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", text, re.MULTILINE)
            if email in text and code:
                return code[1]
        time.sleep(0.1)
    raise AssertionError("No mail came.")


def somebody_is_refused(vote):
    """Whose choices are not taken leaves none behind either."""
    client, choice = Client(vote, 0), vote.a_choice()
    twice = ballot_of((*choice, choice[0]))
    for cookies in (vote.told["web"][0][1], NOBODY):
        for ballot in (twice, ballot_of(choice)[:-1], twice.replace("question-1", "other")):
            client.ask(vote.path("vote/cast/"), cookies, {"ballot": ballot})
    client.close()


@dataclass
class Walk:
    """What a vote left behind, from its opening to its certifying."""

    vote: Vote
    disks: Disks
    key: bytes
    places_of_key: list  # before it was destroyed
    marks: Marks
    before: set  # what could be read before the closing
    dump: bytes  # of the database before the closing
    with_a_ballot: set  # the tables written together with a sealed ballot while voting was open
    with_a_line: set  # and with a line of the result
    with_a_line_of_the_dead: set  # the same of a count that was killed while it published
    dump_of_the_dead: bytes  # of the database, before another count began
    tags: dict  # what was counted
    published: bytes  # a dump after the count
    orders: dict
    began: float


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaks")
    with ExitStack() as stack:
        postgresql = stack.enter_context(a_postgresql(log_statement="all", wal_keep_size="2GB"))
        redis = stack.enter_context(a_redis_server(folder))
        heard = folder / "monitored"
        cli = ["redis-cli", "-u", redis.address]
        with heard.open("wb") as file:
            monitor = subprocess.Popen([*cli, "MONITOR"], stdout=file)
        stack.callback(monitor.wait)
        stack.callback(monitor.kill)
        platform = stack.enter_context(
            a_platform(
                folder / "platform",
                database_url=postgresql.address,
                REDIS_URL=redis.address,
                DJANGO_SETTINGS_MODULE="bench.drill_settings",
                STATIC_COLLECTED="0",
            )
        )
        others = [heard, folder / "appendonlydir", folder / "dump.rdb"]
        disks = Disks(platform, postgresql, others)
        began = time.time()
        vote = an_open_vote(platform)
        worker = platform.start_worker()
        platform.start_beat()
        key = (platform.var / "keys" / f"poll-{vote.told['poll']}.key").read_bytes()

        opened_at = disks.place_in_log
        print_everything(vote, disks)
        everybody_votes(vote)
        some_sign_in_inside_the_booth(vote, platform.var / "mail")
        somebody_is_refused(vote)
        marks, secrets = Marks(vote.chosen), secrets_of(vote)
        before = disks.search(marks, secrets, began)
        searched = time.time()
        disks.flush()
        subprocess.run([*cli, "SAVE"], check=True, capture_output=True)
        before |= disks.search(marks, secrets, searched)
        dump = disks.dump()
        closes_at = disks.place_in_log
        while_open = disks.written_together(opened_at, closes_at)

        close(vote, Progress(0))
        closed_at = disks.place_in_log
        kill_while_it_publishes(vote, disks, worker)
        died = disks.written_together(closed_at, disks.place_in_log)
        dump_of_the_dead = disks.dump()
        platform.start_worker()
        tags = counted(vote, platform.var)
        compare(vote, tags)
        published = disks.dump()
        afterwards = disks.written_together(closes_at, disks.place_in_log)
        places_of_key = places_of(key, disks, began)
        orders = asked(platform, f"orders({vote.told['poll']!r})")
        platform.python(f"from bench.marked_ballots import certify; certify('{vote.told['poll']}')")
        disks.flush()
        subprocess.run([*cli, "SAVE"], check=True, capture_output=True)
        yield Walk(
            vote=vote,
            disks=disks,
            key=key,
            places_of_key=places_of_key,
            marks=marks,
            before=before,
            dump=dump,
            with_a_ballot=while_open[SEALED],
            with_a_line=afterwards[LINES],
            with_a_line_of_the_dead=died[LINES],
            dump_of_the_dead=dump_of_the_dead,
            tags=tags,
            published=published,
            orders=orders,
            began=began,
        )


def kill_while_it_publishes(vote, disks, worker):
    """Kill the worker when it has written the lines and the result, and not committed them: the
    public log is kept from it.
    """
    with closing(psycopg2.connect(disks.database)) as connection, connection.cursor() as cursor:
        cursor.execute("LOCK TABLE priorities_logentry IN EXCLUSIVE MODE")
        account_for_papers(vote)
        for _ in range(600):
            if disks.query(_WAITS_FOR_LOG):
                break
            time.sleep(0.1)
        else:
            raise AssertionError("No count came to its end.")
        disks.platform.kill(worker)
    while disks.query(_WAITS_FOR_LOG):
        time.sleep(0.1)


def an_open_vote(platform, electors=ELECTORS):
    prepare = f"from bench.channel_poll import prepare; prepare({electors}, 12, challenge_days=1)"
    told = json.loads(platform.python(prepare, seconds=300))
    platform.start_web()
    return Vote(platform, [platform.port], told)


def asked(platform, what):
    return json.loads(platform.python(f"from bench.marked_ballots import *; {what}"))


def places_of(key, disks, began):
    """Where the poll's key can be read, or one that is made of it."""
    keys = [key, *(subkey(key, label) for label in ("seal", "pseudonym", "paper"))]
    wanted = {spelling for each in keys for spelling in spellings(each)}
    return [place for place, data in disks.written(began) if holds_any(data, wanted)]


def secrets_of(vote):
    """What nobody but its owner may ever read, by what it is."""
    receipts = [code for each in vote.electors for code in each.codes.values()][:SECRETS]
    codes = vote.told["code"][:SECRETS]
    return {
        "a receipt": {code.encode() for code in receipts}.union(
            *(spellings(decode(code)) for code in receipts)
        ),
        "a printed code": {
            text.encode() for code in codes for text in (code, code.replace("-", ""))
        },
        "a name shown at a desk": {b"Person ", b"Helped "},
    }


def test_everybody_was_counted(walk):
    assert not +walk.vote.faults
    assert len(walk.tags) > 150


def test_before_the_closing_no_choice_and_no_secret_can_be_read_anywhere(walk):
    assert walk.before == set()


def test_nothing_is_written_together_with_a_sealed_ballot(walk):
    assert walk.with_a_ballot == {SEALED}


def test_after_the_count_choices_stand_in_the_published_lines_and_beside_nothing_else(walk):
    def tables(dump):
        found = rows_of(dump).items()
        return {name: columns for name, (columns, rows) in found if walk.marks.found_in(rows)}

    assert tables(walk.dump) == {}
    assert tables(walk.published) == {
        LINES: ["id", "position", "question", "tag", "line", "result_id"]
    }


def test_the_lines_are_written_at_once_and_with_nobody(walk):
    assert LINES in walk.with_a_line
    assert walk.with_a_line <= BESIDE_THE_LINES


def test_a_count_that_is_killed_while_it_publishes_leaves_lines_beside_nobody_either(walk):
    """The log of writes keeps them, as they would have been published; the database shows none."""
    assert LINES in walk.with_a_line_of_the_dead
    assert walk.with_a_line_of_the_dead <= BESIDE_THE_LINES
    assert not walk.marks.found_in(walk.dump_of_the_dead)


def test_the_lines_are_in_no_order_of_the_electors(walk):
    """Neither as they are numbered nor as they lie on the disk."""
    orders = dict(walk.orders)
    of_lines = [orders.pop(name) for name in [*orders] if name.startswith("lines")]
    assert len(of_lines) == 3
    for lines in of_lines:
        places = {tuple(choice): place for place, choice in enumerate(lines)}
        for name, order in orders.items():
            found = [places[tuple(choice)] for choice in order]
            assert len(found) >= 20, name
            assert abs(correlation(range(len(found)), found)) < 4.5 / len(found) ** 0.5, name


def test_the_key_is_in_its_two_folders_and_after_certifying_nowhere(walk):
    in_var = {place.removeprefix(str(walk.disks.platform.var)) for place in walk.places_of_key}
    name = f"poll-{walk.vote.told['poll']}.key"
    assert in_var == {f"/keys/{name}", f"/keys-second-copy/{name}"}
    assert places_of(walk.key, walk.disks, walk.began) == []


def test_an_old_dump_opens_with_the_key_and_with_nothing_that_is_left(walk):
    columns, rows = rows_of(walk.dump)[SEALED]
    places = [columns.index(name) for name in ("pseudonym", "nonce", "ciphertext")]
    poll = UUID(walk.vote.told["poll"])
    envelopes = []
    for row in rows.decode().splitlines():
        cells = row.split("\t")
        envelopes.append([bytes.fromhex(cells[place].removeprefix(r"\\x")) for place in places])
    opened = {tuple(unseal(walk.key, poll, *each)["q"][QUESTION]) for each in envelopes}
    assert len(opened) == len(envelopes) > 100
    assert opened <= walk.vote.chosen

    folders = [walk.disks.platform.var / name for name in ("keys", "keys-second-copy")]
    left = {path.read_bytes() for folder in folders for path in folder.iterdir()}
    keys = {each for each in left if len(each) == len(walk.key)}
    assert keys
    for key in keys:
        for envelope in envelopes:
            with pytest.raises(SealBroken):
                unseal(key, poll, *envelope)


def test_what_is_written_and_dropped_at_once_would_be_found(walk):
    """In the database's log of writes, which keeps it, and in that of its statements."""
    choice, since = min(walk.vote.chosen), time.time()
    walk.disks.query("CREATE TABLE careless (line text)")
    walk.disks.query(f"INSERT INTO careless VALUES ('{json.dumps(choice)}')")
    walk.disks.query("DROP TABLE careless")
    written = walk.disks.written(since - 1)
    places = [place for place, data in written if choice in walk.marks.found_in(data)]
    assert any("pg_wal" in place for place in places)
    assert any(place.endswith("postgres.log") for place in places)


def test_the_file_based_broker_is_told_of_no_choice_either(tmp_path):
    """No worker takes anything out, so every message still lies in its folder."""
    with a_platform(tmp_path / "platform", STATIC_COLLECTED="0") as platform:
        began = time.time()
        vote = an_open_vote(platform, dict.fromkeys(ELECTORS, 3))
        everybody_votes(vote)
        close(vote, Progress(0))
        platform.python("from tests.make import settle; settle()")
        marks, secrets = Marks(vote.chosen), secrets_of(vote)
        files = {
            path: path.read_bytes()
            for path in platform.var.rglob("*")
            if path.is_file() and path.stat().st_mtime >= began
        }
    assert [path for path in files if path.parent.name == "queue"]
    assert len(marks.by_mask) > 10
    for path, data in files.items():
        assert not marks.found_in(data), path
        assert not [kind for kind, wanted in secrets.items() if holds_any(data, wanted)], path

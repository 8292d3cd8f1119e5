"""A drill of whole voting: thousands vote through every channel at once, change and withdraw their
ballots and send again what was not answered, while web, worker, Redis and PostgreSQL are killed and
the poll closes in the middle of it.

Nobody makes a choice that somebody else makes, so a published line tells whose it is. What may be
counted of an elector is what was acknowledged last, or what was asked since without an answer;
exactly one of these, and nothing else.
"""

import html
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

import psycopg2

from bench.load import CSRF
from priorities.engines.sealing.receipts import decode, tag
from tests.running import (
    HOUSE,
    Platform,
    Server,
    a_platform,
    a_postgresql,
    a_redis_server,
    free_port,
)

ELECTORS = int(os.environ.get("ELECTORS", "10000"))
CLIENTS = 50
AT_ONCE = 16  # who enter one code at the same moment
DESKS = 4  # people at desks, for each client: who hands out, who type, who decides
KILLS = 5  # of each server
CLOSES_AT = 0.8  # of all that is to be done, when the officer ends the voting
PATIENCE = 90.0  # seconds for which one thing is tried again and again
LONGEST = 60.0  # seconds that one request may take
QUESTION = "question-1"
OPTIONS = 24
BALLOTS, LOG = "priorities_sealedballot", "priorities_logentry"  # tables

Choice: TypeAlias = tuple[str, ...]
Form: TypeAlias = Mapping[str, str | list[str]]
NOTHING: Choice | None = None  # no ballot
RECEIPT = re.compile(r"\b((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})\b")


class Reply(NamedTuple):
    """An answer, and how often it was asked for in vain before."""

    status: int
    body: str
    cookies: str
    in_vain: int


@dataclass
class Elector:
    """Somebody with one vote: what may be counted for them, and the code they got for each choice
    that was acknowledged.
    """

    cookies: str = ""
    may_be: set[Choice | None] = field(default_factory=lambda: {NOTHING})
    codes: dict[Choice, str] = field(default_factory=dict)
    replaces: "Elector | None" = None  # whose ballot online a paper takes the place of

    @property
    def is_settled(self) -> bool:
        return len(self.may_be) == 1


class Vote:
    """The poll as its clients meet it, and what went wrong so far."""

    def __init__(self, platform: Platform, ports: list[int], told: dict[str, list]) -> None:
        self.platform, self.ports, self.told = platform, ports, told
        self.rushed: list[str] = []  # codes that many enter at once
        self.random = random.Random(14)
        self.electors: list[Elector] = []
        self.chosen: set[Choice] = set()
        self.lock = threading.Lock()
        self.is_closing = self.is_over = False
        self.done, self.faults = Counter[str](), Counter[str]()

    def path(self, rest: str) -> str:
        return f"/polls/{self.told['poll']}/{rest}"

    def elector(self, cookies: str = f"csrftoken={CSRF}", **facts: Elector) -> Elector:
        self.electors.append(Elector(cookies, **facts))
        return self.electors[-1]

    def a_choice(self) -> Choice:
        """One that nobody has made yet."""
        with self.lock:
            while True:
                picked = self.random.sample(range(OPTIONS), self.random.randint(8, 16))
                choice = tuple(sorted(f"option-{n + 1}" for n in picked))
                if choice not in self.chosen:
                    self.chosen.add(choice)
                    return choice

    def did(self, what: str) -> None:
        with self.lock:
            self.done[what] += 1

    def note(self, fault: str) -> None:
        with self.lock:
            self.faults[fault] += 1


class Client:
    """One connection at a time, to whichever server answers."""

    def __init__(self, vote: Vote, number: int) -> None:
        self.vote, self.number = vote, number
        self.port = vote.ports[number % len(vote.ports)]
        self.connection: http.client.HTTPConnection | None = None
        self.random = random.Random(number)
        desks = vote.told["desks"]
        self.desks = [desks[(number * DESKS + n) % len(desks)] for n in range(DESKS)]

    def ask(
        self, path: str, cookies: str, form: Form | None, *, patience: float = PATIENCE
    ) -> Reply:
        """The answer, asked for again where there is none: status 0 when patience ends."""
        deadline, in_vain = time.monotonic() + patience, 0
        while True:
            status, body, received = self._send(path, cookies, form)
            if 0 < status < 500:
                return Reply(status, body, received or cookies, in_vain)
            in_vain += 1
            self.vote.did("unanswered")
            if time.monotonic() > deadline:
                return Reply(0, "", cookies, in_vain)
            time.sleep(0.3)

    def _send(self, path: str, cookies: str, form: Form | None) -> tuple[int, str, str]:
        began = time.monotonic()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=LONGEST
                )
            headers = {"Cookie": cookies} if cookies else {}
            body = None
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urlencode({**form, "csrfmiddlewaretoken": CSRF}, doseq=True)
            self.connection.request("GET" if body is None else "POST", path, body, headers)
            response = self.connection.getresponse()
            text = response.read().decode(errors="replace")
            session = re.search(r"sessionid=(\w+)", response.getheader("Set-Cookie") or "")
            received = f"sessionid={session[1]}; csrftoken={CSRF}" if session else ""
            return response.status, html.unescape(text), received
        except (OSError, http.client.HTTPException):
            if time.monotonic() - began >= LONGEST:  # it may still be done, after what comes next
                self.vote.note("slower than a minute")
            self.close()
            ports = self.vote.ports
            self.port = ports[(ports.index(self.port) + 1) % len(ports)]
            return 0, "", ""

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


# --- What somebody does ---------------------------------------------------------------------------

Act: TypeAlias = Callable[[Client], bool]  # False: there is nothing more for them to do


def ballot_of(choice: Choice) -> str:
    """A choice as a form carries it."""
    return json.dumps({"q": {QUESTION: list(choice)}}, separators=(",", ":"))


def cast(vote: Vote, elector: Elector, *, is_patient: bool = True) -> Act:
    """Cast a ballot, for the first time or again; some give up where nobody answers."""

    def act(client: Client) -> bool:
        choice, before = vote.a_choice(), set(elector.may_be)
        form = {"ballot": ballot_of(choice), "receipt_secret": client.random.randbytes(16).hex()}
        elector.may_be.add(choice)
        patience = PATIENCE if is_patient else 0.0
        path = vote.path("vote/cast/")
        reply = client.ask(path, elector.cookies, form, patience=patience)
        if reply.status == 200 and (code := RECEIPT.search(reply.body)):
            elector.may_be, elector.codes[choice] = {choice}, code[1].strip()
            vote.did("cast")
        elif reply.status:
            _refused(vote, elector, before, reply)
        return reply.status != 409

    return act


def withdraw(vote: Vote, elector: Elector) -> Act:
    """Take the ballot out again."""

    def act(client: Client) -> bool:
        before = set(elector.may_be)
        elector.may_be.add(NOTHING)
        reply = client.ask(vote.path("vote/withdraw/"), elector.cookies, {})
        if reply.status == 200:
            elector.may_be = {NOTHING}
            vote.did("withdrawn")
        elif reply.status:
            _refused(vote, elector, before, reply)
        return reply.status != 409

    return act


def _refused(vote: Vote, elector: Elector, before: set[Choice | None], reply: Reply) -> None:
    """What was refused at once was not done; nobody may be refused before the closing."""
    if not reply.in_vain:
        elector.may_be = before
    if reply.status != 409 or not vote.is_closing:
        vote.note(f"refused with {reply.status}")


def enter_code(vote: Vote, elector: Elector, code: str) -> Act:
    """Enter the code of a letter, for the first time or again."""

    def act(client: Client) -> bool:
        reply = client.ask("/code/", elector.cookies, {"code": code})
        if reply.status in (200, 302):
            elector.cookies = reply.cookies
            vote.did("redeemed")
        elif not vote.is_closing:
            vote.note(f"code refused with {reply.status}")
        return reply.status in (200, 302)

    return act


def hand_out(vote: Vote, elector: Elector, serial: str, email: str) -> Act:
    """Give a paper to somebody, who may have an account."""

    def act(client: Client) -> bool:
        account = elector.replaces
        is_known = account is not None and bool(account.codes)
        form = person(f"Person {serial}", email if is_known else "") | {"serial": serial}
        if not is_known:
            elector.replaces = None
        reply = client.ask(vote.path("papers/hand-out/"), client.desks[0], form)
        is_ours = reply.status == 302 or (reply.status == 422 and reply.in_vain > 0)
        if not is_ours and not vote.is_closing:
            vote.note(f"paper not handed out, {reply.status}")
        return is_ours

    return act


def type_in(vote: Vote, elector: Elector, paper: tuple[int, int], desk: int, marked: Choice) -> Act:
    """Type what is marked on a paper."""

    def act(client: Client) -> bool:
        form = {QUESTION: list(marked), "spoiled": "no"}
        path = vote.path(f"papers/{paper[0]}/{paper[1]}/type/")
        reply = client.ask(path, client.desks[desk], form)
        was_done = reply.status == 302 or (reply.status == 422 and reply.in_vain > 0)
        if desk == 2 and was_done:
            elector.may_be = {marked}
            vote.did("papers")
        if not was_done and (desk == 2 or not vote.is_closing):
            vote.note(f"paper not typed, {reply.status}")
        return was_done

    return act


def settle(vote: Vote, elector: Elector, paper: tuple[int, int], marked: Choice) -> Act:
    """Decide for what the first typed, where the second typed something else."""

    def act(client: Client) -> bool:
        path = vote.path(f"papers/{paper[0]}/{paper[1]}/settle/")
        reply = client.ask(path, client.desks[3], {"right": "1"})
        if reply.status == 302:
            elector.may_be = {marked}
            vote.did("papers")
        else:
            vote.note(f"paper not settled, {reply.status}")
        return reply.status == 302

    return act


def help_to_vote(vote: Vote, elector: Elector, n: int) -> Act:
    """Help somebody at a desk: who they are, then the ballot, all of it again where the help ended
    without an answer.
    """

    def act(client: Client) -> bool:
        choice, before = vote.a_choice(), set(elector.may_be)
        elector.may_be.add(choice)
        in_vain = refused = 0
        for _ in range(3):
            begun = client.ask(vote.path("help/"), client.desks[0], person(f"Helped {n}"))
            envelope = re.search(r'name="envelope" value="(\w+)"', begun.body)
            there = re.search(r'action="([^"]*/help/[^"]*)check/"', begun.body)
            if begun.status != 200 or not (envelope and there):
                refused = begun.status
                break
            form = {"ballot": ballot_of(choice), "envelope": envelope[1]}
            reply = client.ask(f"{there[1]}cast/", client.desks[0], form)
            in_vain += reply.in_vain
            if reply.status == 200 and (code := RECEIPT.search(reply.body)):
                elector.may_be, elector.codes[choice] = {choice}, code[1].strip()
                vote.did("helped")
                return True
            if not reply.in_vain:
                refused = reply.status
                break
        if not in_vain:
            elector.may_be = before
        if refused and not vote.is_closing:
            vote.note(f"help refused with {refused}")
        return False

    return act


def person(surname: str, email: str = "") -> dict[str, str]:
    """Somebody as a desk types them in."""
    born = {"born_on_day": "4", "born_on_month": "5", "born_on_year": "1950"}
    return {"surname": surname, "postcode": "NB1 1AA", "email": email, "has_shown": "on"} | born


# --- The channels ---------------------------------------------------------------------------------

Plan: TypeAlias = list[Act]


def _in_the_booth(vote: Vote, elector: Elector) -> Plan:
    """One ballot and often another, sometimes withdrawn."""
    again = vote.random.choice([0, 0, 1, 1, 2])
    patient = [True, *(vote.random.random() < 0.8 for _ in range(again))]
    plan = [cast(vote, elector, is_patient=each) for each in patient]
    if vote.random.random() < 0.15:
        plan.append(withdraw(vote, elector))
        if vote.random.random() < 0.5:
            plan.append(cast(vote, elector))
    return plan


def by_account(vote: Vote) -> Iterator[Plan]:
    """Residents who have signed in."""
    for _email, cookies in vote.told["web"]:
        yield _in_the_booth(vote, vote.elector(cookies))


def by_code(vote: Vote) -> Iterator[Plan]:
    """People with a letter, but for those whose code is entered by many at once."""
    for code in vote.told["code"][len(vote.rushed) :]:
        elector = vote.elector()
        yield [enter_code(vote, elector, code), *_in_the_booth(vote, elector)]


def by_paper(vote: Vote) -> Iterator[Plan]:
    """People at a desk, every second of whom has an account too; each paper is typed twice, one of
    ten not alike.
    """
    accounts = vote.electors[: len(vote.told["web"])]
    for n, (batch, number, serial) in enumerate(vote.told["paper"]):
        account = accounts[n] if n % 2 and n < len(accounts) else None
        email = vote.told["web"][n][0] if account else ""
        elector = vote.elector(replaces=account)
        yield [hand_out(vote, elector, serial, email), *_typed(vote, elector, (batch, number))]


def by_slip(vote: Vote) -> Iterator[Plan]:
    """Slips from an event."""
    for batch, number, _serial in vote.told["slip"]:
        yield _typed(vote, vote.elector(), (batch, number))


def by_help(vote: Vote) -> Iterator[Plan]:
    """People whom somebody at a desk helps."""
    for n in range(vote.told["helped"]):
        yield [help_to_vote(vote, vote.elector(), n)]


def _typed(vote: Vote, elector: Elector, paper: tuple[int, int]) -> Plan:
    marked = vote.a_choice()
    if vote.random.random() < 0.9:
        return [type_in(vote, elector, paper, desk, marked) for desk in (1, 2)]
    other = vote.a_choice()
    return [
        type_in(vote, elector, paper, 1, marked),
        _differently(vote, paper, other),
        settle(vote, elector, paper, marked),
    ]


def _differently(vote: Vote, paper: tuple[int, int], marked: Choice) -> Act:
    return type_in(vote, Elector(), paper, 2, marked)


# A further channel is an entry here, its electors in bench/channel_poll.py, and its plans.
SHARES = {"web": 40, "code": 38, "paper": 8, "slip": 12, "helped": 2}  # of a hundred electors
CHANNELS: dict[str, Callable[[Vote], Iterator[Plan]]] = {
    "web": by_account,
    "code": by_code,
    "paper": by_paper,
    "slip": by_slip,
    "helped": by_help,
}


# --- All of it at once ----------------------------------------------------------------------------


class Progress:
    """How much of what is to be done has been done, as a share of it."""

    def __init__(self, acts: int) -> None:
        self.acts, self.done = acts, 0
        self.changed = threading.Condition()

    def step(self, acts: int = 1) -> None:
        with self.changed:
            self.done += acts
            self.changed.notify_all()

    def wait_for(self, share: float) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.done >= share * self.acts)


def work(client: Client, plans: list[Plan], progress: Progress) -> None:
    """Do one act of one plan after another, in no order but that of each plan."""
    while plans:
        plan = client.random.choice(plans)
        act, rest = plan[0], plan[1:]
        goes_on = act(client)
        plans.remove(plan)
        progress.step(1 if goes_on else 1 + len(rest))
        if goes_on and rest:
            plans.append(rest)
    client.close()


def rush(vote: Vote, progress: Progress) -> None:
    """Again and again, one code is entered by many at once, each of whom then casts a ballot."""
    codes, clients = vote.rushed, [Client(vote, n) for n in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for n, code in enumerate(codes):
            progress.wait_for(CLOSES_AT * n / len(codes))
            start = threading.Barrier(AT_ONCE)
            each = [Elector(f"csrftoken={CSRF}") for _ in clients]

            def enter_and_cast(
                client: Client, own: Elector, start: threading.Barrier = start, code: str = code
            ) -> None:
                start.wait()
                if enter_code(vote, own, code)(client):
                    cast(vote, own)(client)

            list(pool.map(enter_and_cast, clients, each))
            vote.electors.append(_one_of(each))
    for client in clients:
        client.close()


def _one_of(many: list[Elector]) -> Elector:
    """Who entered one code are one elector: whichever ballot came last is theirs."""
    may_be = {choice for each in many for choice in each.may_be}
    codes = {choice: code for each in many for choice, code in each.codes.items()}
    return Elector(may_be=may_be - {NOTHING} if codes else may_be, codes=codes)


@dataclass
class Servers:
    """What the platform runs on, each of which can be killed and comes back."""

    kills: dict[str, Callable[[], None]]
    killed: Counter[str] = field(default_factory=Counter)

    def kill_all(self, progress: Progress) -> None:
        """Kill each KILLS times, one after another, while voting goes on."""
        turns = [name for _ in range(KILLS) for name in self.kills]
        for n, name in enumerate(turns):
            progress.wait_for((n + 1) / (len(turns) + 1))
            self.kills[name]()
            self.killed[name] += 1


def close(vote: Vote, progress: Progress) -> None:
    """Two officers end the voting, in the middle of it."""
    progress.wait_for(CLOSES_AT)
    vote.is_closing = True
    client, deciding = Client(vote, 0), vote.path("decide/")
    first, second = vote.told["officers"]
    client.ask(deciding, first, {"kind": "close", "reason": "The drill."})
    found = re.search(r'action="([^"]*/confirm/)"', client.ask(deciding, second, None).body)
    confirmed = found and client.ask(found[1], second, {})
    if not confirmed or (confirmed.status != 302 and not confirmed.in_vain):
        vote.note(f"not closed, {confirmed and confirmed.status}")
    client.close()


# A disk that takes its time: a second goes by between the look whether the poll is open and the
# commit, while anything stands in `slow_disk`.
_SLOW_DISK = f"""
    CREATE TABLE slow_disk ();
    CREATE FUNCTION wait_for_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF EXISTS (SELECT FROM slow_disk) THEN PERFORM pg_sleep(1); END IF; RETURN NULL; END
    $$;
    CREATE TRIGGER takes_its_time AFTER INSERT OR UPDATE ON {BALLOTS}
        FOR EACH ROW EXECUTE FUNCTION wait_for_disk();
"""
_LATE = f"""
    SELECT count(*) FROM {BALLOTS} AS ballot
    WHERE pg_xact_commit_timestamp(ballot.xmin) > (
        SELECT pg_xact_commit_timestamp(entry.xmin) FROM {LOG} AS entry WHERE kind = 'closed'
    )
"""  # ballots that were put in the box after it was closed


def ask_database(vote: Vote, statement: str) -> int:
    """Run a statement, again where the server was killed, and return the number that it found."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            database = psycopg2.connect(vote.platform.environment["DATABASE_URL"])
        except psycopg2.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.3)
            continue
        with closing(database), suppress(psycopg2.OperationalError):
            database.autocommit = True
            with database.cursor() as cursor:
                cursor.execute(statement)
                return int(cursor.fetchone()[0]) if cursor.description else 0


def close_on_a_slow_disk(vote: Vote, progress: Progress) -> None:
    """The same while ballots on their way take a second to be stored."""
    ask_database(vote, _SLOW_DISK)
    progress.wait_for(CLOSES_AT)
    ask_database(vote, "INSERT INTO slow_disk DEFAULT VALUES")
    time.sleep(1)
    close(vote, progress)
    ask_database(vote, "DELETE FROM slow_disk")


def account_for_papers(vote: Vote) -> None:
    """Once every paper is typed, an officer says what became of all of them."""
    told = vote.platform.python(
        f"from bench.channel_poll import batches; batches('{vote.told['poll']}')"
    )
    client = Client(vote, 0)
    for number, unused in json.loads(told):
        form = {"unused": str(unused), "explanation": "Some were handed out and not brought back."}
        reply = client.ask(vote.path(f"papers/{number}/account/"), vote.told["officers"][0], form)
        if reply.status != 302:
            vote.note(f"papers not accounted for, {reply.status}")
    client.close()


# --- What was counted -----------------------------------------------------------------------------


def counted(vote: Vote, folder: Path) -> dict[Choice, str]:
    """Each published choice with its tag, once the poll is counted, after `verify.py` has counted
    it again.
    """
    client, deadline = Client(vote, 0), time.monotonic() + 120
    api = f"/api/v1/polls/{vote.told['poll']}/"
    while not (told := json.loads(client.ask(api, "", None).body))["files"]:
        if time.monotonic() > deadline:
            vote.note("not counted")
            return {}
        time.sleep(1)
    files = {}
    for address in told["files"]:
        name, path = address.rpartition("/")[2], "/" + address.split("/", 3)[3]
        files[name] = client.ask(path, "", None).body
        if "." in name and not name.endswith(".zip"):
            (folder / name).write_text(files[name])
    client.close()
    verified = subprocess.run(
        [sys.executable, str(folder / "verify.py"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if verified.returncode:
        vote.note(f"verify.py: {verified.stdout[-200:]}")
    lines = [json.loads(line) for line in files["ballots.jsonl"].splitlines()]
    choices = [(tuple(line["c"]), line["t"]) for line in lines]
    if len(dict(choices)) != len(choices):
        vote.faults["counted twice"] += len(choices) - len(dict(choices))
    return dict(choices)


def compare(vote: Vote, tags: dict[Choice, str]) -> None:
    """See that exactly one of what may be of each elector was counted, and nothing else."""
    poll = vote.told["poll"]
    for elector in vote.electors:
        if elector.replaces is not None:
            was_put = any(choice in tags for choice in elector.may_be - {NOTHING})
            elector.replaces.may_be = {NOTHING} if was_put else elector.replaces.may_be
    left = dict(tags)
    for elector in vote.electors:
        asked = (elector.may_be | elector.codes.keys()) - {NOTHING}
        found = [choice for choice in asked if choice in tags]
        for choice in found:
            left.pop(choice, None)
            code = elector.codes.get(choice)
            if code and tag(decode(code), UUID(poll), QUESTION).hex() != tags[choice]:
                vote.note("counted under another code")
        if len(found) > 1:
            vote.note("counted twice")
        elif not found and NOTHING not in elector.may_be:
            vote.note("lost")
        elif found and found[0] not in elector.may_be:
            vote.note("an old ballot counted")
    vote.faults["counted, and nobody's"] += len(left)


@contextmanager
def a_vote() -> Iterator[tuple[Vote, Servers, Path]]:
    """A platform with servers of its own, two of them for the web, and an open poll."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="coopservices-drill-"))
        )
        postgresql = stack.enter_context(
            a_postgresql(max_connections="200", track_commit_timestamp="on")
        )
        redis = stack.enter_context(a_redis_server(folder))
        platform = stack.enter_context(
            a_platform(
                folder / "platform",
                database_url=postgresql.address,
                REDIS_URL=redis.address,
                DJANGO_SETTINGS_MODULE="bench.drill_settings",
                STATIC_COLLECTED="1",
                STATIC_ROOT=str(HOUSE / "var" / "static"),
            )
        )
        shares = {name: ELECTORS * share // 100 for name, share in SHARES.items()}
        told = platform.python(
            f"from bench.channel_poll import prepare; prepare({shares!r}, {DESKS * CLIENTS})",
            seconds=900,
        )
        ports = [free_port(), free_port()]
        webs = {port: platform.start_web(port=port) for port in ports}
        workers = [platform.start_worker()]
        platform.start_beat()

        def web() -> None:
            port = ports[servers.killed["web"] % len(ports)]
            platform.kill(webs[port])
            webs[port] = platform.start_web(port=port)

        def worker() -> None:
            platform.kill(workers.pop())
            workers.append(platform.start_worker())

        def again(server: Server) -> Callable[[], None]:
            def kill() -> None:
                server.kill()
                server.start()

            return kill

        servers = Servers(
            {"web": web, "PostgreSQL": again(postgresql), "worker": worker, "Redis": again(redis)}
        )
        yield Vote(platform, ports, json.loads(told)), servers, folder


def every_channel() -> tuple[bool, str]:
    """Thousands vote through every channel while everything is killed and the poll closes."""
    with a_vote() as (vote, servers, folder):
        vote.rushed = vote.told["code"][: max(3, ELECTORS // 250)]
        plans = [plan for channel in CHANNELS.values() for plan in channel(vote)]
        progress = Progress(sum(map(len, plans)))
        began = time.monotonic()
        with ThreadPoolExecutor(CLIENTS + 3) as pool:
            running = [
                *(
                    pool.submit(work, Client(vote, n), plans[n::CLIENTS], progress)
                    for n in range(CLIENTS)
                ),
                pool.submit(rush, vote, progress),
                pool.submit(servers.kill_all, progress),
                pool.submit(close_on_a_slow_disk, vote, progress),
            ]
            for each in running:
                each.result()
        vote.faults["put in the box after the closing"] += ask_database(vote, _LATE)
        account_for_papers(vote)
        tags = counted(vote, folder)
        took = time.monotonic() - began
        compare(vote, tags)
    killed, faults = sum(servers.killed.values()), {k: n for k, n in vote.faults.items() if n}
    done = " ".join(f"{n} {what}" for what, n in sorted(vote.done.items()))
    uncertain = sum(not elector.is_settled for elector in vote.electors)
    return (
        not faults and killed == KILLS * len(servers.kills) and len(tags) > 0,
        f"{len(vote.electors):5} electors   {done}   {killed} killed   {len(tags)} counted   "
        f"{uncertain} without a last answer   {faults or 'no fault'}   {took:6.1f} s",
    )

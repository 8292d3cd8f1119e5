"""What the workloads need in the database; runs inside the platform and prints JSON."""

import json
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.load import CSRF
from bench.measure import take_turns
from coopservices.sessions import SessionStore
from outcomes.dashboard.queries.documents import dashboard_draft
from outcomes.models import Release
from outcomes.rebuilding.actions import rebuild_dashboard, rebuild_round_summary
from participation.models import Council, Role
from priorities.models import Poll, Proposal, SealedBallot
from priorities.voting_codes.actions.codes import enter_code
from priorities.voting_codes.queries import letters
from tests import make

STORED = {"0": 0, "100k": 1000, "1M": 2000}
POLLS = (*STORED, "floor", "storm", "code")
LISTED = {"100": 100, "1k": 1_000, "10k": 10_000}
OPTIONS = (
    "A bench at the bus stop",
    "Lights in the park",
    "Trees on the high street",
    "Longer visits",
    "A warm meal",
)


@dataclass
class Prepared:
    """Poll ids by the ballots they hold, addresses of lists by their length, and a cookie for each
    person; `holders` have entered a code for the poll "code".
    """

    polls: dict[str, str]
    lists: dict[str, str]
    voters: list[str]
    newcomers: list[str]
    holders: list[str]


def prepare() -> None:
    """Make one council with polls, lists and people, and print where they are."""
    council, now = make.a_council(), timezone.now()
    sector = make.a_sector(council)
    polls = {
        name: make.an_open_poll(
            make.a_round(sector, at=now),
            options=OPTIONS,
            proofs_asked=[{"code" if name == "code" else "email"}],
            at=now,
        )
        for name in POLLS
    }
    for name, ballots in STORED.items():
        _fill(polls[name], ballots)
    prepared = Prepared(
        polls={name: str(poll.pk) for name, poll in polls.items()},
        lists={name: _list(sector, length) for name, length in LISTED.items()},
        voters=[cookies_of(make.a_voter(council)) for _ in range(16)],
        newcomers=[cookies_of(make.a_voter(council)) for _ in range(65)],
        holders=_holders(polls["code"], 16),
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(json.dumps(asdict(prepared)))


def grow(sizes: tuple[int, ...]) -> None:
    """Make a council for each size, with so many counted rounds, and print how long each
    dashboard's account takes.
    """
    councils = {
        size: make.a_council(host="127.0.0.1" if size == max(sizes) else None) for size in sizes
    }
    for size, council in councils.items():
        sector = make.a_sector(council)
        for _ in range(size):
            _counted_round(sector)
        rebuild_dashboard(council=council, at=timezone.now())

    def seconds(council) -> float:
        began = time.perf_counter()
        dashboard_draft(council)
        return time.perf_counter() - began

    workloads = {
        str(size): lambda council=council: seconds(council) for size, council in councils.items()
    }
    print(json.dumps(take_turns(workloads, rounds=7)))


def _counted_round(sector) -> None:
    round_ = make.a_round(sector, at=timezone.now())
    make.a_counted_poll(*[["option-1", "option-3"]] * 7, *[["option-2"]] * 5, round_=round_)
    make.a_commitment(make.an_answered_finding(round_))
    rebuild_round_summary(round=round_, at=timezone.now())


def observe() -> None:
    """Put a million observations beside the largest council's rounds, and print a commissioner's
    cookies.
    """
    council = Council.objects.get(host="127.0.0.1")
    release = Release.objects.create(
        council=council, title="Figures", sha256="0" * 64, imported_at=timezone.now()
    )
    indicators = [make.an_indicator(council) for _ in range(10)]
    for indicator in indicators:
        with connection.cursor() as cursor:
            cursor.execute(_OBSERVE, [release.pk, indicator.pk, council.area_code])
    rebuild_dashboard(council=council, at=timezone.now())
    print(cookies_of(make.a_person(council, Role.COMMISSIONER)))


_OBSERVE = """
    INSERT INTO outcomes_observation
        (release_id, indicator_id, place_code, place_name, period, period_starts_on, value)
    SELECT %s, %s, CASE place WHEN 0 THEN %s ELSE 'E' || place END, 'Place ' || place,
           to_char(month, 'Mon YYYY'), month::date,
           60 + (place * 7 + extract(month FROM month)::int * 3) %% 20
    FROM generate_series(0, 999) place,
         generate_series('2018-01-01'::date, '2026-04-01', '1 month') month"""


def queries(path: str, cookies: str = "", form: dict[str, str] | None = None) -> None:
    """Print how many queries a request makes, once the process is warm."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"cookie": cookies})
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path) if form is None else client.post(path, form)
        assert response.status_code == 200, response.status_code
        counts.append(
            len([each for each in captured if not each["sql"].startswith(("BEGIN", "COMMIT"))])
        )
    print(counts[-1])


def cookies_of(user) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}"


def _holders(poll: Poll, number: int) -> list[str]:
    """The cookies of so many people who have entered a code."""
    council = poll.round.council
    found = []
    for letter in letters(make.a_batch(poll, number), 1, number):
        session = SessionStore()
        ((_serial, code),) = letter.codes
        told = {"network": "127.0.0.1", "typed": code, "at": timezone.now()}
        enter_code(session=session, council=council, **told)
        session.save()
        found.append(f"sessionid={session.session_key}; csrftoken={CSRF}")
    return found


def _list(sector, length: int) -> str:
    now = timezone.now()
    round_ = make.a_round(sector, at=now)
    Proposal.objects.bulk_create(
        [
            Proposal(
                round=round_,
                author_role=Role.RESIDENT,
                title=f"Longer visits, number {n}",
                problem="Visits end at five, when most of us come home from work.",
                idea="Let families stay until eight, as they do in the home across the river.",
                started_at=now,
                saved_at=now,
                published_on=(now - timedelta(minutes=n)).date(),
            )
            for n in range(length)
        ],
        batch_size=1000,
    )
    return f"/rounds/{round_.slug}/proposals/"


_FILL = {
    "postgresql": """
        INSERT INTO {table} (id, poll_id, pseudonym, receipt_index, nonce, ciphertext)
        SELECT gen_random_uuid(), %s, sha256(convert_to('p' || n, 'UTF8')),
               sha256(convert_to('r' || n, 'UTF8')),
               substring(sha256(convert_to('n' || n, 'UTF8')) FOR 12),
               decode(repeat(md5(n::text), 17), 'hex')
        FROM generate_series(1, %s) n""",
    "sqlite": """
        INSERT INTO {table} (id, poll_id, pseudonym, receipt_index, nonce, ciphertext)
        WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %s)
        SELECT lower(hex(randomblob(16))), %s, randomblob(32), randomblob(32),
               randomblob(12), randomblob(272)
        FROM counted""",
}


def _fill(poll: Poll, ballots: int) -> None:
    """Store so many sealed ballots of nobody: random bytes of the size of real ones."""
    if not ballots:
        return
    poll_id = str(poll.pk) if connection.vendor == "postgresql" else poll.pk.hex
    facts = [poll_id, ballots] if connection.vendor == "postgresql" else [ballots, poll_id]
    with connection.cursor() as cursor:
        cursor.execute(_FILL[connection.vendor].format(table=SealedBallot._meta.db_table), facts)

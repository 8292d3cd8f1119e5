"""Casting: against a minimal view, with many ballots stored, and by everybody at once."""

import json
from statistics import median

from bench.load import CSRF, Answers, Ask, send_all
from bench.measure import Row, cpu_seconds, take_turns
from tests.running import free_port

ASKS = 60  # each client's in one turn
BALLOT = json.dumps({"q": {"question-1": ["option-1", "option-3"]}}, separators=(",", ":"))
FORM = {"ballot": BALLOT, "receipt_secret": "", "csrfmiddlewaretoken": CSRF}


def cast_asks(prepared, poll: str, cookies: str, *, times: int = ASKS) -> list[Ask]:
    return [Ask(f"/polls/{prepared['polls'][poll]}/vote/cast/", cookies, FORM)] * times


def only(status: int, answers: Answers) -> Answers:
    assert set(answers.statuses) == {status}, answers.statuses
    return answers


def cast_vs_floor(platform, web, prepared) -> Row:
    """Web CPU of a cast, over that of a minimal Django view on a server of its own beside it."""
    how = {"poll": "0", "voters": prepared["voters"], "most_queries": 5}
    return _beside_floor(platform, web, prepared, name="cast-vs-floor", **how)


def cast_by_code(platform, web, prepared) -> Row:
    """The same of people who have entered a code, and have no account."""
    how = {"poll": "code", "voters": prepared["holders"], "most_queries": 6}
    return _beside_floor(platform, web, prepared, name="cast-by-code", **how)


def _beside_floor(platform, web, prepared, *, name, poll, voters, most_queries) -> Row:
    port = free_port()
    floor = platform.start_web(workers=2, port=port, DJANGO_SETTINGS_MODULE="bench.floor_settings")
    casting = [cast_asks(prepared, poll, cookies) for cookies in voters]
    storing = [
        [Ask(f"/polls/{prepared['polls']['floor']}/", cookies, FORM)] * ASKS
        for cookies in prepared["voters"]
    ]

    def milliseconds(server, at: int, clients: list[list[Ask]]) -> float:
        before = cpu_seconds(server.pid)
        sent = only(200, send_all(at, clients)).statuses.total()
        return (cpu_seconds(server.pid) - before) / sent * 1000

    workloads = {
        "cast": lambda: milliseconds(web, platform.port, casting),
        "floor": lambda: milliseconds(floor, port, storing),
    }
    take_turns(workloads, rounds=1)  # warm
    figures = take_turns(workloads, rounds=9)
    path, cookies = casting[0][0].path, voters[0]
    queries = int(
        platform.python(
            f"from bench.prepare import queries; queries({path!r}, {cookies!r}, {FORM!r})"
        )
    )
    cast, minimal = figures["medians"]["cast"], figures["medians"]["floor"]
    # Each turn's own ratio: a machine that slows down for a while slows both of one turn.
    ratio = median(
        cast / floor
        for cast, floor in zip(figures["all"]["cast"], figures["all"]["floor"], strict=True)
    )
    words = f"{cast:.2f} ms against {minimal:.2f} ms of CPU: {ratio:.2f} ×, {queries} queries"
    passed = ratio <= 1.5 and queries <= most_queries
    figures |= {"ratio": ratio, "queries": queries}
    return Row(name, words, f"≤ 1.5 × CPU, ≤ {most_queries} queries", passed, figures)


def cast_flat(platform, web, prepared) -> Row:
    """Web CPU and time of a cast with 0, 100 thousand and a million ballots stored."""

    def milliseconds(stored: str) -> float:
        clients = [cast_asks(prepared, stored, cookies, times=20) for cookies in prepared["voters"]]
        return only(200, send_all(platform.port, clients)).together / (20 * len(clients)) * 1000

    workloads = {
        stored: lambda stored=stored: milliseconds(stored) for stored in ("0", "100k", "1M")
    }
    take_turns(workloads, rounds=1)
    figures = take_turns(workloads, rounds=7)
    medians = figures["medians"]
    ratio = max(medians.values()) / medians["0"]
    words = (
        ", ".join(f"{time:.2f} ms at {stored}" for stored, time in medians.items())
        + f": {ratio:.2f} ×"
    )
    return Row("cast-flat", words, "≤ 1.15 ×", ratio <= 1.15, figures)


def cast_storm(platform, web, prepared) -> Row:
    """64 people vote for the first time at one moment; then one person 16 times at one moment."""
    *crowd, hasty = prepared["newcomers"]
    first = send_all(
        platform.port, [cast_asks(prepared, "storm", cookies, times=1) for cookies in crowd]
    )
    again = send_all(platform.port, [cast_asks(prepared, "storm", hasty, times=1)] * 16)
    stored = int(platform.python(_COUNT.format(poll=prepared["polls"]["storm"])))
    expected = len(crowd) + 1
    refused = sum(n for status, n in (first.statuses + again.statuses).items() if status != 200)
    words = f"{stored - expected:+} ballots off, {refused} not answered 200"
    figures = {
        "first": dict(first.statuses),
        "again": dict(again.statuses),
        "stored": stored,
        "expected": expected,
    }
    return Row(
        "cast-storm",
        words,
        "0 lost, 0 doubled, 0 × 5xx",
        stored == expected and not refused,
        figures,
    )


_COUNT = (
    "from priorities.models import SealedBallot as S; "
    "print(S.objects.filter(poll='{poll}').count())"
)

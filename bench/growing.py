"""Growth: rebuilding a council's dashboard with more rounds, and reading it over a million
observations.
"""

import json
from math import log
from statistics import median

from bench.casting import only
from bench.load import Ask, send_all
from bench.measure import Row, take_turns
from tests.running import free_port

SIZES = (1, 10, 100)


def summary_growth(platform) -> Row:
    """Seconds for the whole rebuilding of a dashboard's account, by rounds; each with a counted
    poll and findings.
    """
    measured = json.loads(
        platform.python(f"from bench.prepare import grow; grow({SIZES!r})", seconds=900)
    )
    seconds = {int(size): taken for size, taken in measured["medians"].items()}
    exponent = log(seconds[100] / seconds[10]) / log(10)
    words = ", ".join(f"{taken * 1000:.0f} ms for {size}" for size, taken in seconds.items())
    return Row(
        "summary-growth",
        f"{words}: exponent {exponent:.2f}",
        "exponent ≤ 1.1",
        exponent <= 1.1,
        measured,
    )


def dashboard(platform) -> Row:
    """Time of the dashboard over 100 rounds and a million observations, over that of a plain list
    of 50 rows.
    """
    cookies = platform.python("from bench.prepare import observe; observe()", seconds=900)
    port = free_port()
    platform.start_web(workers=1)
    platform.start_web(workers=1, port=port, DJANGO_SETTINGS_MODULE="bench.floor_settings")

    def milliseconds(at: int, path: str) -> float:
        return median(only(200, send_all(at, [[Ask(path, cookies)] * 20])).seconds) * 1000

    workloads = {
        "dashboard": lambda: milliseconds(platform.port, "/dashboard/"),
        "list": lambda: milliseconds(port, "/list/"),
    }
    take_turns(workloads, rounds=1)
    figures = take_turns(workloads, rounds=7)
    page, plain = figures["medians"]["dashboard"], figures["medians"]["list"]
    words = f"{page:.1f} ms against {plain:.1f} ms of a plain list: {page / plain:.2f} ×"
    return Row("dashboard", words, "≤ 3 ×", page <= 3 * plain, figures)

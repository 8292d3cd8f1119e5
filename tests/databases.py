"""What runs again on the second database: `--second-database` leaves out what cannot differ there.

The first pass runs every test. The second runs those that reach the database without a page
between, and those that run the whole platform, whose browser walk reads every page there again.
Fixtures tell which: nobody keeps a list. Source: docs/adr/0009.
"""

import pytest

TAKE_THE_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption(
        "--second-database",
        action="store_true",
        help="run only what may differ on another database or broker than that of the first pass",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if not config.getoption("second_database"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not may_differ(item)])
    items[:] = [item for item in items if may_differ(item)]


def may_differ(item):
    """Whether a test may come out differently on another database or broker."""
    fixtures = set(item.fixturenames)
    takes_the_database = item.get_closest_marker("django_db") or fixtures & TAKE_THE_DATABASE
    return "platform" in fixtures or (takes_the_database and "client" not in fixtures)

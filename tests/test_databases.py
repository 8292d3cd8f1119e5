"""Which tests run again on the second database, by the fixtures that they take."""

from types import SimpleNamespace

import pytest

from tests.databases import may_differ


def a_test(*fixtures, marked=False):
    return SimpleNamespace(fixturenames=fixtures, get_closest_marker=lambda _: marked or None)


@pytest.mark.parametrize(
    ("test", "again"),
    [
        (a_test("tmp_path"), False),
        (a_test("now", marked=True), True),
        (a_test("printed", "db"), True),
        (a_test("transactional_db"), True),
        (a_test("client", "db", marked=True), False),
        (a_test("page", "platform"), True),
    ],
)
def test_what_reaches_the_database_without_a_page_or_runs_the_platform_runs_again(test, again):
    assert bool(may_differ(test)) is again

"""Mobile numbers as people write them."""

import pytest

from outcomes.engines.mobile_numbers import read_mobile


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("07400 123456", "+447400123456"),
        ("+44 (0)7400 123 456", "+447400123456"),
        ("0044 7400-123456", "+447400123456"),
        ("07624 123456", "+447624123456"),  # the Isle of Man's
        ("020 7946 0018", None),  # a telephone on a desk
        ("07400 12345", None),
        ("+1 212 555 0100", None),
        ("+33 6 12 34 56 78", None),
        ("070 1234 5678", None),  # follows its owner, and costs who texts it
        ("my number", None),
        ("", None),
    ],
)
def test_a_mobile_number_of_these_islands_is_read(typed, read):
    assert read_mobile(typed) == read

"""Constituencies: everybody who votes is of exactly one, whatever roles they have."""

from hypothesis import given
from hypothesis import strategies as st

from participation.engines.constituencies import (
    CONSTITUENCIES,
    constituency_of,
    read_constituencies,
    written_constituencies,
)
from participation.people.permissions import ROLES_THAT_VOTE

roles = st.sets(st.sampled_from([*map(str, ROLES_THAT_VOTE), "officer"]))
codes = st.sets(st.sampled_from(list(CONSTITUENCIES)))


def test_each_role_that_votes_is_of_one_and_no_other_is() -> None:
    owned = [role for each in CONSTITUENCIES.values() for role in each.roles]
    assert sorted(owned) == sorted(map(str, ROLES_THAT_VOTE))


def test_somebody_of_several_is_of_the_last() -> None:
    assert constituency_of({"resident"}) == "residents"
    assert constituency_of({"carer"}) == constituency_of({"service_user"}) == "users"
    assert constituency_of({"resident", "carer"}) == "users"
    assert constituency_of({"resident", "carer", "staff"}) == "staff"
    assert constituency_of({"officer"}) == constituency_of(()) == ""


@given(roles, roles)
def test_a_further_role_never_takes_somebody_to_an_earlier_one(
    some: set[str], others: set[str]
) -> None:
    order = ["", *CONSTITUENCIES]
    before, after = constituency_of(some), constituency_of(some | others)
    assert order.index(before) <= order.index(after)


@given(codes)
def test_what_is_written_is_read_again_in_the_order_of_the_table(chosen: set[str]) -> None:
    again = read_constituencies(written_constituencies(chosen))
    assert again == tuple(code for code in CONSTITUENCIES if code in chosen)

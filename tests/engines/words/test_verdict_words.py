"""What residents say, from protected numbers alone."""

from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.disclosure.small_numbers import audit
from outcomes.engines.words.verdict_words import verdict_table, verdict_words


def said(worked=0, partly=0, not_=0):
    return str(verdict_words(verdict_table({"worked": worked, "partly": partly, "not": not_})))


def test_what_most_people_say():
    assert said() == "Nobody has said yet whether it worked"
    assert said(worked=46, partly=21, not_=9) == "Most people say it made a difference"
    assert said(worked=30, partly=40, not_=20) == "Most people say it helped, at least a little"
    assert said(worked=10, not_=50) == "Most people say nothing changed"
    assert said(worked=20, partly=10, not_=30) == "People do not agree on it"
    assert said(worked=20, not_=20) == said(partly=20, not_=20) == "People do not agree on it"
    assert said(worked=2, partly=1) == "Too few people have answered to say"


def test_what_nobody_said_may_be_left_out():
    assert verdict_table({"worked": 46}) == verdict_table({"worked": 46, "partly": 0, "not": 0})


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_no_small_number_can_be_worked_out(worked, partly, not_):
    table = verdict_table({"worked": worked, "partly": partly, "not": not_})
    assert audit(table) == []
    assert not {str(cell) for cell in (*table.cells.values(), table.total)} & set("1234567")

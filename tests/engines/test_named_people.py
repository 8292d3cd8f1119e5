"""Passages that may tell who somebody is are found in both languages, and ordinary texts are left
alone.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.named_people import WHY, is_nhs_number, passages

FOUND = [
    ("name", "Ask Mrs Jones on the desk.", "Mrs Jones"),
    ("name", "Dr. Patel never rings back.", "Dr. Patel"),
    ("name", "I told Nurse O'Brien twice.", "Nurse O'Brien"),
    ("name", "The manager, Karen Smith, shouts.", "manager, Karen Smith"),
    ("name", "My neighbour Fred fell.", "neighbour Fred"),
    ("name", "Roedd Nyrs Siân Rhys yno.", "Nyrs Siân Rhys"),
    ("name", "Mae fy mrawd Gethin yn disgwyl.", ""),  # a mutated word is not in the list
    ("name", "Gofynnwch i Mrs Llŷr.", "Mrs Llŷr"),
    ("name", "dyn o'r enw Gwilym", "o'r enw Gwilym"),
    ("nhs-number", "NHS 943 476 5919 waits.", "943 476 5919"),
    ("nhs-number", "Rhif GIG 9434765919.", "9434765919"),
    ("birth", "She was born on 3 May 1941.", "born on 3 May 1941"),
    ("birth", "DOB 03/05/41", "DOB 03/05/41"),
    ("birth", "Ganwyd hi ar 3 Mai 1941.", "Ganwyd hi ar 3 Mai 1941"),
    ("birth", "He came on 12.11.1950", "12.11.1950"),
    ("email", "Write to jo.bloggs@nhs.example now", "jo.bloggs@nhs.example"),
    ("phone", "Ring 0161 496 0123.", "0161 496 0123"),
    ("phone", "Ffoniwch +44 7700 900123", "+44 7700 900123"),
    ("phone", "Neu (01792) 496012.", "(01792) 496012"),
    ("room", "The lady in room 12 cries.", "room 12"),
    ("room", "Y fenyw yn ystafell 12", "ystafell 12"),
    ("room", "Bed 4b by the window", "Bed 4b"),
]
LEFT_ALONE = [
    "Let families visit until eight in the evening.",
    "A manager should answer within 28 days. The carer The Willows sends is kind.",
    "It costs £12,500 a year, and 340 of 1,200 people asked for it in 2026.",
    "The meeting is on 3 May 2027 at the library.",
    "We have 12 rooms and 40 beds; a resident in May waited 1234567890 seconds.",
    "Gadewch i deuluoedd ymweld tan wyth o'r gloch. Mae gofalwr Ar gael.",
    "My mother English, my father Welsh.",
    "Order 943 476 5918 is no number of the NHS.",
]


@pytest.mark.parametrize(("kind", "text", "passage"), FOUND)
def test_what_tells_who_somebody_is_is_found(kind, text, passage):
    found = {(each.kind, each.text) for each in passages(text)}
    assert ((kind, passage) in found) if passage else not found


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_texts_are_left_alone(text):
    assert passages(text) == []


def test_check_digits_of_the_nhs():
    assert is_nhs_number("9434765919")
    assert is_nhs_number("4010232137")
    assert not any(is_nhs_number(f"943476591{last}") for last in range(9))
    assert not is_nhs_number("943476591")


@given(st.text(max_size=300))
def test_passages_are_pieces_of_the_text_in_its_order(text):
    last = 0
    for each in passages(text):
        assert each.kind in WHY
        assert text[each.start : each.end] == each.text
        assert each.start >= last
        last = each.end

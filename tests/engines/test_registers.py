"""Registers: care homes, surgeries and postcodes read from CSV, and refused by the row a
spreadsheet shows.
"""

from itertools import count

import pytest

from participation.engines.registers import (
    PostcodeRow,
    ServiceRow,
    Spot,
    UnreadableRegister,
    read_postcodes,
    read_services,
)


def services_in(text: str) -> list[ServiceRow]:
    return read_services(text.encode()).whole


def postcodes_in(text: str) -> list[PostcodeRow]:
    return read_postcodes(text.encode()).whole


CARE = "cqc_id,name,type,postcode,provider,lon,lat\n"
HOME = "1-1,The Willows,Nursing homes,M33 6RX,Us,-2.3,53.4\n"
LONGEST_CELL = 131_072


def spot_of(columns: str, cells: str) -> Spot:
    (row,) = postcodes_in(f"pcds,{columns}\nM33 6RX,{cells}\n")
    return row.spot


def test_care_homes_are_read_with_their_place() -> None:
    text = (
        CARE + HOME + ' 1-2 ," The Oaks, Sale ",Home care, M33 1AA , Them ,,\n1-3,The Elms,,,,,\n'
    )
    assert services_in(text) == [
        ServiceRow(
            "CQC", "1-1", "The Willows", "Nursing home", "Us", "M33 6RX", Spot("", (-2.3, 53.4))
        ),
        ServiceRow("CQC", "1-2", "The Oaks, Sale", "Home care", "Them", "M33 1AA", Spot("", None)),
        ServiceRow("CQC", "1-3", "The Elms", "Care home", "", "", Spot("", None)),
    ]


def test_surgeries_are_read_with_their_ward_and_have_no_provider() -> None:
    text = (
        "practice_code,practice_name,practice_postcode,provider,ward_code\n"
        "P91003,Park Medical Practice,WA15 7XR,Us,E05015257\n"
    )
    assert services_in(text) == [
        ServiceRow(
            "ODS",
            "P91003",
            "Park Medical Practice",
            "GP practice",
            "",
            "WA15 7XR",
            Spot("E05015257", None),
        )
    ]


def test_columns_that_a_list_lacks_tell_nothing_and_the_kind_is_that_of_the_register() -> None:
    assert services_in("cqc_id,name\n1-1,The Willows\n") == [
        ServiceRow("CQC", "1-1", "The Willows", "Care home", "", "", Spot("", None))
    ]


@pytest.mark.parametrize(
    "text", ["\ufeff" + CARE + HOME, "\n" + CARE + "\n" + HOME + "\n", (CARE + HOME).rstrip()]
)
def test_a_byte_order_mark_and_blank_rows_do_no_harm(text: str) -> None:
    assert services_in(text) == services_in(CARE + HOME)


def test_a_column_without_a_name_is_passed_over() -> None:
    (surgery,) = services_in("practice_code,,practice_name,\nP91003,Us,Park,\n")
    assert (surgery.name, surgery.provider) == ("Park", "")


@pytest.mark.parametrize("column", ["postcode", "practice_postcode", "pcds"])
def test_postcodes_are_read_from_each_column_that_may_hold_them(column: str) -> None:
    text = f"town,{column},wd25cd\nSale, M33 6RX ,E05015250\nTurriff,AB53 4AA,\n"
    assert postcodes_in(text) == [
        PostcodeRow("M33 6RX", Spot("E05015250", None)),
        PostcodeRow("AB53 4AA", Spot("", None)),
    ]


@pytest.mark.parametrize(
    ("columns", "cells", "ward"),
    [
        ("ward_code", " E05015250 ", "E05015250"),
        ("wd25cd,ward_name", "E05015250,Sale", "E05015250"),
        ("wd22cd,wd25cd", "E05000836,E05015250", "E05000836"),
        ("wd5cd,wd2025cd,xwd25cd,wd25cdx", "A,B,D,E", ""),
        ("wd5cd,WD25CD", "A,C", "C"),
    ],
)
def test_a_ward_is_read_from_the_first_column_named_as_the_ons_does(
    columns: str, cells: str, ward: str
) -> None:
    assert spot_of(columns, cells) == Spot(ward, None)


@pytest.mark.parametrize(
    ("columns", "cells", "point"),
    [
        ("lon,lat", "-2.3,53.4", (-2.3, 53.4)),
        ("lat,long", "53.4, -2.3 ", (-2.3, 53.4)),
        ("long,lon,lat", "1,2,53.4", (2.0, 53.4)),
        ("long,lon,lat", "1,,53.4", (1.0, 53.4)),
        ("lon,lat", "0,0", (0.0, 0.0)),
        ("lon,lat", "-2.3,", None),
        ("lon,lat", ",53.4", None),
        ("lon", "-2.3", None),
        ("lat", "53.4", None),
    ],
)
def test_a_point_needs_both_longitude_and_latitude(
    columns: str, cells: str, point: tuple[float, float] | None
) -> None:
    assert spot_of(columns, cells) == Spot("", point)


def test_a_ward_and_a_point_may_both_be_told() -> None:
    assert spot_of("lon,lat,ward_code", "-2.3,53.4,E05015250") == Spot("E05015250", (-2.3, 53.4))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This file is empty."),
        ("\ufeff", "The first row must say what stands in each column."),
        (CARE, "There are no rows in this file."),
        (CARE + "\n\n", "There are no rows in this file."),
        (
            "name,town\nA,B\n",
            "No column holds the number that a regulator knows a service by, such as cqc_id, "
            "service_number, practice_code or urn. The columns are: name, town. A name is not "
            "enough to know a service again.",
        ),
        (
            "Our homes\nA,B\n",
            "The first row must say what stands in each column. Take out the titles above it, and "
            "headings that go over several columns.",
        ),
        (CARE + HOME + "1-2,,Nursing homes,M33 6RX,Us,-2.3,53.4\n", "Row 3: There is no name."),
        (CARE + HOME + " ,The Oaks,,M33 6RX,Us,-2.3,53.4\n", "Row 3: There is no cqc_id."),
        (CARE + HOME + "\n\n,The Oaks,,,,,\n", "Row 5: There is no cqc_id."),
        (CARE + HOME + '1-2,"The\nOaks",,,,,\n,The Elms,,,,,\n', "Row 4: There is no cqc_id."),
        (
            "practice_code,town\nP91003,Sale\n",
            "The column practice_name is missing. The columns are: practice_code, town.",
        ),
        (CARE + HOME.replace("-2.3", "west"), "Row 2: The longitude or latitude is not a number."),
        (
            CARE + HOME + HOME.replace("1-1", "1-2").replace("53.4", "north"),
            "Row 3: The longitude or latitude is not a number.",
        ),
        (
            CARE + HOME + HOME.replace("\n", ",more\n"),
            "Row 3: It has 8 cells, and the heading has 7. Is a comma too many or too few?",
        ),
        (
            CARE + HOME + "1-2,The Oaks\n",
            "Row 3: It has 2 cells, and the heading has 7. Is a comma too many or too few?",
        ),
        (
            f"{'x' * (LONGEST_CELL + 1)}\n",
            "The file cannot be read from line 1 on. Is a quotation mark never closed?",
        ),
        (
            f"{CARE}{HOME}{'x' * (LONGEST_CELL + 1)}\n",
            "Row 3: The file cannot be read from line 3 on. Is a quotation mark never closed?",
        ),
        (
            f"{CARE}{HOME}1-2,{'x' * 201},,,,,\n",
            "Row 3: “xxxxxxxxxxxxxxxxxxxx…” is too long. Is it in the right column?",
        ),
    ],
    ids=count(1),
)
def test_a_register_with_a_fault_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(UnreadableRegister) as refused:
        services_in(text)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This file is empty."),
        (
            "ward_code\nE05015250\n",
            "The column postcode is missing. The columns are: ward_code.",
        ),
        ("pcds,lat,long\nM33 6RX,53.4,-2.3\n ,53.4,-2.3\n", "Row 3: There is no pcds."),
        (
            "postcode,lat,long\n\nM33 6RX,53.4,E\n",
            "Row 3: The longitude or latitude is not a number.",
        ),
    ],
)
def test_a_list_of_postcodes_with_a_fault_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(UnreadableRegister) as refused:
        postcodes_in(text)
    assert str(refused.value) == words

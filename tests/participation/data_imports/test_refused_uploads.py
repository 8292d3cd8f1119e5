"""Broken files as they come in practice: each is refused whole, and says what is wrong and what to
do in words for somebody who does not program.
"""

import io
import json
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from participation.data_imports.actions import ImportRefused, confirm_data, send_data
from participation.models import Area, Postcode, Role, Service
from tests import make

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"
GOOD = (FILES / "00_good.csv").read_bytes()
CQC = "cqc_id,name,places,registration date,lon,lat\n"


def packed(**files: str) -> bytes:
    with zipfile.ZipFile(found := io.BytesIO(), "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return found.getvalue()


def ward(geometry: object, code="S13000001") -> dict:
    return {"type": "Feature", "properties": {"code": code, "name": "Linn"}, "geometry": geometry}


def a_map(*features: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def outline(*corners: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


GRID = outline((258000, 664000), (259000, 664000), (259000, 665000))
BOW_TIE = outline((-4.2, 55.8), (-4.1, 55.9), (-4.1, 55.8), (-4.2, 55.9))
POINT = {"type": "Point", "coordinates": [-4.2, 55.8]}
PICTURE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)

# What each is, its kind, its bytes, and words that an officer reads.
BROKEN = {
    # Of the whole file
    "a missing column": (
        "services",
        "02_missing_column.csv",
        "The columns are: name, client_group",
    ),
    "merged headings": ("services", "07_merged_header_rows.xlsx", "The columns are: Number, Name"),
    "formulas without values": ("services", "08_formula_cells.xlsx", "G5, G6, G7, B10, D14"),
    "empty bytes": ("services", "09_nul_bytes.csv", "empty bytes in line 11, 51, 52, 197"),
    "a web page": ("services", "10_html_saved_as.xlsx", "This is a web page"),
    "a heading and no rows": ("services", GOOD.splitlines()[0], "There are no rows"),
    "half of a spreadsheet": (
        "services",
        (FILES / "08_formula_cells.xlsx").read_bytes()[:9000],
        "This spreadsheet cannot be read",
    ),
    "a spreadsheet with a password": (
        "services",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
        "If it has a password, save it without one",
    ),
    "a letter of a word processor": (
        "services",
        packed(word__document_xml="<w:document/>"),
        "This spreadsheet cannot be read",
    ),
    "a PDF": ("services", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "This is a PDF"),
    "a picture": ("services", PICTURE, "not CSV, XLSX or ODS"),
    "JSON that ends too early": ("services", b'{"contents": [{"id": "a"', "ends too early"),
    "JSON of something else": ("services", b'{"results": []}', "no Open Referral UK file"),
    # Of its rows
    "numbers that stand twice": ("services", "03_duplicate_ids.csv", "stands in row 43 too"),
    "shifted cells": ("services", "04_shifted_columns.csv", "Is a comma too many or too few?"),
    "a quotation mark that is not closed": (
        "services",
        f'{CQC}1-1,"The Elms,4,1/5/2020,,\n1-2,The Ash,4,1/5/2020,,\n'.encode(),
        "Is a quotation mark never closed?",
    ),
    "words for a number": ("services", f"{CQC}1-1,The Elms,about 40,,,\n".encode(), "“about 40”"),
    "a day that is none": ("services", f"{CQC}1-1,Elms,4,31/2/2020,,\n".encode(), "not a date"),
    "no name": ("services", f"{CQC}1-1,,4,,,\n".encode(), "There is no name"),
    "a point in words": ("services", f"{CQC}1-1,Elms,4,,W4.2,N55\n".encode(), "is not a number"),
    "a point in metres": (
        "services",
        f"{CQC}1-1,Elms,4,,258000,664000\n".encode(),
        "not longitude and latitude",
    ),
    # Of wards and postcodes
    "a map in metres": ("wards", a_map(ward(GRID)), "not longitude and latitude"),
    "a boundary that crosses itself": ("wards", a_map(ward(BOW_TIE)), "Linn cannot be used"),
    "points for wards": ("wards", a_map(ward(POINT)), "must be a Polygon"),
    "a ward that is there twice": (
        "wards",
        a_map(ward(make.SQUARE), ward(make.SQUARE)),
        "S13000001 is in the file twice",
    ),
    "a packed shapefile": ("wards", packed(wards_shp="", wards_dbf=""), "This is no GeoJSON"),
    "postcodes of elsewhere": (
        "postcodes",
        b"pcds,wd25cd\nAB1 0AA,S13002843\n",
        "No postcode in this file lies in a ward of this council",
    ),
    "no postcodes": ("postcodes", b"street,wd25cd\nHigh St,S13002843\n", "postcode is missing"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_whole_and_says_what_to_do(case):
    kind, content, words = BROKEN[case]
    content = content if isinstance(content, bytes) else (FILES / content).read_bytes()
    council = make.a_council()
    officer = make.a_person(council, Role.OFFICER)
    facts = {"sector": make.a_sector(council), "valid_from": date(2022, 5, 5)}
    found = make.a_data_import(
        council, officer, at=timezone.now(), kind=kind, content=content, **facts
    )
    assert found.is_faulty
    told = [said for _row, said in found.faults]
    assert any(words in said for said in told), told
    with pytest.raises(ImportRefused):
        confirm_data(by=officer, found=found, at=timezone.now())
    assert not Service.objects.exists()
    assert not Area.objects.exists()
    assert not Postcode.objects.exists()


def test_at_least_twenty_kinds_of_them_are_known():
    assert len(BROKEN) >= 20


@pytest.mark.parametrize("content", [b"", b" \r\n\n"])
def test_an_empty_file_is_not_even_kept(content):
    council = make.a_council()
    with pytest.raises(ImportRefused, match="empty"):
        send_data(
            by=make.a_person(council, Role.OFFICER),
            council=council,
            kind="services",
            sector=make.a_sector(council),
            content=content,
            file_name="homes.csv",
            source="Made up",
            licence="own",
            at=timezone.now(),
        )

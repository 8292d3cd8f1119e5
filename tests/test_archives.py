"""Archives written while they are sent: whole, and the same bytes each time."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from coopservices.archives import zip_portions

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
FILES = {"one.txt": [b"a", b"bc"], "empty.txt": [], "other.txt": [b"\n" * 1000]}


def test_every_file_comes_out_as_it_went_in():
    archive = ZipFile(BytesIO(b"".join(zip_portions(FILES, AT))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {
        name: b"".join(portions) for name, portions in FILES.items()
    }
    assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
    assert {info.date_time for info in archive.infolist()} == {(2026, 11, 2, 10, 30, 0)}


def test_it_is_the_same_bytes_each_time():
    assert b"".join(zip_portions(FILES, AT)) == b"".join(zip_portions(FILES, AT))


def test_a_portion_is_sent_before_the_next_is_asked_for():
    asked = []

    def portions():
        for n in range(3):
            asked.append(n)
            yield b"x" * 100

    sending = zip_portions({"file.txt": portions()}, AT)
    assert len(next(sending)) >= 100
    assert asked == [0]

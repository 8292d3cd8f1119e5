"""A letter as GOV.UK Notify takes it, by where its words stand on the page; and the addresses that
it posts to. Source: its letter specification, 2.4.
"""

import io

import pytest
from pypdf import PdfReader

from priorities.engines.addresses import problem_with_posting
from priorities.engines.letters import (
    Letter,
    LetterWords,
    PrintedCode,
    Window,
    letters_pdf,
    pages_of_letter,
)

MM = 72 / 25.4
HEIGHT = 297
LONG = "THE EXTRAORDINARILY LONG NAME OF THIS HOUSE IN WALES AND ENG"  # 60 letters
TO = ("Ann Ames", "Flat 2", LONG, "1 High Street", "Riverside", "Northbrook", "M33 6RX")


def words(language, own=("Please vote.",)):
    return LetterWords(
        language=language,
        council="Cyngor Bwrdeistref Sirol Pen-y-bont ar Ogwr",
        heading="What should come first in the parks of Riverside next year?",
        words=own,
        how_heading="How to vote",
        steps=("Point your phone at the square.", "Choose.", "Keep the receipt code."),
        codes_heading="Your codes",
        until="You can vote until Friday.",
        notes=("You need no account.",),
        is_test="TEST. Nothing counts.",
    )


def a_letter(languages=("en",), codes=1, to=TO):
    printed = tuple(
        PrintedCode(f"Code number {n}", "ABCD-EFGH-JKMN", f"https://n.example/code/#{n}")
        for n in range(codes)
    )
    return [words(each) for each in languages], Letter(
        "Letter 1,234", to, (printed,) * len(languages)
    )


def pieces(pdf):
    """Of each page, the pieces of text with the millimetres from its left and upper edge."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        here = []

        def note(text, matrix, _text_matrix, _font, _size, here=here):
            if text.strip():  # typst moves the page, and begins each text at its origin
                here.append((matrix[4] / MM, HEIGHT - matrix[5] / MM, text.strip()))

        page.extract_text(visitor_text=note)
        found.append(here)
    return found


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("languages", [("en",), ("cy", "en")])
@pytest.mark.parametrize("codes", [1, 4])
def test_the_address_stands_in_the_window_and_nothing_else_near_it(is_large, languages, codes):
    told, letter = a_letter(languages, codes)
    pdf = letters_pdf(told, [letter], is_large=is_large, window=Window.NOTIFY)
    first, *others = pieces(pdf)
    window = [(x, y, text) for x, y, text in first if x < 120 and y < 95]
    assert [text for _x, _y, text in window] == list(TO)
    assert all(24.6 <= x <= 27 and 39.5 < y <= 66.3 for x, y, _text in window)
    assert window[0][1] > 42  # the foot of the first line
    assert any(text.startswith("Cyngor") for x, y, text in first if y < 95 and x >= 125)
    assert all((y < 95 and 125 <= x < 195) or y > 100 for x, y, text in first if text not in TO)
    assert all(23.9 < x < 195 and 15 < y < 285 for page in [first, *others] for x, y, _t in page)
    assert not any(text in TO for page in others for _x, _y, text in page)


def test_an_address_of_long_lines_keeps_its_lines():
    told, letter = a_letter(to=(LONG.replace(" ", "W"),) * 6 + ("M33 6RX",))
    (page,) = pieces(letters_pdf(told, [letter], is_large=False, window=Window.NOTIFY))
    lines = [text for x, y, text in page if x < 120 and y < 95]
    assert lines == list(letter.to)


def test_its_fonts_are_embedded_and_its_pages_are_a4():
    told, letter = a_letter()
    pdf = letters_pdf(told, [letter], is_large=False, window=Window.NOTIFY)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert [round(float(each) / MM) for each in page.mediabox] == [0, 0, 210, 297]
    fonts = page["/Resources"]["/Font"].values()
    described = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts
    ]
    assert described
    assert all({"/FontFile2", "/FontFile3"} & set(each.get_object()) for each in described)


def test_the_longest_letter_is_counted_as_it_is_printed():
    _told, letter = a_letter(("cy", "en"), 10)
    told = [words(each, ("Aaaaa bbbbb " * 125,)) for each in ("cy", "en")]
    pages = pages_of_letter(told, letter, is_large=True, window=Window.NOTIFY)
    pdf = letters_pdf(told, [letter], is_large=True, window=Window.NOTIFY)
    assert pages == len(PdfReader(io.BytesIO(pdf)).pages) <= 10
    assert len(pieces(letters_pdf(told, [letter], is_large=True))) == pages  # as for a DL envelope


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (("Ann", "1 High St", "M33 6RX"), None),
        (("Ann", "1 High St", "m336rx"), None),
        (("Ann", "1 High St", "Sale"), "postcode"),
        (("Ann", "1 High St", "Sale M33 6RX"), "postcode"),
        (("Ann", "1 High St", "M33 6RX", "UK"), "postcode"),
        (("Ann", "M33 6RX"), "at least 3 lines"),
        (("Ann", "(flat)", "M33 6RX"), "may begin"),
        ((), "postcode"),
    ],
)
def test_an_address_that_notify_does_not_post_to_is_found(address, problem):
    found = problem_with_posting(address)
    assert found is None if problem is None else problem in str(found)

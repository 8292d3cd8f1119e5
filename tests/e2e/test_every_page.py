"""Every page that can be reached by links from the first one: it answers, axe finds nothing, nobody
else sees it.
"""

from urllib.parse import urljoin, urlsplit

import pytest

MOST_PAGES = 40
NOT_WALKED = ("/accounts/logout/", "/admin/", "/api/", "/static/")


def _kind(path):
    """Pages of one kind differ in their numbers and names only; two of a kind are enough."""
    parts = path.strip("/").split("/")
    return (len(parts), parts[0], *parts[2:])


def _links(page):
    hrefs = page.locator("a[href]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    addresses = (urlsplit(urljoin(page.url, href)) for href in hrefs)
    here = urlsplit(page.url).netloc
    return [at.path for at in addresses if at.netloc == here and not at.path.startswith(NOT_WALKED)]


def _walk(page):
    """Visit pages breadth first, two of each kind; yields the answer to each address."""
    waiting, met, kinds = ["/"], {"/"}, {}
    visited = 0
    while waiting and visited < MOST_PAGES:
        path = waiting.pop(0)
        kinds[_kind(path)] = kinds.get(_kind(path), 0) + 1
        if kinds[_kind(path)] > 2 or "." in path.rpartition("/")[2]:
            continue
        visited += 1
        yield path, page.goto(path)
        new = [link for link in dict.fromkeys(_links(page)) if link not in met]
        met.update(new)
        waiting += new


@pytest.fixture(scope="module")
def held():
    """What pages have in their middle, where axe has found nothing: for most people a public page
    is the same.
    """
    return set()


@pytest.mark.parametrize("role", [None, "resident", "staff", "commissioner", "officer"])
def test_every_page_answers_and_is_accessible(page, axe, sign_in, held, role):
    if role:
        sign_in(page, role)
    visited = 0
    for path, response in _walk(page):
        assert response.status == 200, path
        visited += 1
        middle = page.locator("main").inner_html()
        if visited == 1 or middle not in held:
            axe(page)
            held.add(middle)
    assert visited >= 5


def test_every_page_fits_a_small_phone(phone_page):
    for path, _ in _walk(phone_page):
        width = phone_page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path} is {width} pixels wide"
        edges = phone_page.locator("main svg:visible").evaluate_all(
            "drawings => drawings.map(drawing => drawing.getBoundingClientRect().right)"
        )
        assert max(edges, default=0) <= 360, f"a drawing on {path} is cut off"


def test_the_list_of_measures_fits_a_small_phone(phone_page, sign_in):
    """Its keys are long words that no rule of a language breaks."""
    sign_in(phone_page, "officer")
    phone_page.goto("/set-up/measures/")
    assert phone_page.locator("main code").count() >= 6
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_not_found_is_accessible_too(page, axe):
    assert page.goto("/nowhere/").status == 404
    axe(page)


def test_the_pages_and_the_walk_share_one_platform(request):
    """One worker of the suite runs them all, or each would start its own, and a vote and its count
    be walked on two.
    """
    assert request.node.nodeid.endswith("@browser") == request.config.getoption(
        "loadgroup", default=False
    )

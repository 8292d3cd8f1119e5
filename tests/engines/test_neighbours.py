"""Which places lie beside one, and which hold its land."""

from outcomes.engines.neighbours import beside, holding_land


def square(west, south, size=0.1):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


HERE = square(-2.4, 53.4)


def test_places_that_meet_at_a_border_or_a_corner_are_beside_each_other():
    others = {
        "east": square(-2.3, 53.4),
        "corner": square(-2.3, 53.5),
        "a gap as wide as a drawing may leave": square(-2.5002, 53.4),
        "far": square(-2.2, 53.4),
        "across a field": square(-2.502, 53.4),
    }
    assert beside(HERE, others) == ["east", "corner", "a gap as wide as a drawing may leave"]


def test_who_holds_the_land_comes_with_most_of_it_first_and_slivers_are_left_out():
    others = {
        "a quarter": square(-2.325, 53.4),
        "most": square(-2.425, 53.4),
        "a sliver": square(-2.4, 53.499),
        "elsewhere": square(-2.2, 53.4),
    }
    assert holding_land(HERE, others) == ["most", "a quarter"]

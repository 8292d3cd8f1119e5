"""Small numbers: the NHS rule's vectors, the audit's, and brute force over every small table."""

import json
from collections import Counter, defaultdict
from itertools import combinations_with_replacement, pairwise, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.engines.disclosure.small_numbers import (
    WITHHELD,
    Mark,
    Protected,
    Table,
    audit,
    percentage,
    possible_values,
    protect,
    protect_average,
    protect_table,
    protect_tables,
)

VECTORS = json.loads(
    (Path(__file__).parents[2] / "data" / "disclosure" / "nhs_rule_vectors.json").read_text()
)
AUDIT = VECTORS["disclosure_audit"]


def named(row):
    return {f"category {i}": count for i, count in enumerate(row)}


def by_rule_alone(row):
    """The table that the rule for one count makes, with nothing withheld."""
    return Table(
        {category: protect(count) for category, count in named(row).items()}, protect(sum(row))
    )


def marks(shown):
    return [Mark(value) if value in ("*", "x") else value for value in shown]


def as_published(shown, total):
    cells = [Protected(value) for value in marks(shown)]
    return Table(dict(zip(named(shown), cells, strict=True)), Protected(*marks([total])))


def seen(table):
    """All that a reader sees."""
    return (*map(str, table.cells.values()), str(table.total))


@pytest.mark.parametrize("vector", VECTORS["counts"], ids=lambda v: str(v["n"]))
def test_a_count_is_published_by_the_rule(vector):
    protected = protect(vector["n"])
    assert protected.shown == vector["published"]
    assert str(protected) == str(vector["published"])
    assert protected.is_hidden == (vector["published"] == "*")
    assert protected.span.lowest <= vector["n"] <= protected.span.highest


@given(st.integers(0, 10**6))
def test_a_published_count_stands_for_exactly_the_counts_that_are_published_so(count):
    span = protect(count).span
    assert [
        n for n in range(max(0, count - 12), count + 13) if protect(n) == protect(count)
    ] == list(range(span.lowest, span.highest + 1))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match=r"^A count of people cannot be below 0\.$"):
        protect(-1)


@pytest.mark.parametrize("vector", VECTORS["rows"], ids=lambda v: str(v["true"]))
def test_a_row_is_published_by_the_rule(vector):
    table = by_rule_alone(vector["true"])
    assert [cell.shown for cell in table.cells.values()] == vector["published"]
    assert table.total.shown == vector["published_total"]
    protected = protect_table(named(vector["true"]))
    assert protected.cells == table.cells
    # Beside * and 1000 a total of 1010 leaves two values, so 1000, as rare, is withheld with it.
    assert protected.total == (WITHHELD if vector["true"] == [1, 1000] else table.total)


@pytest.mark.parametrize("vector", VECTORS["percent"], ids=lambda v: f"{v['num']} of {v['den']}")
def test_a_percentage_comes_from_published_counts(vector):
    assert percentage(protect(vector["num"]), protect(vector["den"])) == vector["published_pct"]


def test_there_is_no_percentage_of_nobody_nor_of_a_withheld_total():
    assert percentage(protect(0), protect(0)) is None
    assert percentage(protect(20), WITHHELD) is None
    assert protect_table({"yes": 8, "no": 13}).percentage("no") == pytest.approx(75)
    assert protect_table({"a": 1, "b": 8, "c": 8}).percentage("b") is None


def test_an_average_needs_eight_answers():
    assert [protect_average(3.5, of=n) for n in (0, 1, 7, 8)] == [None, None, None, 3.5]


def test_every_mark_has_a_meaning():
    assert Mark.SMALL.meaning == "between 1 and 7"
    assert "worked out" in Mark.WITHHELD.meaning


@pytest.mark.parametrize("categories", [2, 3])
def test_the_audit_finds_what_the_rule_alone_gives_away(categories):
    smallest = Counter()
    for row in combinations_with_replacement(range(41), categories):
        values = possible_values(by_rule_alone(row)).values()
        if values:
            smallest[str(min(map(len, values)))] += len(set(permutations(row)))
    assert smallest == AUDIT["size_of_smallest_candidate_set"][str(categories)]


def test_the_worst_case_is_found_and_remedied():
    worst = AUDIT["worst_case"]
    alone = by_rule_alone(worst["true"])
    assert alone == as_published(worst["published"], worst["published_total"])
    assert possible_values(alone) == {"category 0": {worst["recovered_exactly"]}}
    assert audit(alone) == ["category 0"]
    assert VECTORS["brute_force"]["example"] == "(3, (('*', 10, 10), 15), [1])"
    assert VECTORS["brute_force"]["smallest_candidate_set_for_a_suppressed_cell"] == 1
    assert possible_values(as_published(["*", 10, 10], 15)) == {"category 0": {1}}
    remedied = protect_table(named(worst["true"]))
    assert remedied.total == WITHHELD
    assert remedied.cells == alone.cells
    assert audit(remedied) == []


def test_a_cell_that_another_rule_gives_away_is_kept_by_ours():
    contrast = VECTORS["contrast"]
    shown = [count for count in contrast["primary_only_lt5"] if count != "*"]
    assert contrast["exact_total"] - sum(shown) == contrast["recovered"]
    assert possible_values(protect_table(named(contrast["true"]))) == {
        "category 0": set(range(1, 8))
    }


# Counts up to 12 are published as 0, * and 10 and no count above 12 is, so these are all the tables
# that look like one another.
UP_TO_TWELVE = range(13)


@pytest.mark.parametrize("categories", [1, 2, 3])
def test_brute_force_every_small_count_keeps_three_values_even_for_a_reader_of_this_code(
    categories,
):
    alike = defaultdict(list)
    for row in product(UP_TO_TWELVE, repeat=categories):
        alike[seen(protect_table(named(row)))].append(row)
    for rows in alike.values():
        table = protect_table(named(rows[0]))
        values = {category: {row[i] for row in rows} for i, category in enumerate(table.cells)}
        hidden = {
            category: values[category] for category, cell in table.cells.items() if cell.is_hidden
        }
        assert all(len(counts) >= 3 for counts in hidden.values())
        assert possible_values(table) == hidden
        assert audit(table) == []
        assert not table.total.is_hidden or len({sum(row) for row in rows}) >= 3


def test_brute_force_breakdowns_side_by_side():
    alike, with_total = defaultdict(list), defaultdict(list)
    for row in product(UP_TO_TWELVE, repeat=2):
        with_total[sum(row)].append(row)
    for row in product(UP_TO_TWELVE, repeat=3):
        for other in with_total[sum(row)]:
            tables = protect_tables([named(row), named(other)])
            alike[tuple(map(seen, tables))].append((row, other))
    for pairs in alike.values():
        tables = protect_tables(list(map(named, pairs[0])))
        for i, table in enumerate(tables):
            values = {
                category: {pair[i][j] for pair in pairs} for j, category in enumerate(table.cells)
            }
            hidden = {
                category: values[category]
                for category, cell in table.cells.items()
                if cell.is_hidden
            }
            assert all(len(counts) >= 3 for counts in hidden.values())
            assert possible_values(table, [tables[1 - i]]) == hidden


@pytest.mark.parametrize(
    ("given_away", "beside"), [((1, 8, 8), (17,)), ((1,) * 17, (17,)), ((7, 7, 7, 12), (33,))]
)
def test_a_breakdown_that_another_gives_away_is_withheld_whole(given_away, beside):
    assert sum(given_away) == sum(beside)
    withheld, kept = protect_tables([named(given_away), named(beside)])
    assert set(withheld.cells.values()) == {WITHHELD}
    assert not any(cell.is_hidden for cell in kept.cells.values())
    assert kept.total == withheld.total == protect(sum(beside))


def test_breakdowns_of_different_people_are_refused():
    with pytest.raises(ValueError, match=r"^Breakdowns of the same people have the same total\.$"):
        protect_tables([{"a": 3}, {"a": 4}])
    with pytest.raises(ValueError, match=r"^Breakdowns of the same people have the same total\.$"):
        protect_tables([])


def test_where_nothing_is_small_nothing_is_withheld():
    table = protect_table({"a": 0, "b": 13, "c": 1004})
    assert seen(table) == ("0", "15", "1005", "1015")


def test_the_audit_of_a_table_with_a_withheld_cell_ends():
    table = as_published(["*", "x", 10], "x")
    assert possible_values(table) == {"category 0": set(range(1, 8))}


@given(st.data(), st.lists(st.integers(0, 60) | st.integers(0, 9), min_size=1, max_size=9))
def test_nothing_is_given_away_by_two_breakdowns_of_the_same_people(data, row):
    cuts = sorted(data.draw(st.lists(st.integers(0, sum(row)), max_size=5)))
    other = [after - before for before, after in pairwise([0, *cuts, sum(row)])]
    tables = protect_tables([named(row), named(other)])
    assert audit(tables[0], [tables[1]]) == audit(tables[1], [tables[0]]) == []
    assert audit(tables[0]) == audit(protect_table(named(row))) == []
    for table, counts in zip(tables, (row, other), strict=True):
        assert table.total == tables[0].total
        assert table.total.span.lowest <= sum(row) <= table.total.span.highest
        assert all(
            c.span.lowest <= n <= c.span.highest
            for c, n in zip(table.cells.values(), counts, strict=True)
        )
        for category, values in possible_values(
            table, [t for t in tables if t is not table]
        ).items():
            assert named(counts)[category] in values


@given(st.lists(st.integers(0, 40), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_the_categories_does_not_matter(row, chance):
    counts = named(row)
    shuffled = dict(chance.sample(list(counts.items()), len(counts)))
    assert protect_table(shuffled) == protect_table(counts)

"""Report: a count as a page of text, several side by side, and as one record for machines."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import Money, explain, explain_difference
from priorities.engines.counting.explain.codes import setting_words
from priorities.engines.counting.ranked.transfers import Stage


def report(count: Count, ballots: Ballots, *, title: str = "") -> list[str]:
    """Return the lines of a page about one count: who won, what it costs, and how it came about."""
    heading = [title, ""] if title else []
    winners = [_line(place, name, ballots) for place, name in enumerate(count.winners, start=1)]
    return [
        *heading,
        _settings(count),
        "",
        *(winners or ["Nothing was chosen."]),
        "",
        *_sheet(count, ballots),
        *(f"- {line}" for line in explain(count, ballots, sign="")),
    ]


def comparison(counts: Sequence[Count], ballots: Ballots, *, title: str = "") -> list[str]:
    """Return the lines of a page that sets counts of the same ballots side by side."""
    heading = [title, ""] if title else []
    return [
        *heading,
        *(_settings(count) for count in counts),
        *_unlike(counts),
        *_budget(ballots),
        "",
        *_table(counts, ballots),
        *_differences(counts, ballots),
    ]


def record(count: Count, ballots: Ballots) -> dict[str, object]:
    """Return a count for machines: `cost` and `budget` in units of money, all else as in
    `Count.as_plain`.

    In `steps`, money is in minor units, `unit` of which make one unit of money.
    """
    return {
        **count.as_plain(),
        "cost": _decimal(count.cost, ballots.unit),
        "budget": None if count.budget is None else _decimal(count.budget, ballots.unit),
        "unit": ballots.unit,
    }


def _settings(count: Count) -> str:
    """Return a rule with its settings in words."""
    settings = ", ".join(
        f"{key.replace('_', ' ')}: {setting_words(key, value)}"
        for key, value in sorted(count.settings.items())
        if value
    )
    return f"{count.rule} ({settings})"


def _unlike(counts: Sequence[Count]) -> Iterator[str]:
    """Yield that these rules do not fill as many seats, where that is so."""
    seats = {count.rule: count.settings["seats"] for count in counts if "seats" in count.settings}
    if len(set(seats.values())) > 1:
        told = ", ".join(f"{rule} {number}" for rule, number in seats.items())
        yield f"These do not fill as many seats as each other: {told}."


def _budget(ballots: Ballots) -> Iterator[str]:
    if ballots.budget is not None:
        yield f"Budget: {Money(ballots.unit, '').words(ballots.budget)}"


def _sheet(count: Count, ballots: Ballots) -> Iterator[str]:
    """Yield the result sheet of a count in stages: what everyone has after each; no line for
    others.
    """
    stages = [step for step in count.steps if isinstance(step, Stage)]
    if not stages:
        return
    rows = [
        (_named(each.id, each.name), [stage.totals[each.id] for stage in stages])
        for each in ballots.options
    ]
    rows += [
        ("no further choice", [stage.non_transferable for stage in stages]),
        ("cut in rounding down", [stage.lost for stage in stages]),
    ]
    units = stages[0].units
    cells = [(label, [_votes(number, units) for number in row]) for label, row in rows]
    widths = [
        max(len(str(stage.number)), *(len(row[place]) for _, row in cells))
        for place, stage in enumerate(stages)
    ]
    yield f"Votes after each stage; needed to be elected: {stages[0].quota:,}"
    yield _row("", [str(stage.number) for stage in stages], widths)
    for label, row in cells:
        yield _row(label, row, widths)
    yield ""


def _votes(number: int, units: int) -> str:
    """Return votes with as many decimals as they are counted in."""
    whole, rest = divmod(number, units)
    return f"{whole:,}.{rest:0{len(str(units)) - 1}}" if units > 1 else f"{whole:,}"


def _line(place: int, name: str, ballots: Ballots) -> str:
    option = ballots.options[ballots.index[name]]
    cost = f", {Money(ballots.unit, '').words(option.cost)}" if option.cost is not None else ""
    return f"{place:3}. {_named(option.id, option.name)}{cost}"


def _named(name: str, words: str) -> str:
    return f"{name} {words}" if words and words != name else name


def _table(counts: Sequence[Count], ballots: Ballots) -> Iterator[str]:
    """Yield a table of what each rule chooses, options chosen by most rules first."""
    money = Money(ballots.unit, "")
    chosen = {name: sum(name in count.winners for count in counts) for name in ballots.ids}
    widths = [max(len(count.rule), len(money.words(count.cost))) for count in counts]
    yield _row("", [count.rule for count in counts], widths)
    for name in sorted(
        (name for name in chosen if chosen[name]), key=lambda name: (-chosen[name], name)
    ):
        label = _named(name, ballots.options[ballots.index[name]].name)
        yield _row(label, ["yes" if name in count.winners else "-" for count in counts], widths)
    yield _row("chosen", [str(len(count.winners)) for count in counts], widths)
    if ballots.budget is not None:
        yield _row("cost together", [money.words(count.cost) for count in counts], widths)


def _row(label: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"{label[:40]:40}  " + "  ".join(
        f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)
    )


def _differences(counts: Sequence[Count], ballots: Ballots) -> Iterator[str]:
    first, *others = counts
    for other in others:
        yield ""
        yield from (f"- {line}" for line in explain_difference(first, other, ballots, sign=""))


def _decimal(minor: int, unit: int) -> int | float:
    """Return an amount as a JSON number, which has no other way to write decimals."""
    amount = Fraction(minor, unit)
    return amount.numerator if amount.denominator == 1 else float(amount)

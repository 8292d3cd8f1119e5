"""Every kind of step has its sentence in the one table of them."""

from collections.abc import Iterator

from priorities.engines.counting.count import Step
from priorities.engines.counting.explain.sentences import SENTENCES, SETTLED
from priorities.engines.counting.rules import RULES

assert RULES, "Every rule is imported, and with it every kind of step."


def kinds_of(step: type[Step]) -> Iterator[type[Step]]:
    for kind in step.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_kind_of_step_has_a_sentence() -> None:
    ours = {kind for kind in kinds_of(Step) if kind.__module__.startswith("priorities.")}
    assert set(SENTENCES) == ours
    assert set(SETTLED) < ours

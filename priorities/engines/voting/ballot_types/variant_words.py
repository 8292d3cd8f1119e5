"""A variant in words: how a rule of counting is varied, for whoever opens a poll or reads its
result.
"""

from collections.abc import Mapping

from coopservices.sentences import Sentence, Wording, counted, sentence
from priorities.engines.voting.ballot_types.ballot_type import CountedBy, Unit
from priorities.engines.voting.ballot_types.variant import Variant


def variant_words(
    way: CountedBy, variant: Variant, titles: Mapping[str, Wording]
) -> list[Sentence]:
    """Return what makes an option worth funding, where its rule asks, and each setting that is not
    as usual; `titles` are those of the options.
    """
    told = [_worth(way, variant)] if variant.satisfaction in way.satisfactions else []
    if variant.integral_start:
        told.append(sentence("The first share of each person is cut to whole pounds."))
    if variant.threshold:
        told.append(_threshold(way, variant))
    told += [
        sentence(
            "Of these at most one is funded: %(names)s.",
            names=tuple(titles.get(option, option) for option in group),
        )
        for group in variant.exclusive
    ]
    if variant.reserve_percent is not None:
        told.append(
            sentence(
                "The first option that does not fit is still funded if what is left covers "
                "%(percent)s per cent of its cost; the rest comes from outside the budget.",
                percent=variant.reserve_percent,
            )
        )
    return told


def _worth(way: CountedBy, variant: Variant) -> Sentence:
    if variant.undivided:
        return sentence("What has most points comes first, whatever it costs.")
    return way.satisfactions[variant.satisfaction]


def _threshold(way: CountedBy, variant: Variant) -> Sentence:
    if way.unit_of(variant) is Unit.POINTS:
        return counted(
            "What has fewer than %(number)s point is not funded.",
            "What has fewer than %(number)s points is not funded.",
            variant.threshold,
        )
    return counted(
        "What has fewer than %(number)s vote is not funded.",
        "What has fewer than %(number)s votes is not funded.",
        variant.threshold,
    )
